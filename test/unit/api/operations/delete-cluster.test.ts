import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApiWorld, type Answer, type ApiWorld } from '../../../support/api-world.ts';
import { assertGolden } from '../../../support/golden.ts';
import { ids, type WorldVApp } from '../../../support/stood-in-cloud.ts';
import { cleanupFinalizer, keyOf } from '#records/metadata.ts';

const create = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 2, template: 'ubuntu' };

function reasonOf({ status, text }: Answer): unknown[] {
  return [status, /"reason": "(?<reason>[^"]*)"/.exec(text)?.groups?.['reason']];
}

function vApp(changes: Partial<WorldVApp> = {}): WorldVApp {
  return {
    id: '1a000000-0000-4000-8000-000000000001',
    name: 'c1',
    org: 'acme',
    owner: 'ann',
    vdcId: ids.vdc,
    vdcName: 'acme-vdc',
    status: 'POWERED_ON',
    numberOfVms: '3',
    metadata: new Map([['cse.cluster.id', '2a000000-0000-4000-8000-000000000001']]),
    ...changes,
  };
}

/** Ann's cluster c1 with its vApp. */
async function worldWithCluster(options?: Parameters<typeof startApiWorld>[0]): Promise<ApiWorld> {
  const world = await startApiWorld(options);
  await world.send('ann', 'POST /api/cse', { body: create });
  const record = await world.cluster('c1');
  assert.ok(record);
  await world.store.clusters.updateStatus({
    ...record,
    status: { ...record.status, vApp: { requestedAt: '2026-11-20T12:00:00.000Z', id: vApp().id } },
  });
  world.vApps.push(vApp({ metadata: new Map([['cse.cluster.id', record.metadata.uid]]) }));
  return world;
}

test('a delete marks the record, gets a task of its own and is answered with it', async () => {
  await using world = await worldWithCluster();
  const answer = await world.send('ann', 'DELETE /api/cse/c1', { id: 'message-9' });
  assert.equal(answer.status, 202);
  await assertGolden('api/delete-cluster.json', answer.text + '\n');

  const record = await world.cluster('c1');
  assert.ok(record?.metadata.deletionTimestamp);
  assert.deepEqual(record.spec.requests.at(-1), {
    id: 'message-9',
    operation: 'delete_cluster',
    user: { id: 'urn:vcloud:user:0e000000-0000-4000-8000-000000000001', name: 'ann' },
  });
  assert.deepEqual(
    world.tasks.map(({ request, fresh }) => [request, fresh]),
    [
      ['message-1', true],
      ['message-9', true],
    ],
  );
});

test('a protected cluster is not deleted, whoever asks, until the protection is taken away', async () => {
  await using world = await worldWithCluster();
  const record = await world.cluster('c1');
  assert.ok(record);
  const protect = async (deletionProtection: boolean) => {
    const current = (await world.cluster('c1')) ?? record;
    await world.store.clusters.updateSpec({ ...current, spec: { ...current.spec, deletionProtection } });
  };
  await protect(true);
  for (const person of ['ann', 'chief'] as const) {
    const refused = await world.send(person, 'DELETE /api/cse/c1');
    assert.match(String(reasonOf(refused)), /^403,Cluster c1 is protected against deletion\. Ask /);
  }
  const kept = await world.cluster('c1');
  assert.equal(kept?.metadata.deletionTimestamp, undefined);
  assert.equal(kept?.spec.requests.length, 1);
  await protect(false);
  assert.equal((await world.send('ann', 'DELETE /api/cse/c1')).status, 202);
});

test('the same message again gets the same answer and no second request', async () => {
  await using world = await worldWithCluster();
  const first = await world.send('ann', 'DELETE /api/cse/c1', { id: 'message-9' });
  const again = await world.send('ann', 'DELETE /api/cse/c1', { id: 'message-9', redelivered: true });
  assert.deepEqual(again, first);
  assert.equal((await world.cluster('c1'))?.spec.requests.length, 2);
});

/** Ann's delete was committed and carried out, and the process died before it could say so. */
async function worldAfterDeletion(): Promise<{ world: ApiWorld; first: Answer }> {
  const world = await worldWithCluster();
  const first = await world.send('ann', 'DELETE /api/cse/c1', { id: 'message-9' });
  const record = await world.cluster('c1');
  assert.ok(record);
  await world.store.clusters.release(keyOf(record), cleanupFinalizer);
  world.vApps.splice(0);
  return { world, first };
}

test('the same message again after all is gone gets the answer that it is owed', async () => {
  const { world, first } = await worldAfterDeletion();
  await using _world = world;
  const again = await world.send('ann', 'DELETE /api/cse/c1', { id: 'message-9', redelivered: true });
  assert.deepEqual(again, first);
});

test('a delete of what is gone is not found: sent anew, by somebody else, of another name', async () => {
  const { world } = await worldAfterDeletion();
  await using _world = world;
  const redelivered = { id: 'message-9', redelivered: true };
  for (const answer of [
    await world.send('ann', 'DELETE /api/cse/c1', { id: 'message-10' }),
    await world.send('bob', 'DELETE /api/cse/c1', redelivered),
    await world.send('ann', 'DELETE /api/cse/c2', redelivered),
  ]) {
    assert.match(String(reasonOf(answer)), /^500,Cluster c\d not found\.$/);
  }
});

test('a second delete while the first one works gets a task too', async () => {
  await using world = await worldWithCluster();
  await world.send('ann', 'DELETE /api/cse/c1');
  assert.equal((await world.send('ann', 'DELETE /api/cse/c1')).status, 202);
  assert.equal(world.tasks.length, 3);
});

test('who does not see the vApp does not find the cluster [check 52]', async () => {
  await using world = await worldWithCluster();
  for (const person of ['bob', 'eve'] as const) {
    assert.deepEqual(reasonOf(await world.send(person, 'DELETE /api/cse/c1')), [
      500,
      'Cluster c1 not found.',
    ]);
  }
  assert.deepEqual(reasonOf(await world.send('ann', 'DELETE /api/cse/nope')), [
    500,
    'Cluster nope not found.',
  ]);
  assert.deepEqual(reasonOf(await world.send('ann', 'DELETE /api/cse/*')), [500, "Invalid cluster name '*'"]);
  assert.equal((await world.cluster('c1'))?.metadata.deletionTimestamp, undefined);
  assert.equal(world.tasks.length, 1);
});

test('administrators delete for others, each in their own reach', async () => {
  for (const person of ['chief', 'root'] as const) {
    await using world = await worldWithCluster();
    assert.equal((await world.send(person, 'DELETE /api/cse/c1')).status, 202, person);
  }
});

test('a cluster whose vApp vCD does not show', async (t) => {
  for (const person of ['ann', 'chief', 'root'] as const) {
    await t.test(`is deleted by ${person}`, async () => {
      await using world = await startApiWorld();
      await world.send('ann', 'POST /api/cse', { body: create });
      assert.equal((await world.send(person, 'DELETE /api/cse/c1')).status, 202);
      assert.ok((await world.cluster('c1'))?.metadata.deletionTimestamp);
    });
  }
  await t.test('is not found by others', async () => {
    await using world = await startApiWorld();
    await world.send('ann', 'POST /api/cse', { body: create });
    for (const person of ['bob', 'eve'] as const) {
      assert.deepEqual(reasonOf(await world.send(person, 'DELETE /api/cse/c1')), [
        500,
        'Cluster c1 not found.',
      ]);
    }
  });
});

test('a name that means several clusters deletes none', async (t) => {
  await t.test('two vApps', async () => {
    await using world = await worldWithCluster();
    world.vApps.push(vApp({ id: '1a000000-0000-4000-8000-000000000002' }));
    assert.deepEqual(reasonOf(await world.send('ann', 'DELETE /api/cse/c1')), [500, 'Cluster c1 not found.']);
  });
  await t.test('clusters of two organizations', async () => {
    await using world = await worldWithCluster();
    await world.send('eve', 'POST /api/cse', { body: create });
    assert.deepEqual(reasonOf(await world.send('root', 'DELETE /api/cse/c1')), [
      500,
      'Cluster c1 not found.',
    ]);
    assert.equal((await world.send('eve', 'DELETE /api/cse/c1')).status, 202);
  });
  await t.test('a copy of the vApp under its name', async () => {
    await using world = await worldWithCluster();
    const [original] = world.vApps;
    assert.ok(original);
    world.vApps.push({ ...original, id: '1a000000-0000-4000-8000-000000000002', name: 'copy' });
    assert.equal((await world.send('ann', 'DELETE /api/cse/copy')).status, 409);
    assert.equal((await world.cluster('c1'))?.metadata.deletionTimestamp, undefined);
  });
});

test('a delete whose task cannot be opened is done all the same, and says so', async () => {
  await using world = await worldWithCluster();
  world.taskTrouble = new Error('vCD is away');
  const [status, reason] = reasonOf(await world.send('ann', 'DELETE /api/cse/c1'));
  assert.equal(status, 503);
  assert.match(String(reason), /^Cluster c1 is being deleted, but /);
  const record = await world.cluster('c1');
  assert.ok(record?.metadata.deletionTimestamp);
  assert.equal(record.spec.requests.at(-1)?.operation, 'delete_cluster');
});

test('a controller that writes at the same time is no obstacle', async () => {
  await using world = await worldWithCluster({ writes: 'thread' });
  const stop = new AbortController();
  const writing = (async () => {
    for (let round = 0; !stop.signal.aborted; round += 1) {
      const record = await world.cluster('c1');
      if (!record) return;
      await world.store.clusters
        .updateStatus({ ...record, status: { ...record.status, phase: `p${round}` } })
        .catch(() => undefined);
    }
  })();
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, number) =>
      world.send('ann', 'DELETE /api/cse/c1', { id: `message-2${number}` }),
    ),
  );
  stop.abort();
  await writing;
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array.from({ length: 8 }, () => 202),
  );
  assert.equal((await world.cluster('c1'))?.spec.requests.length, 9);
});

test('who is shown a cluster may delete it when vCD would let them change its vApp', async () => {
  await using world = await worldWithCluster();
  const [shown] = world.vApps;
  assert.ok(shown);
  world.vApps[0] = { ...shown, sharedWith: { bob: 'look' } };
  const refused = await world.send('bob', 'DELETE /api/cse/c1');
  assert.deepEqual(reasonOf(refused), [
    403,
    'Cluster c1 is shared with you for looking, and not for changing.',
  ]);
  assert.equal((await world.cluster('c1'))?.metadata.deletionTimestamp, undefined);
  assert.equal(world.tasks.length, 1);

  world.vApps[0] = { ...shown, sharedWith: { bob: 'change' } };
  assert.equal((await world.send('bob', 'DELETE /api/cse/c1')).status, 202);
  assert.ok((await world.cluster('c1'))?.metadata.deletionTimestamp);
});
