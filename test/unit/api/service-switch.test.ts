import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceSwitch } from '#api/service-switch.ts';
import type { SettingStore } from '#store/record-store.ts';

/** The smallest home for settings; what is written arrives a turn later. */
function settings(entries: Record<string, string> = {}): SettingStore {
  const kept = new Map(Object.entries(entries));
  return {
    get: async (name) => kept.get(name),
    async put(name, value) {
      await Promise.resolve();
      kept.set(name, value);
    },
  };
}

test('a service that nobody switched is enabled, and so is one with an unknown word in its settings', async () => {
  assert.equal(await new ServiceSwitch(settings()).state(), 'enabled');
  assert.equal(await new ServiceSwitch(settings({ service: 'of another release' })).state(), 'enabled');
});

test('what was switched is there after a restart', async () => {
  const home = settings();
  for (const state of ['disabled', 'stopping', 'enabled'] as const) {
    await new ServiceSwitch(home).change(() => state);
    assert.equal(await new ServiceSwitch(home).state(), state);
  }
});

test('of two that decide at the same time, the second sees what the first did', async () => {
  const service = new ServiceSwitch(settings());
  const seen: string[] = [];
  const note = (next: 'disabled' | 'stopping') => (now: string) => {
    seen.push(now);
    return next;
  };
  await Promise.all([service.change(note('disabled')), service.change(note('stopping'))]);
  assert.deepEqual(seen, ['enabled', 'disabled']);
});

test('a decision that throws changes nothing and does not hold up the next', async () => {
  const service = new ServiceSwitch(settings());
  const refuse = () => {
    throw new Error('no');
  };
  await assert.rejects(service.change(refuse), /no/);
  await service.change(() => 'disabled');
  assert.equal(await service.state(), 'disabled');
});

test('requests that were admitted are in hand until they end, well or not', async () => {
  const service = new ServiceSwitch(settings());
  const work = Promise.withResolvers<string>();
  const running = service.run(
    '/api/cse',
    () => work.promise,
    () => 'refused',
  );
  const failing = service.run(
    '/api/cse/c1',
    () => Promise.reject(new Error('no')),
    () => 'refused',
  );
  assert.equal(service.inHand, 2);
  await assert.rejects(failing);
  assert.equal(service.inHand, 1);
  await service.change(() => 'disabled');
  assert.equal(
    await service.run(
      '/api/cse',
      async () => 'served',
      () => 'refused',
    ),
    'refused',
  );
  work.resolve('served');
  assert.equal(await running, 'served');
  assert.equal(service.inHand, 0);
});

test('the switch itself is reached in every state, and is nothing that a stop waits for', async () => {
  const service = new ServiceSwitch(settings({ service: 'stopping' }));
  for (const path of ['/api/cse/system', '/api/cse/system?x', '/api/cse/system/']) {
    const served = await service.run(
      path,
      async () => service.inHand,
      () => -1,
    );
    assert.equal(served, 0, path);
  }
  for (const path of ['/api/cse/systems', '/api/cse', '/api/cse/c1/system', '/x/api/cse/system']) {
    assert.equal(
      await service.run(
        path,
        async () => 'served',
        () => 'refused',
      ),
      'refused',
      path,
    );
  }
});
