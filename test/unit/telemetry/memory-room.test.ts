import assert from 'node:assert/strict';
import { it } from 'node:test';
import { memoryShortage, memoryUses } from '#telemetry/memory-room.ts';

it('there is room until little is left, wherever that is', () => {
  const heap = { of: 'heap', used: 1_000_000_000, limit: 2_000_000_000 } as const;
  assert.equal(memoryShortage([heap]), undefined);
  assert.equal(memoryShortage([{ ...heap, used: 1_840_000_000 }]), undefined);
  assert.equal(
    memoryShortage([{ ...heap, used: 1_900_000_000 }]),
    '1900 of the 2000 MB of its heap are in use',
  );
  const container = { of: 'container', used: 255_000_000, limit: 256_000_000 } as const;
  assert.equal(memoryShortage([heap, container]), '255 of the 256 MB of its container are in use');
});

it('this process has room, and knows its heap', () => {
  const [heap, ...others] = memoryUses();
  assert.ok(heap?.of === 'heap' && heap.used > 1_000_000 && heap.used < heap.limit);
  for (const use of others) assert.ok(use.of === 'container' && use.used < use.limit);
  assert.equal(memoryShortage([heap]), undefined);
});
