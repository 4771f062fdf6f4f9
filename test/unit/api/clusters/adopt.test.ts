import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApiWorld } from '../../../support/api-world.ts';
import { callers, ids, type WorldVApp } from '../../../support/stood-in-cloud.ts';

const clusterId = '2a000000-0000-4000-8000-000000000001';
const vm = { status: 4, cpus: 2, memoryMb: 2048 };

/** What a server of CSE 1.2.7 leaves in vCD of a cluster (contract of CSE 1.2.7, section 6). */
function originalVApp(changes: Partial<WorldVApp> = {}): WorldVApp {
  return {
    id: '1a000000-0000-4000-8000-000000000001',
    name: 'old',
    org: 'acme',
    owner: 'ann',
    vdcId: ids.vdc,
    vdcName: 'acme-vdc',
    status: 'POWERED_ON',
    numberOfVms: '4',
    metadata: new Map([
      ['cse.cluster.id', clusterId],
      ['cse.version', '1.2.7'],
      ['cse.template', 'photon-v2'],
      ['cse.master.ip', '192.0.2.17'],
    ]),
    vms: [
      { name: 'mstr-ab12', ...vm, ipAddress: '192.0.2.17' },
      { name: 'node-cd34', ...vm, ipAddress: '192.0.2.18' },
      { name: 'nfsd-ef56', ...vm, ipAddress: undefined },
      { name: 'web', ...vm, ipAddress: '192.0.2.20' },
    ],
    ...changes,
  };
}

test('a cluster of another server is looked at without becoming a record', async () => {
  await using world = await startApiWorld();
  world.vApps.push(originalVApp());
  for (const line of ['GET /api/cse', 'GET /api/cse/old/info', 'GET /api/cse/old/node-cd34/info'])
    assert.equal((await world.send('ann', line)).status, 200, line);
  assert.equal(await world.cluster('old'), undefined);
});

test('who wants something done with it makes it a record of what is there', async () => {
  await using world = await startApiWorld();
  world.vApps.push(originalVApp());
  const answer = await world.send('ann', 'DELETE /api/cse/old/node', { body: { nodes: ['node-cd34'] } });
  assert.equal(answer.status, 202, answer.text);

  const record = await world.cluster('old');
  assert.ok(record);
  const machine = { template: 'photon-v2', cpu: 2, memoryMb: 2048, storageProfile: null };
  const { requests, ...spec } = record.spec;
  assert.equal(record.metadata.uid, clusterId);
  assert.deepEqual(spec, {
    org: { id: ids.acme, name: 'acme' },
    vdc: { name: 'acme-vdc', id: ids.vdc },
    network: { name: 'acme-net', id: ids.network },
    owner: { id: callers.ann.userId, name: 'ann' },
    controlPlane: { count: 1, ...machine },
    pools: [
      { name: 'workers', role: 'worker', count: 0, ...machine, evict: ['node-cd34'] },
      { name: 'nfs', role: 'nfs', count: 1, ...machine, evict: [] },
    ],
    sshKey: null,
    rollback: false,
    paused: false,
  });
  assert.deepEqual(
    requests.map(({ operation, removed }) => [operation, removed?.missing]),
    [['delete_nodes', []]],
  );
  assert.deepEqual(
    record.status.nodes.map(({ name, role, state, ipAddress }) => [name, role, state, ipAddress]),
    [
      ['mstr-ab12', 'control-plane', 'joined', '192.0.2.17'],
      ['node-cd34', 'worker', 'joined', '192.0.2.18'],
      ['nfsd-ef56', 'nfs', 'joined', undefined],
    ],
  );
  assert.equal(record.status.readyAt, '2026-11-20T12:00:00.000Z');
  const events = await world.store.events.list();
  assert.deepEqual(
    events.map(({ reason }) => reason),
    ['Adopted', 'Accepted'],
  );
});

test('it is deleted by those who may, administrators of the system among them', async () => {
  for (const person of ['ann', 'chief', 'root'] as const) {
    await using world = await startApiWorld();
    world.vApps.push(originalVApp());
    assert.equal((await world.send(person, 'DELETE /api/cse/old')).status, 202, person);
    const record = await world.cluster('old');
    assert.ok(record?.metadata.deletionTimestamp);
    assert.equal(record.spec.owner.name, 'ann');
  }
});

test('who is merely shown it changes nothing', async () => {
  await using world = await startApiWorld();
  world.vApps.push(originalVApp({ sharedWith: { bob: 'look' } }));
  assert.equal((await world.send('bob', 'DELETE /api/cse/old')).status, 403);
  assert.equal((await world.cluster('old'))?.metadata.deletionTimestamp, undefined);
});

test('two at the same time make one record', async () => {
  await using world = await startApiWorld();
  world.vApps.push(originalVApp());
  const answers = await Promise.all([
    world.send('ann', 'DELETE /api/cse/old'),
    world.send('chief', 'DELETE /api/cse/old'),
  ]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [202, 202],
  );
  assert.equal((await world.store.clusters.list()).items.length, 1);
});

test('a vApp whose cluster id is none is left alone, and the answer says why', async () => {
  await using world = await startApiWorld();
  world.vApps.push(originalVApp({ metadata: new Map([['cse.cluster.id', 'x']]) }));
  const { status, text } = await world.send('ann', 'DELETE /api/cse/old');
  assert.equal(status, 409);
  assert.match(text, /its vApp carries no cluster id that is a UUID\./);
});

test('a copy of a vApp is not its cluster, and the answer says why', async () => {
  await using world = await startApiWorld();
  world.vApps.push(originalVApp());
  await world.send('ann', 'DELETE /api/cse/old/node', { body: { nodes: ['node-zz99'] } });
  world.vApps.push(originalVApp({ id: '1a000000-0000-4000-8000-000000000002', name: 'copy' }));
  const { status, text } = await world.send('ann', 'DELETE /api/cse/copy');
  assert.equal(status, 409);
  assert.match(text, /its vApp is a copy/);
  assert.equal((await world.cluster('old'))?.metadata.deletionTimestamp, undefined);
});
