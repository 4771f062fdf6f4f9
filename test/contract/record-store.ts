import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyClusterStatus } from '#records/cluster.ts';
import { keyOf, recordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { StoreConflict, StoreExists, StoreGone } from '#store/errors.ts';
import { sampleCluster } from '../support/sample-cluster.ts';
import { newTemplate } from '../support/sample-template.ts';
import type { StoreHome, Stores } from '../support/store-home.ts';
import { deletionContract } from './record-store-deletion.ts';
import { modelContract } from './record-store-model.ts';
import { belongingsContract } from './record-store-belongings.ts';
import { intentContract } from './record-store-intents.ts';
import { watchContract } from './record-store-watch.ts';

/** What every home of records promises, whatever it is made of. Each test gets a home of its own. */
export function recordStoreContract(name: string, makeHome: () => Promise<StoreHome>): void {
  const withStore = (test: (store: Stores) => Promise<void>) => async () => {
    await using home = await makeHome();
    await using store = await home.open();
    await test(store);
  };

  describe(`${name}: a record`, () => {
    it('is given back whole by create, get and list', withStore(givesBack));
    it('is absent until it is created', withStore(absentBefore));
    it('is made once: a key and a uid are taken', withStore(madeOnce));
    it('must be readable again, or it is not taken', withStore(refusesUnreadable));
    it('is listed by namespace, name and labels', withStore(listed));
    it('is walked past with all others, from a revision on which a watch goes on', withStore(walked));
    it('survives that the store is closed and opened', survivesReopening(makeHome));
  });

  describe(`${name}: a change of the wish`, () => {
    it('raises the generation and leaves the status alone', withStore(specChange));
    it('that changes nothing writes nothing', withStore(equalSpec));
    it('of the labels alone keeps the generation', withStore(labelChange));
    it('is refused when the record has moved, is gone, or is a namesake', withStore(specRefusals));
  });

  describe(`${name}: a report`, () => {
    it('moves the resource version and never the generation', withStore(statusChange));
    it('that is equal writes nothing', withStore(equalStatus));
    it('is refused when the record has moved', withStore(statusConflict));
    it('on a record that is gone, or on a namesake, is nothing', withStore(statusOfGone));
  });

  deletionContract(name, withStore);
  watchContract(name, withStore);
  belongingsContract(name, withStore, makeHome);
  intentContract(name, withStore, makeHome);
  modelContract(name, withStore);
}

async function givesBack({ clusters }: Stores): Promise<void> {
  const { metadata, spec } = sampleCluster();
  const { name, namespace, uid, finalizers } = metadata;
  const given = { name, namespace, uid, finalizers, labels: { tier: 'gold' } };
  const made = await clusters.create({ metadata: given, spec, status: emptyClusterStatus });
  assert.partialDeepStrictEqual(made, {
    kind: 'Cluster',
    metadata: { ...given, generation: 1 },
    spec,
    status: emptyClusterStatus,
  });
  assert.equal(made.metadata.deletionTimestamp, undefined);
  assert.ok(!Number.isNaN(Date.parse(made.metadata.creationTimestamp)));
  assert.deepEqual(await clusters.get(keyOf(made)), made);
  assert.deepEqual((await clusters.list()).items, [made]);
}

async function absentBefore({ templates }: Stores): Promise<void> {
  assert.equal(await templates.get(recordKey('Template', 'acme', 'none')), undefined);
  assert.deepEqual((await templates.list()).items, []);
  await assert.rejects(() => templates.get(recordKey('Cluster', 'acme', 'none')), TypeError);
}

async function madeOnce({ templates }: Stores): Promise<void> {
  const first = await templates.create(newTemplate('t'));
  await assert.rejects(() => templates.create(newTemplate('t')), StoreExists);
  const sameUid = newTemplate('other', { metadata: { uid: first.metadata.uid } });
  await assert.rejects(() => templates.create(sameUid), { name: 'StoreExists', key: keyOf(first) });
  assert.deepEqual((await templates.list()).items, [first]);
}

async function refusesUnreadable({ templates }: Stores): Promise<void> {
  await assert.rejects(() => templates.create(newTemplate('t', { spec: { cpu: 0 } })), /spec\.cpu/);
  await assert.rejects(() => templates.create(newTemplate('t', { metadata: { uid: 'x' } })), /metadata\.uid/);
  await assert.rejects(() => templates.create(newTemplate('a/b')), /slash/);
  const made = await templates.create(newTemplate('t'));
  const wrong = { ...made, status: { ...made.status, phaseSince: 'yesterday' } };
  await assert.rejects(() => templates.updateStatus(wrong), /status\.phaseSince/);
  assert.deepEqual((await templates.list()).items, [made]);
}

async function listed({ templates }: Stores): Promise<void> {
  await templates.create(newTemplate('b', { metadata: { labels: { tier: 'gold', zone: '1' } } }));
  await templates.create(newTemplate('a', { metadata: { labels: { tier: 'gold' } } }));
  await templates.create(newTemplate('a', { metadata: { namespace: 'beta' } }));
  const found = async (filter?: Parameters<typeof templates.list>[0]) =>
    (await templates.list(filter)).items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  assert.deepEqual(await found(), ['acme/a', 'acme/b', 'beta/a']);
  assert.deepEqual(await found({ namespace: 'acme' }), ['acme/a', 'acme/b']);
  assert.deepEqual(await found({ name: 'a' }), ['acme/a', 'beta/a']);
  assert.deepEqual(await found({ namespace: 'beta', name: 'a' }), ['beta/a']);
  assert.deepEqual(await found({ namespace: 'beta', name: 'b' }), []);
  assert.deepEqual(await found({ labels: { tier: 'gold' } }), ['acme/a', 'acme/b']);
  assert.deepEqual(await found({ labels: { tier: 'gold', zone: '1' } }), ['acme/b']);
  assert.deepEqual(await found({ labels: { tier: 'lead' } }), []);
}

async function walked({ templates }: Stores): Promise<void> {
  await templates.create(newTemplate('b'));
  await templates.create(newTemplate('a'));
  const seen: Template[] = [];
  const revision = await templates.walk((template) => seen.push(template));
  const list = await templates.list();
  assert.deepEqual(seen, list.items);
  assert.equal(revision, list.revision);
}

function survivesReopening(makeHome: () => Promise<StoreHome>) {
  return async () => {
    await using home = await makeHome();
    let written: readonly Template[];
    let revision: number;
    {
      await using store = await home.open();
      const made = await store.templates.create(newTemplate('t', { metadata: { finalizers: ['f'] } }));
      await store.templates.updateStatus({ ...made, status: { ...made.status, phase: 'Working' } });
      await store.templates.remove(keyOf(made));
      ({ items: written, revision } = await store.templates.list());
    }
    await using store = await home.open();
    assert.deepEqual((await store.templates.list()).items, written);
    const next = await store.templates.create(newTemplate('u'));
    assert.ok(Number(next.metadata.resourceVersion) > revision);
  };
}

async function specChange({ templates }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t', { status: { phase: 'Working' } }));
  const wish = { ...made, spec: { ...made.spec, cpu: 4 }, status: { ...made.status, phase: 'Ignored' } };
  const changed = await templates.updateSpec(wish);
  assert.equal(changed.metadata.generation, 2);
  assert.notEqual(changed.metadata.resourceVersion, made.metadata.resourceVersion);
  assert.equal(changed.spec.cpu, 4);
  assert.equal(changed.status.phase, 'Working');
  assert.deepEqual(await templates.get(keyOf(made)), changed);
}

async function equalSpec({ templates }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t', { metadata: { labels: { a: '1', b: '2' } } }));
  const shuffled = Object.fromEntries(Object.entries(made.spec).toReversed()) as Template['spec'];
  const metadata = { ...made.metadata, labels: { b: '2', a: '1' } };
  assert.deepEqual(await templates.updateSpec({ ...made, metadata, spec: shuffled }), made);
  assert.deepEqual(await templates.get(keyOf(made)), made);
}

async function labelChange({ templates }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t'));
  const changed = await templates.updateSpec({ ...made, metadata: { ...made.metadata, labels: { a: '1' } } });
  assert.deepEqual(changed.metadata.labels, { a: '1' });
  assert.equal(changed.metadata.generation, 1);
  assert.notEqual(changed.metadata.resourceVersion, made.metadata.resourceVersion);
}

async function specRefusals({ templates }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t'));
  const moved = await templates.updateStatus({ ...made, status: { ...made.status, phase: 'Moved' } });
  await assert.rejects(
    () => templates.updateSpec({ ...made, spec: { ...made.spec, cpu: 4 } }),
    StoreConflict,
  );
  assert.deepEqual(await templates.get(keyOf(made)), moved);
  await templates.remove(keyOf(made));
  await assert.rejects(() => templates.updateSpec(moved), StoreGone);
  const namesake = await templates.create(newTemplate('t'));
  await assert.rejects(() => templates.updateSpec(moved), StoreGone);
  assert.deepEqual(await templates.get(keyOf(made)), namesake);
}

async function statusChange({ templates }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t'));
  const report = { ...made, spec: { ...made.spec, cpu: 9 }, status: { ...made.status, phase: 'Working' } };
  const changed = await templates.updateStatus(report);
  assert.equal(changed.metadata.generation, 1);
  assert.notEqual(changed.metadata.resourceVersion, made.metadata.resourceVersion);
  assert.equal(changed.status.phase, 'Working');
  assert.equal(changed.spec.cpu, made.spec.cpu);
  assert.deepEqual(await templates.get(keyOf(made)), changed);
}

async function equalStatus({ templates }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t'));
  assert.deepEqual(await templates.updateStatus(made), made);
  assert.deepEqual(await templates.get(keyOf(made)), made);
}

async function statusConflict({ templates }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t'));
  const changed = await templates.updateSpec({ ...made, spec: { ...made.spec, cpu: 4 } });
  const late = { ...made, status: { ...made.status, phase: 'Late' } };
  await assert.rejects(() => templates.updateStatus(late), { name: 'StoreConflict', key: keyOf(made) });
  assert.deepEqual(await templates.get(keyOf(made)), changed);
}

async function statusOfGone({ templates }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t'));
  const report = { ...made, status: { ...made.status, phase: 'Last words' } };
  await templates.remove(keyOf(made));
  assert.deepEqual(await templates.updateStatus(report), report);
  assert.equal(await templates.get(keyOf(made)), undefined);
  const namesake = await templates.create(newTemplate('t'));
  assert.deepEqual(await templates.updateStatus(report), report);
  assert.deepEqual(await templates.get(keyOf(made)), namesake);
}
