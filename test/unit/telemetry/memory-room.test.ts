import assert from 'node:assert/strict';
import { it } from 'node:test';
import { memoryShortage, MemoryRoom } from '#telemetry/memory-room.ts';

it('there is room until little is left, wherever that is', () => {
  const heap = { of: 'heap', used: 1_000_000_000, limit: 2_000_000_000 } as const;
  assert.equal(memoryShortage([heap]), undefined);
  assert.equal(memoryShortage([{ ...heap, used: 1_700_000_000 }]), undefined);
  assert.equal(
    memoryShortage([{ ...heap, used: 1_800_000_000 }]),
    '1800 of the 2000 MB of its heap are in use',
  );
  const container = { of: 'container', used: 230_000_000, limit: 256_000_000 } as const;
  assert.equal(memoryShortage([heap, container]), undefined);
  assert.equal(
    memoryShortage([heap, { ...container, used: 255_000_000 }]),
    '255 of the 256 MB of its container are in use',
  );
});

it('this process has room, and knows its heap', () => {
  using room = MemoryRoom.watch();
  const [heap, ...others] = room.uses();
  assert.ok(heap?.of === 'heap' && heap.used < heap.limit && heap.limit > 1_000_000);
  for (const use of others) assert.ok(use.of === 'container' && use.used < use.limit);
  assert.equal(room.shortage(), undefined);
});
