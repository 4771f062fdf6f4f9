import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf } from '#records/metadata.ts';
import { createBody } from '../../../../scripts/simulated/tenant.ts';
import { startApiWorld, type Answer, type ApiWorld } from '../../../support/api-world.ts';
import { assertGolden } from '../../../support/golden.ts';
import { callers, ids } from '../../../support/stood-in-cloud.ts';

const create = createBody('c1');

async function worldWithTemplates(): Promise<ApiWorld> {
  const world = await startApiWorld();
  await world.addTemplate('ubuntu', { position: 0 });
  await world.addTemplate('photon', { position: 1, isDefault: true });
  return world;
}

function reasonOf({ text }: Answer): string | undefined {
  return /"reason": "(?<reason>(?:[^"\\]|\\.)*)"/.exec(text)?.groups?.['reason'];
}

async function clusterCount(world: ApiWorld): Promise<number> {
  return (await world.store.clusters.list()).items.length;
}

test('a create is kept, gets its task and is answered with both', async () => {
  await using world = await worldWithTemplates();
  const answer = await world.send('ann', 'POST /api/cse', { body: create, id: 'message-1' });
  assert.equal(answer.status, 202);
  await assertGolden('api/create-cluster.json', answer.text + '\n');

  const record = await world.cluster('c1');
  assert.ok(record);
  await assertGolden('api/created-cluster-spec.json', JSON.stringify(record.spec, null, 2) + '\n');
  assert.deepEqual(record.metadata.finalizers, ['containerservice.dev/cleanup']);
  assert.deepEqual(
    world.tasks.map(({ request, fresh, error }) => ({ request, fresh, error })),
    [{ request: 'message-1', fresh: true, error: undefined }],
  );
  const events = await world.store.events.list();
  assert.deepEqual(
    events.map(({ reason, message }) => [reason, message]),
    [['Accepted', 'ann asked for create_cluster (request message-1)']],
  );
});

test('every option finds its place in the wish', async () => {
  await using world = await worldWithTemplates();
  const body = {
    ...create,
    node_count: 0,
    cpu: 4,
    memory: 4096,
    storage_profile: 'gold',
    ssh_key: 'ssh-ed25519 AAAA ann\n',
    template: 'ubuntu',
    enable_nfs: true,
    disable_rollback: false,
  };
  assert.equal((await world.send('ann', 'POST /api/cse', { body })).status, 202);
  const record = await world.cluster('c1');
  const machine = {
    template: 'ubuntu',
    cpu: 4,
    memoryMb: 4096,
    storageProfile: { name: 'gold', id: ids.profile },
  };
  assert.deepEqual(record?.spec.controlPlane, { count: 1, ...machine });
  assert.deepEqual(record.spec.pools, [
    { name: 'workers', role: 'worker', count: 0, ...machine, evict: [] },
    { name: 'nfs', role: 'nfs', count: 1, ...machine, evict: [] },
  ]);
  assert.deepEqual([record.spec.sshKey, record.spec.rollback], ['ssh-ed25519 AAAA ann\n', false]);
});

test('what the caller cannot see, and a template that nobody offers, are left for the task to tell', async () => {
  await using world = await worldWithTemplates();
  const body = { ...create, vdc: 'no-vdc', network: 'no-net', storage_profile: 'no-sp', template: 'zz' };
  assert.equal((await world.send('ann', 'POST /api/cse', { body })).status, 202);
  const spec = (await world.cluster('c1'))?.spec;
  assert.deepEqual(
    [spec?.vdc, spec?.network, spec?.controlPlane.storageProfile, spec?.controlPlane.template],
    [{ name: 'no-vdc', id: null }, { name: 'no-net', id: null }, { name: 'no-sp', id: null }, 'zz'],
  );
});

test('the same message again finds its record and gets the same answer', async (t) => {
  await using world = await worldWithTemplates();
  const first = await world.send('ann', 'POST /api/cse', { body: create, id: 'message-1' });
  const again = await world.send('ann', 'POST /api/cse', {
    body: create,
    id: 'message-1',
    redelivered: true,
  });
  assert.deepEqual(again, first);
  assert.equal(await clusterCount(world), 1);
  assert.equal(world.tasks.length, 1);

  await t.test('also when its vApp is there by now, which is not a namesake', async () => {
    const uid = (await world.cluster('c1'))?.metadata.uid ?? '';
    world.vApps.push({
      id: '1a000000-0000-4000-8000-000000000001',
      name: 'c1',
      org: 'acme',
      owner: 'ann',
      vdcId: ids.vdc,
      vdcName: 'acme-vdc',
      status: 'RESOLVED',
      numberOfVms: '0',
      metadata: new Map([['cse.cluster.id', uid]]),
    });
    assert.deepEqual(await world.send('ann', 'POST /api/cse', { body: create, id: 'message-1' }), first);
  });
});

test('a task that an earlier delivery may have opened is looked for before another is opened', async () => {
  await using world = await worldWithTemplates();
  await world.send('ann', 'POST /api/cse', { body: create, redelivered: true });
  assert.deepEqual(
    world.tasks.map((task) => task.fresh),
    [false],
  );
});

test('a name that is taken is told through a task, and what has it stays as it is', async (t) => {
  await using world = await worldWithTemplates();
  await world.send('ann', 'POST /api/cse', { body: create });
  const before = await world.cluster('c1');

  for (const person of ['ann', 'bob'] as const) {
    await t.test(`by a record of the organization, for ${person}`, async () => {
      const answer = await world.send(person, 'POST /api/cse', { body: { ...create, node_count: 7 } });
      assert.equal(answer.status, 202);
      assert.equal(world.tasks.at(-1)?.error, 'Cluster c1 already exists.');
      assert.deepEqual(await world.cluster('c1'), before);
    });
  }

  await t.test('by a vApp that another server made', async () => {
    world.vApps.push({
      id: '1a000000-0000-4000-8000-000000000001',
      name: 'old',
      org: 'acme',
      owner: 'ann',
      vdcId: ids.vdc,
      vdcName: 'acme-vdc',
      status: 'POWERED_ON',
      numberOfVms: '2',
      metadata: new Map([['cse.cluster.id', '2a000000-0000-4000-8000-000000000001']]),
    });
    assert.equal(
      (await world.send('ann', 'POST /api/cse', { body: { ...create, name: 'old' } })).status,
      202,
    );
    assert.equal(world.tasks.at(-1)?.error, 'Cluster old already exists.');
    assert.equal(await world.cluster('old'), undefined);
  });

  await t.test('but not by a cluster of another organization', async () => {
    assert.equal((await world.send('eve', 'POST /api/cse', { body: create })).status, 202);
    assert.equal(world.tasks.at(-1)?.error, undefined);
    assert.equal((await world.cluster('c1', 'beta'))?.spec.owner.id, callers.eve.userId);
  });
});

test('bad names are refused at once, without a task and without a record', async () => {
  await using world = await worldWithTemplates();
  for (const name of ['x'.repeat(26), '-a', 'a-', 'a_b', '', 'system']) {
    const answer = await world.send('ann', 'POST /api/cse', { body: { ...create, name } });
    assert.deepEqual([answer.status, reasonOf(answer)], [500, `Invalid cluster name '${name}'`]);
  }
  for (const name of ['x'.repeat(25), 'A1.b-2', 'trailing.']) {
    assert.equal((await world.send('ann', 'POST /api/cse', { body: { ...create, name } })).status, 202);
  }
  assert.deepEqual([await clusterCount(world), world.tasks.length], [3, 3]);
});

test('a body that does not fit is refused with the key that is wrong', async () => {
  await using world = await worldWithTemplates();
  const answer = await world.send('ann', 'POST /api/cse', { body: { ...create, node_count: 'two' } });
  assert.deepEqual(
    [answer.status, reasonOf(answer)],
    [400, "'node_count' must be a whole number of worker nodes."],
  );
  assert.equal(await clusterCount(world), 0);
});

test('a system administrator is told where to create clusters', async () => {
  await using world = await worldWithTemplates();
  const answer = await world.send('root', 'POST /api/cse', { body: create });
  assert.deepEqual(
    [answer.status, reasonOf(answer)],
    [403, 'A system administrator cannot create a cluster. Log in to the organization that it is for.'],
  );
});

test('without a default template one must be named', async () => {
  await using world = await startApiWorld();
  const answer = await world.send('ann', 'POST /api/cse', { body: create });
  assert.deepEqual([answer.status, await clusterCount(world)], [409, 0]);
});

test('a wish whose task cannot be opened is taken back', async (t) => {
  await using world = await worldWithTemplates();
  world.taskTrouble = new Error('vCD is away');
  const answer = await world.send('ann', 'POST /api/cse', { body: create, id: 'message-1' });
  assert.equal(answer.status, 503);
  assert.match(reasonOf(answer) ?? '', /the cluster is not created/);
  assert.ok(
    (await world.cluster('c1'))?.metadata.deletionTimestamp,
    'the controller removes what it may have begun',
  );
  assert.match(JSON.stringify(world.logLines), /vCD is away/);

  await t.test('and who asks again before it is gone is told to wait, not that it exists', async () => {
    world.taskTrouble = undefined;
    const again = await world.send('ann', 'POST /api/cse', { body: create, id: 'message-1b' });
    assert.deepEqual(
      [again.status, reasonOf(again)],
      [503, 'An earlier request for cluster c1, which was refused, is being cleared away. Try again later.'],
    );
    const record = await world.cluster('c1');
    assert.ok(record);
    for (const finalizer of record.metadata.finalizers)
      await world.store.clusters.release(keyOf(record), finalizer);
    const later = await world.send('ann', 'POST /api/cse', { body: create, id: 'message-1c' });
    assert.equal(later.status, 202);
    assert.equal((await world.cluster('c1'))?.metadata.deletionTimestamp, undefined);
  });

  await t.test('unless the task is known, and so may have been answered with', async () => {
    world.taskTrouble = undefined;
    world.store.traces.put = () => Promise.reject(new Error('no room'));
    await world.send('ann', 'POST /api/cse', { body: { ...create, name: 'c2' }, id: 'message-2' });
    world.taskTrouble = new Error('vCD is away');
    const again = await world.send('ann', 'POST /api/cse', {
      body: { ...create, name: 'c2' },
      id: 'message-2',
      redelivered: true,
    });
    assert.equal(again.status, 500);
    assert.equal((await world.cluster('c2'))?.metadata.deletionTimestamp, undefined);
  });
});
