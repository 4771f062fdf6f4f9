import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RebuildProgress, RebuiltCluster } from '#installation/record-works.ts';
import type { Cluster } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { textSealer } from '#store/sealed-text.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import { VcdUnavailable } from '#vcd/errors.ts';
import type { VApp, VAppRecord } from '#vcd/model.ts';
import { keepRecalled, wouldKeep } from '../../../src/wiring/keep-recalled.ts';
import { rebuildClusters, type Keep } from '../../../src/wiring/rebuild-clusters.ts';
import { idOf, recallSource, secretsIn, worldOf } from '../../support/recall-world.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { sampleNow, standingCluster } from '../../support/sample-cluster.ts';
import { makeSqliteHome } from '../../support/sqlite-home.ts';

const never = new AbortController().signal;
const sealer = textSealer(Buffer.alloc(32, 1));
const secrets = { pki: 'authorities', jobKey: 'key' };

function clusterNamed(name: string): Cluster {
  const nodes = standingCluster().status.nodes.map((node) => ({ ...node, ipAddress: '10.0.0.1' }));
  const vApp = { requestedAt: sampleNow.toISOString(), id: idOf(`vApp ${name}`) };
  return standingCluster({ metadata: { name, uid: idOf(name) }, status: { nodes, vApp } });
}

const shownOf = (name: string) => worldOf(clusterNamed(name), { secrets: secretsIn(secrets), sealer });

async function rebuilt(
  shown: readonly { readonly record: VAppRecord; readonly vApp: VApp | Error }[],
  keep: Keep,
  signal = never,
): Promise<{ readonly clusters: readonly RebuiltCluster[]; readonly progress: readonly RebuildProgress[] }> {
  const progress: RebuildProgress[] = [];
  const parts = {
    vcd: recallSource(shown, clusterNamed('any')),
    sealer,
    keep,
    offered: new Set(['ubuntu-24.04']),
    onProgress: (step: RebuildProgress) => void progress.push(step),
    log: recordedLog().log,
    clock: () => sampleNow,
  };
  return { clusters: await rebuildClusters(parts, signal), progress };
}

async function withStore(use: (store: SqliteStore) => Promise<void>): Promise<void> {
  await using home = await makeSqliteHome();
  await using store = await home.open();
  await use(store);
}

const outcomes = (clusters: readonly RebuiltCluster[]) =>
  clusters.map(({ name, outcome, message }) => `${name} ${outcome}: ${message}`);

test('every cluster comes back with its secrets and its history, and what cannot be read is told', () =>
  withStore(async (store) => {
    const unreadable = new VcdUnavailable({
      ...{ status: 500, code: '', message: 'no luck', requestId: undefined },
      operation: 'getVApp',
    });
    const [b, a, broken] = [await shownOf('b'), await shownOf('a'), await shownOf('broken')];
    const shown = [b, { ...broken, vApp: unreadable }, a];
    const { clusters, progress } = await rebuilt(shown, (recalled) => keepRecalled(store, recalled));
    assert.deepEqual(outcomes(clusters), [
      'a restored: with its keys',
      'b restored: with its keys',
      `broken failed: ${unreadable.message}`,
    ]);
    assert.deepEqual(
      progress.map(({ done, total }) => [done, total]),
      [
        [1, 3],
        [2, 3],
        [3, 3],
      ],
    );
    const { items } = await store.clusters.list();
    assert.deepEqual(items.map(({ metadata }) => metadata.uid).toSorted(), [idOf('a'), idOf('b')].toSorted());
    for (const record of items) {
      const [key, { uid }] = [keyOf(record), record.metadata];
      assert.deepEqual(await store.secrets.names(key, uid), ['jobKey', 'pki']);
      assert.equal(await store.secrets.get(key, uid, 'pki'), 'authorities');
      assert.deepEqual(
        (await store.events.list({ key })).map(({ reason }) => reason),
        ['Recalled'],
      );
    }
  }));

test('what has its record is left as it is, and gets the secrets that it lacks', () =>
  withStore(async (store) => {
    const [a, b] = [clusterNamed('a'), clusterNamed('b')];
    await store.clusters.create(a);
    const lacking = await store.clusters.create(b, new Map([['pki', 'of today']]));
    const shown = [await shownOf('a'), await shownOf('b')];
    await store.secrets.put(keyOf(a), a.metadata.uid, 'pki', 'authorities');
    await store.secrets.put(keyOf(a), a.metadata.uid, 'jobKey', 'key');

    const expected = ['a present: it has its record', 'b completed: 1 secrets added'];
    const tried = await rebuilt(shown, (recalled) => wouldKeep(store, recalled));
    assert.deepEqual(outcomes(tried.clusters), expected);
    assert.deepEqual(await store.secrets.names(keyOf(b), b.metadata.uid), ['pki']);
    const done = await rebuilt(shown, (recalled) => keepRecalled(store, recalled));
    assert.deepEqual(outcomes(done.clusters), expected);
    assert.equal(await store.secrets.get(keyOf(b), b.metadata.uid, 'jobKey'), 'key');
    assert.equal(await store.secrets.get(keyOf(b), b.metadata.uid, 'pki'), 'of today');
    assert.deepEqual(await store.clusters.get(keyOf(b)), lacking);
  }));

test('another cluster under its name is not overwritten, and a copy makes no second record', () =>
  withStore(async (store) => {
    const taken = clusterNamed('a');
    await store.clusters.create({ ...taken, metadata: { ...taken.metadata, uid: idOf('somebody else') } });
    const b = await shownOf('b');
    const copy = {
      record: { ...b.record, id: idOf('copy'), name: 'copy' },
      vApp: { ...b.vApp, id: idOf('copy'), name: 'copy' },
    };
    const shown = [await shownOf('a'), copy, b];
    const refused = 'its vApp is a copy: it carries the id, or has the name, of another cluster';
    const expected = [
      `a left: ${refused}`,
      'b restored: with its keys',
      'copy left: its vApp is a copy of the one of cluster b',
    ];
    const tried = await rebuilt(shown, (recalled) => wouldKeep(store, recalled));
    assert.deepEqual(outcomes(tried.clusters), expected);
    const done = await rebuilt(shown, (recalled) => keepRecalled(store, recalled));
    assert.deepEqual(outcomes(done.clusters), expected);
  }));

test('a template that is offered no more is remarked', () =>
  withStore(async (store) => {
    const cluster = clusterNamed('a');
    const machine = { ...cluster.spec.controlPlane, template: 'bygone' };
    const parts = { secrets: secretsIn(secrets), sealer };
    const shown = await worldOf({ ...cluster, spec: { ...cluster.spec, controlPlane: machine } }, parts);
    const { clusters } = await rebuilt([shown], (recalled) => keepRecalled(store, recalled));
    assert.match(clusters[0]?.remarks.join() ?? '', /Its template 'bygone' is not in the configuration/);
  }));

test('who interrupts it is not told that a cluster failed', () =>
  withStore(async (store) => {
    const leave = new AbortController();
    const keep: Keep = async (recalled) => {
      const kept = await keepRecalled(store, recalled);
      leave.abort(new Error('enough'));
      leave.signal.throwIfAborted();
      return kept;
    };
    await assert.rejects(rebuilt([await shownOf('a')], keep, leave.signal), /enough/);
  }));
