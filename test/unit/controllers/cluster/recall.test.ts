import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { nodeDescription } from '#controllers/cluster/nodes/node-description.ts';
import { markKeys, nodeMarks } from '#controllers/cluster/nodes/node-mark.ts';
import { ClusterRecall, type Recall } from '#controllers/cluster/recall/cluster-recall.ts';
import { failureKeys, phases } from '#guest/report-keys.ts';
import { clusterPhase } from '#machines/cluster.ts';
import type { Cluster, ClusterNode, NodePool } from '#records/cluster.ts';
import { textSealer } from '#store/sealed-text.ts';
import type { Task, Vm } from '#vcd/model.ts';
import {
  idOf,
  recallSource,
  secretsIn,
  vmOf,
  worldOf,
  type ShownVApp,
} from '../../../support/recall-world.ts';
import {
  sampleCluster,
  sampleDeadlines,
  sampleIds,
  sampleNow,
  sampleObservation,
  sampleRepair,
} from '../../../support/sample-cluster.ts';

const never = new AbortController().signal;
const sealer = textSealer(Buffer.alloc(32, 1));
const secrets = { pki: '{"ca":"…"}', jobKey: 'a key', 'rootPassword.mstr-aaaa': 'pass' };

/** A cluster that stands, with two workers and an address. */
function readyCluster(changes: Parameters<typeof sampleCluster>[0] = {}): Cluster {
  const nodes = sampleCluster().status.nodes.map((node, index) => ({
    ...node,
    state: 'joined' as const,
    guestBackend: 'guestinfo' as const,
    vmId: idOf(node.name),
    ipAddress: `10.0.0.${index + 10}`,
  }));
  const vApp = { requestedAt: sampleNow.toISOString(), id: sampleIds.vApp };
  const readyAt = '2026-11-19T08:00:00.000Z';
  return sampleCluster({ ...changes, status: { nodes, vApp, readyAt, ...changes.status } });
}

const shownOf = (cluster: Cluster) => worldOf(cluster, { secrets: secretsIn(secrets), sealer });

async function recalled(
  shown: ShownVApp,
  cluster: Cluster,
  { key = sealer, others = [] as readonly ShownVApp[] } = {},
): Promise<Recall> {
  const vcd = recallSource([shown, ...others], cluster);
  const recall = new ClusterRecall({ vcd, sealer: key, clock: () => sampleNow });
  const { id, orgId = '', metadata } = shown.record;
  return recall.find({ id, orgId, clusterId: metadata.get('cse.cluster.id') ?? '' }, never);
}

/** Fails the test unless a record came of it. */
function recordIn(outcome: Recall) {
  assert.equal(outcome.state, 'recalled');
  if (outcome.state !== 'recalled') throw new Error('unreachable');
  return outcome;
}

function withVms(shown: ShownVApp, change: (vms: readonly Vm[]) => readonly Vm[]): ShownVApp {
  return { ...shown, vApp: { ...shown.vApp, vms: change(shown.vApp.vms) } };
}

function withKeys(vm: Vm, keys: Readonly<Record<string, string>>): Vm {
  return { ...vm, extraConfig: new Map([...vm.extraConfig, ...Object.entries(keys)]) };
}

describe('a cluster that this service made', () => {
  const plain = { noNullPrototype: true };
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  const machine = fc.record({
    template: text,
    cpu: fc.option(fc.integer({ min: 1, max: 64 })),
    memoryMb: fc.option(fc.integer({ min: 1, max: 100_000 })),
    storageProfile: fc.option(fc.record({ name: text, id: fc.option(fc.uuid()) }, plain)),
  });
  const pools = fc.uniqueArray(
    fc.record({
      name: word,
      role: fc.constantFrom('worker' as const, 'nfs' as const),
      machine,
      sshKey: fc.option(text),
      nodes: fc.integer({ min: 0, max: 3 }),
      isLater: fc.boolean(),
    }),
    { selector: ({ name }) => name, maxLength: 4 },
  );
  const clusters = fc
    .record({
      control: machine,
      pools,
      sshKey: fc.option(text),
      guestBackend: fc.constantFrom('guestinfo' as const, 'guest-operations' as const),
    })
    .map(({ control, pools, sshKey, guestBackend }) => {
      const joined = { state: 'joined' as const, guestBackend };
      const node = (name: string, role: ClusterNode['role'], pool: string): ClusterNode => ({
        ...{ name, role, pool, ...joined },
        vmId: idOf(name),
        ipAddress: '10.0.0.1',
      });
      const made = pools.map(({ name, role, machine, sshKey, nodes }): NodePool => ({
        ...{ name, role, count: nodes, ...machine, sshKey, evict: [] },
      }));
      // A pool that came later is in no mark but its own nodes': one without nodes has nothing that tells of it.
      const known = made.filter(({ count }, index) => count > 0 || !pools[index]?.isLater);
      const nodes = [
        node('mstr-aaaa', 'control-plane', 'control-plane'),
        ...known.flatMap(({ name, role, count }) =>
          Array.from({ length: count }, (_, index) => node(`${name}-${index}`, role, name)),
        ),
      ];
      const later = new Set(pools.filter(({ isLater }) => isLater).map(({ name }) => name));
      const spec = { controlPlane: { count: 1 as const, ...control }, pools: known, sshKey };
      return { cluster: readyCluster({ spec, status: { nodes } }), later };
    });

  test('comes back from its vApp with ids, names, wishes, nodes and secrets', async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async ({ cluster, later }) => {
        const atCreation = cluster.spec.pools.filter(({ name }) => !later.has(name));
        const parts = { secrets: secretsIn(secrets), sealer };
        const first = { ...cluster, spec: { ...cluster.spec, pools: atCreation } };
        const control = { ...first, status: { ...first.status, nodes: first.status.nodes.slice(0, 1) } };
        const world = await worldOf(cluster, parts);
        const [controlVm] = (await worldOf(control, parts)).vApp.vms;
        const shown = withVms(world, (vms) => (controlVm ? [controlVm, ...vms.slice(1)] : vms));

        const { record, secrets: opened, remarks, isOurs } = recordIn(await recalled(shown, cluster));
        const { requests: _, rollback: __, ...wish } = cluster.spec;
        const byName = (a: NodePool, b: NodePool) => a.name.localeCompare(b.name);
        assert.deepEqual(
          { ...record.spec, pools: record.spec.pools.toSorted(byName) },
          { ...wish, pools: wish.pools.toSorted(byName), requests: [], rollback: false },
        );
        const { name, namespace, uid, finalizers } = cluster.metadata;
        const labels = { 'containerservice.dev/recalled': sampleNow.toISOString() };
        assert.deepEqual(record.metadata, { name, namespace, uid, finalizers, labels });
        assert.deepEqual(record.status, {
          conditions: [],
          tasks: [],
          nodes: cluster.status.nodes,
          vApp: cluster.status.vApp,
          readyAt: sampleNow.toISOString(),
          endpoint: 'https://10.0.0.1:6443',
        });
        assert.deepEqual(Object.fromEntries(opened), secrets);
        assert.deepEqual([remarks, isOurs], [[], true]);
      }),
    );
  });

  test('comes back without its keys where the secret key is another, or somebody changed them', async () => {
    const cluster = readyCluster();
    const shown = await shownOf(cluster);
    const otherKey = recordIn(await recalled(shown, cluster, { key: textSealer(Buffer.alloc(32, 2)) }));
    assert.equal(otherKey.secrets.size, 0);
    assert.match(
      otherKey.remarks.join(),
      /sealed with another secret key: put the secret key file of before/,
    );

    const spoilt = withVms(shown, (vms) =>
      vms.map((vm) =>
        withKeys(vm, { [markKeys.secrets]: (vm.extraConfig.get(markKeys.secrets) ?? '').slice(0, -4) }),
      ),
    );
    assert.match(recordIn(await recalled(spoilt, cluster)).remarks.join(), /Somebody has changed/);
  });

  test('does not take the secrets of another cluster for its own', async () => {
    const cluster = readyCluster();
    const foreign = await shownOf({ ...cluster, metadata: { ...cluster.metadata, uid: idOf('foreign') } });
    const theirs = foreign.vApp.vms[0]?.extraConfig.get(markKeys.secrets) ?? '';
    const shown = withVms(await shownOf(cluster), (vms) =>
      vms.map((vm) => withKeys(vm, { [markKeys.secrets]: theirs })),
    );
    const outcome = recordIn(await recalled(shown, cluster));
    assert.equal(outcome.secrets.size, 0);
  });

  test('is kept as failed where it was being made, and nothing is made or removed for it', async () => {
    const { readyAt: _, ...status } = readyCluster().status;
    const cluster = sampleCluster({ status });
    const { record, remarks } = recordIn(await recalled(await shownOf(cluster), cluster));
    assert.equal(record.status.readyAt, undefined);
    assert.equal(record.status.failure?.reason, 'RecordLost');
    assert.deepEqual(remarks, []);
    const asked = { cluster: { ...cluster, ...record, metadata: cluster.metadata }, now: sampleNow };
    const observed = sampleObservation({ vApp: 'present', vAppId: sampleIds.vApp });
    const phase = clusterPhase({
      ...asked,
      observed,
      deadlines: sampleDeadlines,
      lostAnswerGraceMs: 1,
      repair: sampleRepair,
    });
    assert.equal(phase, 'failed');
  });

  test('tells how far nodes are that were being added', async () => {
    const cluster = readyCluster();
    const waiting = { 'guestinfo.userdata': 'data' };
    const [first, second] = phases;
    const reports: Readonly<Record<string, [ClusterNode['state'] | 'no node', Partial<Vm>, object]>> = {
      'node-wipe': ['joined', { status: 8 }, {}],
      'node-join': ['joined', {}, { ...waiting, [second.key]: 'successful' }],
      'node-boot': ['booting', {}, { ...waiting, [first.key]: 'in_progress' }],
      'node-fail': ['failed', {}, { ...waiting, [first.key]: 'in_progress', [failureKeys.status]: '1' }],
      'node-idle': ['configured', { status: 8 }, waiting],
    };
    const added = await Promise.all(
      Object.entries(reports).map(async ([name, [, vm, keys]]) => {
        const node = { name, role: 'worker', pool: 'workers', state: 'planned' } as const;
        const marks = await nodeMarks({ secrets: secretsIn({}), sealer }, cluster, node);
        return withKeys(vmOf(name, vm), { ...marks, ...keys });
      }),
    );
    const bare = vmOf('node-bare', { status: 8, description: nodeDescription(cluster, 'worker') });
    const shown = withVms(await shownOf(cluster), (vms) => [...vms, ...added, bare]);
    const { record, remarks } = recordIn(await recalled(shown, cluster));
    const states = record.status.nodes.map(({ name, state }) => [name, state]).slice(3);
    assert.deepEqual(
      states,
      Object.entries(reports).map(([name, [state]]) => [name, state]),
    );
    assert.equal(record.spec.pools[0]?.count, 7);
    assert.deepEqual(remarks, [
      'VM node-bare was being added and has no first-boot data: it is no node (cse audit leaks).',
      'Not known to have joined: node-boot (booting), node-fail (failed), node-idle (configured).',
    ]);
  });

  test('has no copies of VMs as nodes, and knows a VM that was renamed', async () => {
    const cluster = readyCluster();
    const shown = withVms(await shownOf(cluster), ([control, ...workers]) =>
      control
        ? [
            ...workers.map((vm, index) => ({ ...vm, name: index === 0 ? 'copy-of-it' : vm.name })),
            ...workers.slice(0, 1),
            { ...control, name: 'renamed' },
          ]
        : [],
    );
    const { record, remarks } = recordIn(await recalled(shown, cluster));
    const names = record.status.nodes.map(({ name }) => name).toSorted();
    assert.deepEqual(names, ['mstr-aaaa', 'node-bbbb', 'node-cccc']);
    assert.deepEqual(remarks, ['VM copy-of-it is a copy of node-bbbb and no node.']);
  });

  test('is known where its VMs say nothing but whose they are', async () => {
    const cluster = readyCluster();
    const shown = withVms(await shownOf(cluster), (vms) =>
      vms.map((vm) => ({
        ...vm,
        extraConfig: new Map([
          ['guestinfo.cse.plan', 'hash'],
          ['guestinfo.metadata', 'data'],
        ]),
      })),
    );
    const { record, remarks } = recordIn(await recalled(shown, cluster));
    const profile = { name: '*', id: idOf('any profile') };
    const machine = { template: 'ubuntu-24.04', cpu: 2, memoryMb: 2048, storageProfile: profile };
    assert.deepEqual(record.spec.controlPlane, { count: 1, ...machine });
    assert.deepEqual(
      record.spec.pools.map(({ name, count }) => [name, count]),
      [
        ['workers', 2],
        ['nfs', 0],
      ],
    );
    assert.ok(record.status.nodes.every(({ guestBackend }) => guestBackend === 'guestinfo'));
    assert.equal(record.status.readyAt, sampleNow.toISOString());
    assert.match(remarks.join(), /Its VMs do not say what was wished for.*Its keys are not on its VMs/);
  });

  test('is told to have lost its control plane', async () => {
    const cluster = readyCluster();
    const shown = withVms(await shownOf(cluster), (vms) => vms.slice(1));
    const { record, remarks } = recordIn(await recalled(shown, cluster));
    assert.deepEqual(remarks, ['It has no control plane: its VM is gone.']);
    assert.equal(record.status.readyAt, sampleNow.toISOString());
  });
});

describe('what is no cluster to bring back', () => {
  const deletion: Task = {
    id: idOf('task'),
    href: '',
    state: 'running',
    operationName: 'vdcDeleteVapp',
    operation: '',
    ownerHref: undefined,
    ownerName: undefined,
    userName: undefined,
    startTime: undefined,
    progress: undefined,
    error: undefined,
  };

  test('is a vApp that is being deleted, has gone, or carries no id', async () => {
    const cluster = readyCluster();
    const shown = await shownOf(cluster);
    const going = { ...shown, vApp: { ...shown.vApp, tasks: [deletion] } };
    assert.deepEqual(await recalled(going, cluster), { state: 'refused', why: 'is being deleted' });
    const gone = { ...shown, record: { ...shown.record, id: idOf('gone') } };
    const nothing = recallSource([], cluster);
    const recall = new ClusterRecall({ vcd: nothing, sealer, clock: () => sampleNow });
    assert.deepEqual(
      await recall.recall({ ...gone.record, orgId: sampleIds.org }, { hasTwins: false }, never),
      { state: 'gone' },
    );
    const strange = { ...shown.record, metadata: new Map([['cse.cluster.id', 'x']]) };
    assert.deepEqual(await recalled({ ...shown, record: strange }, cluster), {
      state: 'refused',
      why: 'carries no cluster id that is a UUID',
    });
  });

  test('is a copy beside its original; one that was renamed is the cluster', async () => {
    const cluster = readyCluster();
    const shown = await shownOf(cluster);
    const renamed = {
      record: { ...shown.record, id: idOf('copy'), name: 'copy' },
      vApp: { ...shown.vApp, id: idOf('copy'), name: 'copy' },
    };
    assert.deepEqual(await recalled(renamed, cluster, { others: [shown] }), {
      state: 'refused',
      why: 'is a copy of the one of cluster c1',
    });
    assert.equal(recordIn(await recalled(shown, cluster, { others: [renamed] })).record.metadata.name, 'c1');
    assert.equal(recordIn(await recalled(renamed, cluster)).record.metadata.name, 'copy');
  });
});
