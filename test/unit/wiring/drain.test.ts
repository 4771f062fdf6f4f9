import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceSwitch, type ServiceState } from '#api/service-switch.ts';
import { startDrain } from '../../../src/wiring/drain.ts';
import { recordedLog } from '../../support/recorded-log.ts';

interface Scene {
  readonly serviceSwitch: ServiceSwitch;
  /** How often the work was counted. */
  counted: number;
  open: number;
  trouble: Error | undefined;
  start(): ReturnType<typeof startDrain>;
}

function scene(state: ServiceState): Scene {
  const kept = new Map<string, string>([['service', state]]);
  const serviceSwitch = new ServiceSwitch({
    get: async (name) => kept.get(name),
    put: async (name, value) => void kept.set(name, value),
  });
  const stage: Scene = {
    serviceSwitch,
    counted: 0,
    open: 0,
    trouble: undefined,
    start: () =>
      startDrain({
        serviceSwitch,
        log: recordedLog().log,
        checkEveryMs: 1,
        async openRequests() {
          stage.counted += 1;
          if (stage.trouble) throw stage.trouble;
          return stage.open;
        },
      }),
  };
  return stage;
}

/** Lets the watch look twice more: it has then seen what was set before. */
async function looks(stage: Scene): Promise<void> {
  for (const until = stage.counted + 2; stage.counted < until;) await delay(1);
}

async function isOver(drain: { readonly over: Promise<void> }): Promise<boolean> {
  return Promise.race([drain.over.then(() => true), delay(1).then(() => false)]);
}

test('a stop is over when nothing is open and nothing in hand, and then the next start is a fresh one', async () => {
  const stage = scene('disabled');
  const drain = stage.start();
  stage.open = 1;
  const work = Promise.withResolvers<void>();
  await stage.serviceSwitch.change(() => 'enabled');
  const running = stage.serviceSwitch.run(
    '/api/cse',
    () => work.promise,
    () => undefined,
  );
  await stage.serviceSwitch.change(() => 'stopping');
  await looks(stage);
  stage.open = 0;
  await looks(stage);
  assert.equal(await isOver(drain), false);
  work.resolve();
  await running;
  await drain.over;
  assert.equal(await stage.serviceSwitch.state(), 'stopping');
  await drain[Symbol.asyncDispose]();
  assert.equal(await stage.serviceSwitch.state(), 'enabled');
});

test('a stop that is cut short goes on at the next start', async () => {
  const stage = scene('stopping');
  stage.open = 1;
  const first = stage.start();
  await looks(stage);
  await first[Symbol.asyncDispose]();
  assert.equal(await stage.serviceSwitch.state(), 'stopping');

  const second = stage.start();
  stage.open = 0;
  await second.over;
  await second[Symbol.asyncDispose]();
});

test('a service that is disabled does not end, and stays disabled', async () => {
  const stage = scene('disabled');
  const drain = stage.start();
  await delay(5);
  assert.equal(stage.counted, 0);
  assert.equal(await isOver(drain), false);
  await drain[Symbol.asyncDispose]();
  assert.equal(await stage.serviceSwitch.state(), 'disabled');
});

test('work that cannot be counted is not taken for none', async () => {
  const stage = scene('stopping');
  stage.trouble = new Error('disk');
  const drain = stage.start();
  await looks(stage);
  assert.equal(await isOver(drain), false);
  stage.trouble = undefined;
  await drain.over;
  await drain[Symbol.asyncDispose]();
});
