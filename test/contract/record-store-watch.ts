import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyOf } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { RevisionGone } from '#store/errors.ts';
import type { RecordChange, RecordStore } from '#store/record-store.ts';
import { newTemplate } from '../support/sample-template.ts';
import type { Stores } from '../support/store-home.ts';

type WithStore = (test: (store: Stores) => Promise<void>) => () => Promise<void>;

/** How changes are told. */
export function watchContract(name: string, withStore: WithStore): void {
  describe(`${name}: a watch`, () => {
    it('tells every kind of change in order, each with the record as of then', withStore(tellsInOrder));
    it('replays what happened after the revision and goes on live', withStore(replaysThenStreams));
    it('tells of its own kind only', withStore(ownKind));
    it('ends without an error when its signal aborts', withStore(endsOnAbort));
    it('is refused from a revision that was never reached', withStore(refusesFuture));
    it('has no gap after a list, under writers that do not stop', withStore(noGap));
  });
}

/** The changes after `since` up to and including the first one of a record with this name. */
export async function changesUntil(
  templates: Pick<RecordStore<Template>, 'watch'>,
  since: number,
  lastName: string,
): Promise<RecordChange<Template>[]> {
  const changes: RecordChange<Template>[] = [];
  for await (const change of templates.watch(since, new AbortController().signal)) {
    changes.push(change);
    if (change.record.metadata.name === lastName) break;
  }
  return changes;
}

async function tellsInOrder({ templates }: Stores): Promise<void> {
  const { revision } = await templates.list();
  const made = await templates.create(newTemplate('t', { metadata: { finalizers: ['f'] } }));
  const wished = await templates.updateSpec({ ...made, spec: { ...made.spec, cpu: 4 } });
  const told = await templates.updateStatus({ ...wished, status: { ...wished.status, phase: 'Working' } });
  await templates.updateStatus(told);
  await templates.updateSpec(told);
  await templates.remove(keyOf(made));
  await templates.remove(keyOf(made));
  await templates.release(keyOf(made), 'f');
  const end = await templates.create(newTemplate('end'));
  const changes = await changesUntil(templates, revision, 'end');

  assert.deepEqual(
    changes.map((change) => change.kind),
    ['created', 'specChanged', 'statusChanged', 'deletionRequested', 'gone', 'created'],
  );
  assert.deepEqual([changes[0]?.record, changes[1]?.record, changes[2]?.record], [made, wished, told]);
  assert.ok(changes[3]?.record.metadata.deletionTimestamp);
  assert.equal(changes[4]?.record.status.phase, 'Working');
  const revisions = changes.map((change) => change.revision);
  assert.deepEqual(
    revisions,
    [...new Set(revisions)].sort((a, b) => a - b),
  );
  assert.equal(String(changes[5]?.revision), end.metadata.resourceVersion);
}

async function replaysThenStreams({ templates }: Stores): Promise<void> {
  const { revision } = await templates.list();
  await templates.create(newTemplate('before'));
  const middle = await templates.list();
  const names: string[] = [];
  for await (const change of templates.watch(revision, new AbortController().signal)) {
    names.push(change.record.metadata.name);
    // Written only once the replay has been read: this one can come live only.
    if (names.length === 1) await templates.create(newTemplate('live'));
    else break;
  }
  assert.deepEqual(names, ['before', 'live']);
  const later = await changesUntil(templates, middle.revision, 'live');
  assert.equal(later.length, 1);
}

async function ownKind({ templates, clusters }: Stores): Promise<void> {
  const { revision } = await clusters.list();
  await templates.create(newTemplate('t'));
  const stop = new AbortController();
  const next = clusters.watch(revision, stop.signal)[Symbol.asyncIterator]().next();
  await templates.create(newTemplate('u'));
  assert.equal((await changesUntil(templates, revision, 'u')).length, 2);
  stop.abort();
  assert.deepEqual(await next, { done: true, value: undefined });
}

async function endsOnAbort({ templates }: Stores): Promise<void> {
  const { revision } = await templates.list();
  const stop = new AbortController();
  const waiting = templates.watch(revision, stop.signal)[Symbol.asyncIterator]().next();
  stop.abort();
  assert.equal((await waiting).done, true);
  await templates.create(newTemplate('t'));
  const late = templates.watch(revision, stop.signal)[Symbol.asyncIterator]();
  assert.equal((await late.next()).done, true);
}

async function refusesFuture({ templates }: Stores): Promise<void> {
  const { revision } = await templates.list();
  const watch = templates.watch(revision + 1_000, new AbortController().signal)[Symbol.asyncIterator]();
  await assert.rejects(() => watch.next(), RevisionGone);
}

/** Lists at many moments while writers run; from each list, the changes after it lead to the same end. */
async function noGap({ templates }: Stores): Promise<void> {
  const views: Promise<Map<string, string>>[] = [];
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let round = 0; round < 12; round += 1) {
      const made = await templates.create(newTemplate(`w${writer}-${round}`));
      await templates.updateStatus({ ...made, status: { ...made.status, phase: `round ${round}` } });
      if (round % 3 === 0) await templates.remove(keyOf(made));
      if (round % 4 === 0) views.push(followed(templates));
    }
  });
  await Promise.all(writers);
  await templates.create(newTemplate('end'));
  const final = versions((await templates.list()).items);
  for (const view of await Promise.all(views)) assert.deepEqual(sorted(view), sorted(final));
}

async function followed(templates: RecordStore<Template>): Promise<Map<string, string>> {
  const { items, revision } = await templates.list();
  const view = versions(items);
  for (const { kind, record } of await changesUntil(templates, revision, 'end')) {
    if (kind === 'gone') view.delete(record.metadata.name);
    else view.set(record.metadata.name, record.metadata.resourceVersion);
  }
  return view;
}

function versions(items: readonly Template[]): Map<string, string> {
  return new Map(items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
}

function sorted(view: Map<string, string>): [string, string][] {
  return [...view].sort(([one], [other]) => one.localeCompare(other));
}
