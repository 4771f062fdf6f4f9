import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startInventory, type InventoryOptions, type Listing } from '#inventory/inventory.ts';
import type { VAppRecord } from '#vcd/model.ts';
import { FakeTime, settled } from '../../support/fake-time.ts';
import { listedVApp } from '../../support/listed-vapps.ts';
import { recordedLog } from '../../support/recorded-log.ts';

/** An inventory that reads these answers one after the other, the last one again and again. */
function reading(...answers: (() => readonly VAppRecord[])[]) {
  const time = new FakeTime();
  const { log, lines } = recordedLog();
  const asked: unknown[] = [];
  const vcd: InventoryOptions['vcd'] = {
    async findMarkedVApps(metadataKey, shownKeys) {
      asked.push([metadataKey, ...shownKeys]);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer?.() ?? [];
    },
  };
  const inventory = startInventory({
    vcd,
    metadataKey: 'cse.cluster.id',
    shownKeys: ['cse.master.ip'],
    everyMs: 60_000,
    clock: () => new Date(1_000_000 + time.now()),
    log,
    time,
    random: () => 0.5,
  });
  return { inventory, time, lines, asked };
}

function fail(): never {
  throw new Error('the second page was not to be had');
}

describe('inventory', () => {
  it('reads at once, then every period, and tells who listens', async () => {
    const { inventory, time, asked } = reading(
      () => [listedVApp()],
      () => [listedVApp({ status: 'MIXED' })],
    );
    await using _open = inventory;
    await settled();
    const seen: Listing[] = [];
    inventory.onListing((listing) => seen.push(listing));
    await time.advance(60_000);

    assert.deepEqual(
      seen.map(({ startedAt, vApps }) => [startedAt, ...[...vApps.values()].map(({ status }) => status)]),
      [
        [1_000_000, 'POWERED_ON'],
        [1_060_000, 'MIXED'],
      ],
    );
    assert.equal(inventory.latest(), seen[1]);
    assert.deepEqual(asked[0], ['cse.cluster.id', 'cse.master.ip']);
  });

  it('keeps the last list when one cannot be read, and says so', async () => {
    const { inventory, time, lines } = reading(
      () => [listedVApp()],
      fail,
      () => [],
    );
    await using _open = inventory;
    await settled();
    const first = inventory.latest();
    await time.advance(60_000);
    assert.equal(inventory.latest(), first);
    assert.match(JSON.stringify(lines), /the second page.*Listing the vApps failed/);
    await time.advance(60_000);
    assert.equal(inventory.latest()?.vApps.size, 0);
  });

  it('gives a record that says the same as the one that it was', async () => {
    const { inventory, time } = reading(() => [
      listedVApp(),
      listedVApp({ id: 'other', metadata: new Map() }),
    ]);
    await using _open = inventory;
    await settled();
    const before = inventory.latest();
    await time.advance(60_000);
    const after = inventory.latest();
    assert.notEqual(after, before);
    for (const [id, record] of before?.vApps ?? []) assert.equal(after?.vApps.get(id), record);
    assert.equal(after?.vApps.size, 2);
  });

  for (const change of [{ busy: true }, { metadata: new Map([['cse.cluster.id', 'another']]) }]) {
    it(`gives a new record where ${Object.keys(change).join()} has changed`, async () => {
      const { inventory, time } = reading(
        () => [listedVApp()],
        () => [listedVApp(change)],
      );
      await using _open = inventory;
      await settled();
      const id = listedVApp().id;
      const before = inventory.latest()?.vApps.get(id);
      await time.advance(60_000);
      assert.notEqual(inventory.latest()?.vApps.get(id), before);
    });
  }

  it('reads a list of many pages more seldom', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => listedVApp({ id: `vapp-${n}` }));
    const { inventory, time, asked } = reading(() => many);
    await using _open = inventory;
    await time.advance(180_000);
    assert.equal(asked.length, 1);
    await time.advance(20_000);
    assert.equal(asked.length, 2, '79 pages in some 195 s are 24 a minute');
  });

  it('asks nothing more once it is over, and does not complain of what was cut off', async () => {
    const stopped = Promise.withResolvers<void>();
    const { log, lines } = recordedLog();
    const inventory = startInventory({
      vcd: {
        findMarkedVApps: (_key, _shown, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(new Error('cut off'));
              stopped.resolve();
            });
          }),
      },
      metadataKey: 'cse.cluster.id',
      shownKeys: [],
      everyMs: 1,
      clock: () => new Date(0),
      log,
    });
    await inventory[Symbol.asyncDispose]();
    await stopped.promise;
    assert.equal(inventory.latest(), undefined);
    assert.deepEqual(lines, []);
  });
});
