import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { pythonOf } from './original-client.ts';

const Answer = z.union([
  z.object({ result: z.unknown() }),
  z.object({ fault: z.string(), message: z.string() }),
]);

/** A call of vsphere-guest-run or pyVmomi that ended with an exception. */
export class PythonFault extends Error {
  override readonly name = 'PythonFault';
  /** Name of the exception's type, such as `InvalidGuestLogin`. */
  readonly fault: string;

  constructor(fault: string, message: string) {
    super(`${fault}: ${message}`);
    this.fault = fault;
  }
}

/** vsphere-guest-run at work: one Python for one test. */
export interface GuestRun extends AsyncDisposable {
  /** Calls a method of `guest-run.py`. Throws `PythonFault`. */
  call(method: string, ...words: readonly unknown[]): Promise<unknown>;
}

/** Starts the library that the original server uses. */
export function startGuestRun(): GuestRun {
  const child = spawn(pythonOf('1.2.7'), [join(import.meta.dirname, 'guest-run.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1', PYTHONWARNINGS: 'ignore' },
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    call: async (method, ...words) => {
      child.stdin.write(`${JSON.stringify([method, ...words])}\n`);
      const line = await lines.next();
      if (line.done) throw new Error('Python has ended');
      const answer = Answer.parse(JSON.parse(line.value));
      if ('fault' in answer) throw new PythonFault(answer.fault, answer.message);
      return answer.result;
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
