import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { HandleRequest } from '#api/api.ts';
import { jsonResponse, type ApiRequest } from '#api/request.ts';
import { startAmqpIntake, type AmqpIntake } from '#intake/amqp-intake.ts';
import type { AmqpIntakeOptions } from '#intake/intake-options.ts';
import type { Cell } from './amqp-vcd.ts';
import { recordedLog } from './recorded-log.ts';

/** Answers with what was asked. */
const echo: HandleRequest = async ({ id, method, path, headers, redelivered }: ApiRequest) =>
  jsonResponse(200, { id, method, path, accept: headers['Accept'] ?? null, redelivered });

/** An intake on the queue of the cell, with the answers of `echo` unless told otherwise. */
export function intakeFor(cell: Cell, options: Partial<AmqpIntakeOptions> = {}): AmqpIntake {
  return startAmqpIntake({
    address: cell.address,
    listeners: 2,
    prefetch: 4,
    turns: { atOnce: 100, atOnceEach: 100 },
    handle: echo,
    log: recordedLog().log,
    longestPauseMs: 100,
    ...options,
  });
}

/** Asks every 20 ms, as long as the test may run. */
export async function until(condition: () => boolean | Promise<boolean>, t: TestContext): Promise<void> {
  while (!(await condition())) await delay(20, undefined, { signal: t.signal });
}
