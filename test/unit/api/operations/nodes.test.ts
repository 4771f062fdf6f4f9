import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster, ClusterStatus } from '#records/cluster.ts';
import type { VisibleVm } from '#api/ports.ts';
import { startApiWorld, type ApiWorld, type SendOptions } from '../../../support/api-world.ts';
import { assertGolden } from '../../../support/golden.ts';
import { nodesBody } from '../../../support/node-requests.ts';
import { ids } from '../../../support/stood-in-cloud.ts';

const create = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 2, template: 'ubuntu' };
const vAppId = '1a000000-0000-4000-8000-000000000001';

/** What `vcd cse node create c1 -n acme-net` sends. */
const wish = nodesBody('c1');

const nodes: ClusterStatus['nodes'] = [
  { name: 'mstr-ab12', role: 'control-plane', pool: 'control-plane', state: 'joined' },
  { name: 'node-cd34', role: 'worker', pool: 'workers', state: 'joined' },
  { name: 'node-ef56', role: 'worker', pool: 'workers', state: 'joined' },
  { name: 'nfsd-gh78', role: 'nfs', pool: 'nfs', state: 'joined', exports: ['/home'] },
];

/** Ann's cluster c1 of three nodes and an NFS server. */
async function worldWithCluster(vms: readonly VisibleVm[] = []): Promise<ApiWorld> {
  const world = await startApiWorld();
  await world.send('ann', 'POST /api/cse', { id: 'creation', body: { ...create, enable_nfs: true } });
  const record = await recordOf(world);
  const vApp = { requestedAt: '2026-11-20T12:00:00.000Z', id: vAppId };
  await world.store.clusters.updateStatus({ ...record, status: { ...record.status, vApp, nodes } });
  world.vApps.push({
    id: vAppId,
    name: 'c1',
    org: 'acme',
    owner: 'ann',
    vdcId: ids.vdc,
    vdcName: 'acme-vdc',
    status: 'POWERED_ON',
    numberOfVms: '4',
    metadata: new Map([['cse.cluster.id', record.metadata.uid]]),
    vms,
  });
  return world;
}

async function recordOf(world: ApiWorld): Promise<Cluster> {
  const record = await world.cluster('c1');
  assert.ok(record);
  return record;
}

const add = (world: ApiWorld, changes: object = {}, options: SendOptions = {}) =>
  world.send('ann', 'POST /api/cse/c1/node', { id: 'add', body: { ...wish, ...changes }, ...options });
const remove = (world: ApiWorld, names: unknown, changes: object = {}, options: SendOptions = {}) =>
  world.send('ann', 'DELETE /api/cse/c1/node', {
    id: 'remove',
    body: { name: 'c1', vdc: 'acme-vdc', nodes: names, force: false, ...changes },
    ...options,
  });

test('nodes that are asked for', async (t) => {
  await t.test('are one pool more, like the cluster itself where nothing else is said', async () => {
    await using world = await worldWithCluster();
    const answer = await add(world);
    assert.equal(answer.status, 202);
    await assertGolden('api/create-nodes.json', `${answer.text}\n`);
    const { spec } = await recordOf(world);
    const request = spec.requests.at(-1);
    const pool = spec.pools.at(-1);
    assert.equal(spec.pools.length, 3);
    assert.deepEqual(pool, {
      name: pool?.name,
      role: 'worker',
      count: 1,
      template: 'ubuntu',
      cpu: null,
      memoryMb: null,
      storageProfile: null,
      sshKey: null,
      evict: [],
    });
    assert.deepEqual(
      [request?.operation, request?.user.name, request?.added],
      ['create_nodes', 'ann', { pool: pool?.name, count: 1, rollback: true }],
    );
    assert.equal(world.tasks.at(-1)?.request, 'add');
  });

  await t.test('have their own size, profile, template, key and role where these are named', async () => {
    await using world = await worldWithCluster();
    const changes = {
      node_type: 'nfsd',
      node_count: 2,
      cpu: 4,
      memory: 4096,
      ssh_key: 'k',
      template: 'photon',
    };
    await add(world, { ...changes, storage_profile: 'gold', disable_rollback: false });
    const { spec } = await recordOf(world);
    const pool = spec.pools.at(-1);
    assert.deepEqual(pool, {
      name: pool?.name,
      role: 'nfs',
      count: 2,
      template: 'photon',
      cpu: 4,
      memoryMb: 4096,
      storageProfile: { name: 'gold', id: ids.profile },
      sshKey: 'k',
      evict: [],
    });
    assert.equal(spec.requests.at(-1)?.added?.rollback, false);
  });

  await t.test('are not asked for twice by a message that comes again', async () => {
    await using world = await worldWithCluster();
    const first = await add(world);
    const again = await add(world, {}, { redelivered: true });
    assert.equal(again.text, first.text);
    assert.equal((await recordOf(world)).spec.pools.length, 3);
    assert.equal(world.tasks.length, 2);
  });

  await t.test('are asked for by each message of its own', async () => {
    await using world = await worldWithCluster();
    await Promise.all([add(world), add(world, {}, { id: 'another' })]);
    const { spec } = await recordOf(world);
    assert.equal(new Set(spec.pools.map((pool) => pool.name)).size, 4);
  });

  await t.test('are taken from clients that leave out what the original had defaults for', async () => {
    await using world = await worldWithCluster();
    const answer = await world.send('ann', 'POST /api/cse/c1/node', { id: 'old', body: { node_count: 2 } });
    assert.equal(answer.status, 202, answer.text);
    const { spec } = await recordOf(world);
    assert.deepEqual(spec.requests.at(-1)?.added?.rollback, false);
    assert.equal(spec.pools.at(-1)?.role, 'worker');
  });

  await t.test('stay wished for when vCD opens no task, and the answer says so', async () => {
    await using world = await worldWithCluster();
    world.taskTrouble = new Error('no');
    const { status, text } = await add(world);
    assert.equal(status, 503);
    assert.match(text, /are being changed, but Cloud Director did not open a task/);
    assert.equal((await recordOf(world)).spec.pools.length, 3);
  });

  await t.test('are refused where the request cannot be meant', async () => {
    await using world = await worldWithCluster();
    const refusals: readonly [object, number, RegExp][] = [
      [{ node_count: 0 }, 500, /"reason": "Invalid node count: 0\."/],
      [{ node_count: -3 }, 500, /"reason": "Invalid node count: -3\."/],
      [{ node_count: 1001 }, 400, /'node_count' must be at most 1000\./],
      [{ node_count: '1' }, 400, /'node_count' must be a whole number of nodes\./],
      [{ node_count: undefined }, 400, /'node_count' is missing: it must be a whole number of nodes\./],
      [{ node_type: 'mstr' }, 400, /'node_type' must be 'node' or 'nfsd'\./],
      [{ name: 'c2' }, 400, /The path names cluster 'c1' and 'name' another one\./],
      [{ network: 'other' }, 400, /is in the network 'acme-net', and so must be its nodes\./],
    ];
    for (const [changes, status, reason] of refusals) {
      const answer = await add(world, changes);
      assert.equal(answer.status, status, answer.text);
      assert.match(answer.text, reason);
    }
    assert.equal((await recordOf(world)).spec.requests.length, 1);
  });
});

test('nodes that are to go', async (t) => {
  await t.test('are named in their pool, which shrinks', async () => {
    await using world = await worldWithCluster();
    const answer = await remove(world, ['node-cd34', 'nfsd-gh78', 'node-cd34'], { force: true });
    assert.equal(answer.status, 202);
    await assertGolden('api/delete-nodes.json', `${answer.text}\n`);
    const { spec } = await recordOf(world);
    assert.deepEqual(
      spec.pools.map(({ count, evict }) => [count, evict]),
      [
        [1, ['node-cd34']],
        [0, ['nfsd-gh78']],
      ],
    );
    assert.deepEqual(spec.requests.at(-1)?.removed, {
      nodes: ['node-cd34', 'nfsd-gh78'],
      missing: [],
      force: true,
    });
  });

  await t.test('are counted once, however often they are named', async () => {
    await using world = await worldWithCluster();
    await remove(world, ['node-cd34']);
    await remove(world, ['node-cd34'], {}, { redelivered: true });
    await remove(world, ['node-cd34'], {}, { id: 'again' });
    const { spec } = await recordOf(world);
    assert.deepEqual([spec.pools[0]?.count, spec.pools[0]?.evict], [1, ['node-cd34']]);
    assert.equal(spec.requests.length, 3);
  });

  await t.test('stay when one that is named is none: that is told through the task', async () => {
    await using world = await worldWithCluster();
    const answer = await remove(world, ['node-cd34', 'node-zzzz']);
    assert.equal(answer.status, 202);
    const { spec } = await recordOf(world);
    assert.deepEqual([spec.pools[0]?.count, spec.pools[0]?.evict], [2, []]);
    assert.deepEqual(spec.requests.at(-1)?.removed?.missing, ['node-zzzz']);
  });

  await t.test('are never the control plane', async () => {
    await using world = await worldWithCluster();
    const refusals: readonly [unknown, number, RegExp][] = [
      [['node-cd34', 'mstr-ab12'], 500, /"reason": "Can't delete a master node: 'mstr-ab12'\."/],
      [[], 500, /"reason": "Invalid list of nodes: \[\]\."/],
      [undefined, 500, /"reason": "Invalid list of nodes: \[\]\."/],
      ['node-cd34', 400, /'nodes' must be a list of names of nodes\./],
      [[1], 400, /'nodes\.0' must be a list of names of nodes\./],
    ];
    for (const [names, status, reason] of refusals) {
      const answer = await remove(world, names);
      assert.equal(answer.status, status, answer.text);
      assert.match(answer.text, reason);
    }
    assert.equal((await recordOf(world)).spec.requests.length, 1);
  });
});

test('nodes of a cluster that is none of the caller, or that goes, are left alone', async () => {
  await using world = await worldWithCluster();
  const of = (person: 'bob' | 'eve', line: string, body?: unknown) => world.send(person, line, { body });
  for (const person of ['bob', 'eve'] as const) {
    assert.match((await of(person, 'POST /api/cse/c1/node', wish)).text, /"Cluster 'c1' not found\."/);
    const removal = { name: 'c1', nodes: ['node-cd34'] };
    assert.match((await of(person, 'DELETE /api/cse/c1/node', removal)).text, /"Cluster 'c1' not found\."/);
    assert.match((await of(person, 'GET /api/cse/c1/node-cd34/info')).text, /"Cluster 'c1' not found\."/);
  }
  await world.send('ann', 'DELETE /api/cse/c1');
  const late = await add(world);
  assert.deepEqual([late.status, /being deleted/.test(late.text)], [409, true]);
});

test('nodes of a cluster that is shared for looking are not changed, and of one for changing are', async () => {
  await using world = await worldWithCluster();
  const [vApp] = world.vApps.splice(0);
  assert.ok(vApp);
  const add = (id: string) => world.send('bob', 'POST /api/cse/c1/node', { id, body: wish });
  world.vApps.push({ ...vApp, sharedWith: { bob: 'look' } });
  const looking = await add('looking');
  assert.equal(looking.status, 403);
  assert.match(looking.text, /Cluster c1 is shared with you for looking, and not for changing\./);
  const body = { name: 'c1', nodes: ['node-cd34'] };
  assert.equal((await world.send('bob', 'DELETE /api/cse/c1/node', { body })).status, 403);
  assert.equal((await recordOf(world)).spec.requests.length, 1);
  world.vApps.splice(0, 1, { ...vApp, sharedWith: { bob: 'change' } });
  assert.equal((await add('changing')).status, 202);
});

test('node info', async (t) => {
  const vm = { status: 4, cpus: 2, memoryMb: 2048, ipAddress: '192.0.2.18' };
  await using world = await worldWithCluster([
    { name: 'mstr-ab12', ...vm, status: 3 },
    { name: 'node-cd34', ...vm },
    { name: 'nfsd-gh78', ...vm, status: 8, ipAddress: undefined },
    { name: 'web', ...vm, status: 42, cpus: undefined, memoryMb: undefined },
    ...[11, 12, 13, 14, 15].map((status) => ({ name: `node-up${status}`, ...vm, status })),
  ]);
  await t.test(
    'has the keys of the contract, numbers as strings, exports of NFS servers only [checks 22, 23]',
    async () => {
      const lines: string[] = [];
      const uploaded = [11, 12, 13, 14, 15].map((status) => `node-up${status}`);
      for (const name of ['mstr-ab12', 'node-cd34', 'nfsd-gh78', 'web', ...uploaded]) {
        lines.push((await world.send('ann', `GET /api/cse/c1/${name}/info`)).text);
      }
      await assertGolden('api/node-info.json', `${lines.join('\n')}\n`);
    },
  );

  await t.test('knows only what vCD shows [check 24]', async () => {
    const { status, text } = await world.send('ann', 'GET /api/cse/c1/node-ef56/info');
    assert.equal(status, 500);
    assert.match(text, /"reason": "Node 'node-ef56' not found in cluster 'c1'"/);
  });
});
