import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Intent, Thing } from '#records/intent.ts';
import {
  judge,
  refusalToRemove,
  type LeakPolicy,
  type Sighting,
} from '../../../../src/controllers/leaks/judge.ts';
import { sampleIds, sampleNow } from '../../../support/sample-cluster.ts';
import { sampleLeftVApp } from '../../../support/sample-intent.ts';

const hour = 3_600_000;
const policy: LeakPolicy = { remove: true, graceMs: 24 * hour, lostAnswerMs: 300_000 };

function ago(ms: number): string {
  return new Date(sampleNow.getTime() - ms).toISOString();
}

/** A half-made vApp that was seen 25 hours ago and is still there. */
function question(
  intent: Partial<Intent> = {},
  seen: Partial<Sighting> = {},
  changed: Partial<LeakPolicy> = {},
) {
  const line = sampleLeftVApp({ at: ago(26 * hour), foundAt: ago(25 * hour), ...intent });
  const there: Sighting = {
    state: 'present',
    record: 'none',
    wasReady: false,
    proven: true,
    busy: false,
    ...seen,
  };
  return { intent: line, seen: there, policy: { ...policy, ...changed }, now: sampleNow };
}

const task: Thing = { kind: 'task', name: 'create_cluster', orgId: sampleIds.org, taskId: sampleIds.task };

describe('what is left behind', () => {
  it('is removed when the grace is over, and not before', () => {
    assert.deepEqual(judge(question()), { kind: 'remove' });
    assert.deepEqual(judge(question({ foundAt: ago(23 * hour) })), { kind: 'due', inMs: hour });
    assert.deepEqual(judge(question({ foundAt: null })), { kind: 'due', inMs: 24 * hour });
  });

  it('waits for what Cloud Director does with it', () => {
    assert.deepEqual(judge(question({}, { busy: true })), { kind: 'due', inMs: 60_000 });
  });

  it('is a person’s to remove when it was ever ready, or nothing proves that it is ours, or it may not be', () => {
    assert.deepEqual(judge(question({}, { wasReady: true })), { kind: 'kept', because: 'wasReady' });
    assert.deepEqual(judge(question({}, { proven: false })), { kind: 'kept', because: 'unproven' });
    assert.deepEqual(judge(question({}, { record: 'paused' })), { kind: 'kept', because: 'paused' });
    assert.deepEqual(judge(question({}, { record: 'unreadable' })), { kind: 'kept', because: 'unreadable' });
    assert.deepEqual(judge(question({}, {}, { remove: false })), { kind: 'kept', because: 'notAllowed' });
  });

  it('goes though it was ready when the ledger shows that it was deleted', () => {
    const deleted = { deletedAt: ago(hour), foundAt: null };
    assert.deepEqual(judge(question(deleted, { wasReady: true })), { kind: 'remove' });
    const justNow = { deletedAt: ago(60_000), foundAt: null };
    assert.deepEqual(judge(question(justNow, { wasReady: true })), { kind: 'due', inMs: 240_000 });
  });

  it('is no leak when it is a task of ours: it is ended as soon as no answer can be on its way', () => {
    assert.deepEqual(judge(question({ thing: task, foundAt: null })), { kind: 'remove' });
    assert.deepEqual(judge(question({ thing: task, foundAt: null }, {}, { remove: false })), {
      kind: 'remove',
    });
    assert.deepEqual(judge(question({ thing: task, at: ago(60_000) })), { kind: 'due', inMs: 240_000 });
    const seen = { thing: task, origin: 'look', foundAt: ago(hour) } as const;
    assert.deepEqual(judge(question(seen)), { kind: 'due', inMs: 23 * hour });
  });
});

describe('a line of the ledger', () => {
  it('stays as long as its record accounts for the thing, and ends when it was about something else', () => {
    const accounts = { record: 'accounts' } as const;
    assert.deepEqual(judge(question({}, accounts)), { kind: 'open', againInMs: undefined });
    assert.deepEqual(judge(question({ origin: 'look' }, accounts)), { kind: 'over' });
    assert.deepEqual(judge(question({ deletedAt: ago(0) }, accounts)), { kind: 'over' });
  });

  it('ends when nothing of ours is there, once no answer can be on its way', () => {
    for (const state of ['absent', 'foreign'] as const) {
      assert.deepEqual(judge(question({}, { state })), { kind: 'over' });
      const fresh = question({ at: ago(60_000) }, { state });
      assert.deepEqual(judge(fresh), { kind: 'open', againInMs: 240_000 });
      const deleted = question({ deletedAt: ago(60_000) }, { state });
      assert.deepEqual(judge(deleted), { kind: 'open', againInMs: 240_000 });
      assert.deepEqual(judge(question({ origin: 'look', at: ago(0) }, { state })), { kind: 'over' });
    }
  });
});

describe('over all lines, sights and policies', () => {
  const things: readonly Thing[] = [
    sampleLeftVApp().thing,
    { kind: 'vm', name: 'n', orgId: sampleIds.org, vAppId: sampleIds.vApp },
    task,
    { kind: 'temporaryVApp', name: 't', org: 'o', catalog: 'c', vdc: 'v', build: sampleIds.cluster },
    { kind: 'catalogItem', name: 'i', org: 'o', catalog: 'c', by: 'upload', build: null },
  ];
  const lines: readonly Intent[] = things.flatMap((thing) =>
    (['record', 'look'] as const).flatMap((origin) =>
      [null, ago(0), ago(hour), ago(48 * hour)].flatMap((deletedAt) =>
        [null, ago(0), ago(hour), ago(48 * hour)].flatMap((foundAt) =>
          [ago(0), ago(hour), ago(100 * hour)].map((at) =>
            sampleLeftVApp({ thing, origin, deletedAt, foundAt, at }),
          ),
        ),
      ),
    ),
  );
  const yesNo = [false, true];
  const sightings: readonly Sighting[] = (['absent', 'foreign', 'present'] as const).flatMap((state) =>
    (['none', 'accounts', 'paused', 'unreadable'] as const).flatMap((record) =>
      yesNo.flatMap((wasReady) =>
        yesNo.flatMap((proven) => yesNo.map((busy) => ({ state, record, wasReady, proven, busy }))),
      ),
    ),
  );
  const all = lines.flatMap((intent) =>
    sightings.flatMap((seen) =>
      yesNo.map((remove) => ({ intent, seen, policy: { ...policy, remove }, now: sampleNow })),
    ),
  );
  const removed = all.filter((each) => judge(each).kind === 'remove');

  it('some is removed: the rest of these tests says something', () => {
    assert.equal(all.length, 92_160);
    assert.ok(removed.length > 100, `${removed.length} of ${all.length}`);
    const kinds = new Set(removed.map(({ intent }) => intent.thing.kind));
    assert.equal(kinds.size, things.length);
  });

  it('nothing is removed that is not there, not ours, worked on, paused, or known to a record', () => {
    for (const { seen } of removed) {
      assert.partialDeepStrictEqual(seen, { state: 'present', record: 'none', busy: false, proven: true });
    }
  });

  it('nothing is removed that was ever ready, unless the ledger shows that we had it deleted', () => {
    for (const { seen, intent } of removed) assert.ok(!seen.wasReady || intent.deletedAt !== null);
    // With the database gone there is no such line: every line is one that was made by looking.
    const afterTheLoss = removed.filter(
      ({ intent }) => intent.origin === 'look' && intent.deletedAt === null,
    );
    assert.ok(afterTheLoss.length > 0);
    for (const { seen } of afterTheLoss) assert.equal(seen.wasReady, false);
  });

  it('nothing is removed before its grace is over', () => {
    for (const { intent } of removed) {
      const { thing, origin, at, deletedAt, foundAt } = intent;
      const since = (time: string | null) => (time === null ? 0 : sampleNow.getTime() - Date.parse(time));
      const isOwnTask = thing.kind === 'task' && origin === 'record';
      const isOver =
        deletedAt !== null || isOwnTask
          ? since(deletedAt ?? at) >= policy.lostAnswerMs
          : since(foundAt) >= policy.graceMs;
      assert.ok(isOver, JSON.stringify(intent));
    }
  });

  it('nothing but a task of ours is removed where removing is not allowed', () => {
    for (const { intent, policy } of removed)
      assert.ok(policy.remove || (intent.thing.kind === 'task' && intent.origin === 'record'));
  });

  it('an operator gets removed what is there and nobody’s, and nothing else', () => {
    for (const seen of sightings) {
      const isNobodys = seen.state === 'present' && seen.record === 'none' && !seen.busy;
      assert.equal(refusalToRemove(seen) === undefined, isNobodys, JSON.stringify(seen));
    }
  });
});
