import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf } from '#records/metadata.ts';
import type { VisibleVm } from '#api/ports.ts';
import { startApiWorld, type ApiWorld } from '../../../support/api-world.ts';
import { assertGolden } from '../../../support/golden.ts';
import type { WorldVApp } from '../../../support/stood-in-cloud.ts';

const create = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 2, template: 'ubuntu' };
const vAppId = '1a000000-0000-4000-8000-000000000001';

function vApp(changes: Partial<WorldVApp> = {}): WorldVApp {
  return {
    id: vAppId,
    name: 'c1',
    org: 'acme',
    owner: 'ann',
    vdcId: '0b000000-0000-4000-8000-000000000001',
    vdcName: 'acme-vdc',
    status: 'POWERED_ON',
    numberOfVms: '4',
    metadata: new Map([
      ['cse.cluster.id', '2a000000-0000-4000-8000-000000000001'],
      ['cse.version', '2.0.0'],
      ['cse.template', 'ubuntu'],
      ['cse.master.ip', '192.0.2.17'],
    ]),
    ...changes,
  };
}

/** Ann's cluster with a record and a vApp of these VMs. */
async function withCluster(world: ApiWorld, vms: readonly VisibleVm[] = []): Promise<void> {
  await world.addTemplate('ubuntu', { isDefault: true });
  await world.send('ann', 'POST /api/cse', { body: create });
  const record = await world.cluster('c1');
  assert.ok(record);
  await world.store.clusters.updateStatus({
    ...record,
    status: { ...record.status, vApp: { requestedAt: '2026-11-20T12:00:00.000Z', id: vAppId } },
  });
  const metadata = new Map([...vApp().metadata, ['cse.cluster.id', record.metadata.uid]]);
  world.vApps.push(vApp({ metadata, vms }));
}

/** VMs as vCD shows them; the last one is somebody else's. */
const vms: readonly VisibleVm[] = [
  ['mstr-ab12', '192.0.2.17'],
  ['node-cd34', '192.0.2.18'],
  ['node-ef56', undefined],
  ['nfsd-ij90', '192.0.2.19'],
  ['foo-1', '192.0.2.20'],
].map(([name = '', ipAddress]) => ({ name, status: 4, cpus: 2, memoryMb: 2048, ipAddress }));

test('list', async (t) => {
  await using world = await startApiWorld();
  await t.test('of nothing is an empty array [check 14]', async () => {
    const answer = await world.send('ann', 'GET /api/cse');
    assert.deepEqual([answer.status, answer.text], [200, '[]']);
  });

  world.vApps.push(
    vApp(),
    vApp({
      id: '1a000000-0000-4000-8000-000000000002',
      name: 'c2',
      status: 'MIXED',
      numberOfVms: '1',
      metadata: new Map([['cse.cluster.id', 'x']]),
    }),
    vApp({ id: '1a000000-0000-4000-8000-000000000003', name: 'web', metadata: new Map() }),
    vApp({ id: '1a000000-0000-4000-8000-000000000004', name: 'bobs', owner: 'bob' }),
    vApp({ id: '1a000000-0000-4000-8000-000000000005', name: 'eves', org: 'beta', owner: 'eve' }),
  );

  await t.test(
    'has exactly the keys of the contract, numbers as strings, and no vApp without a cluster id [checks 15, 17, 18]',
    async () => {
      await assertGolden('api/list-clusters.json', (await world.send('ann', 'GET /api/cse')).text + '\n');
    },
  );

  await t.test('shows what vCD shows to the caller [check 16]', async () => {
    const names = async (person: 'ann' | 'chief' | 'eve' | 'root') => {
      const { json } = await world.send(person, 'GET /api/cse');
      assert.ok(Array.isArray(json));
      return json.map((cluster: { name: string }) => cluster.name);
    };
    assert.deepEqual(await names('ann'), ['c1', 'c2']);
    assert.deepEqual(await names('chief'), ['c1', 'c2', 'bobs']);
    assert.deepEqual(await names('eve'), ['eves']);
    assert.deepEqual(await names('root'), ['c1', 'c2', 'bobs', 'eves']);
  });

  await t.test('links over the configured host when the request names none that is usable', async () => {
    const { text } = await world.send('ann', 'GET /api/cse', { headers: { Host: 'evil.test/"x' } });
    assert.match(text, /"vapp_href": "https:\/\/vcd\.configured\.test\/api\/vApp\/vapp-1a/);
  });
});

test('info', async (t) => {
  await using world = await startApiWorld();
  await withCluster(world, vms);

  await t.test('groups the nodes that exist by the beginnings of their names [check 19]', async () => {
    const record = await world.cluster('c1');
    const { text } = await world.send('ann', 'GET /api/cse/c1/info');
    await assertGolden(
      'api/cluster-info.json',
      text.replaceAll(record?.metadata.uid ?? '', '{cluster id}') + '\n',
    );
  });

  await t.test('of a cluster that another server made shows its nodes too', async () => {
    world.vApps.push(vApp({ id: '1a000000-0000-4000-8000-000000000002', name: 'old', vms }));
    const { text } = await world.send('ann', 'GET /api/cse/old/info');
    assert.match(text, /"master_nodes": \[\{"name": "mstr-ab12", "ipAddress": "192\.0\.2\.17"\}\]/);
  });

  await t.test('does not know what the caller cannot see [check 20]', async () => {
    await assertGolden(
      'api/cluster-not-found.json',
      (await world.send('ann', 'GET /api/cse/nope/info')).text + '\n',
    );
    for (const person of ['bob', 'eve'] as const) {
      const { status, text } = await world.send(person, 'GET /api/cse/c1/info');
      assert.equal(status, 500);
      assert.match(text, /"reason": "Cluster 'c1' not found\."/);
    }
  });

  await t.test('takes no name that a query would read as a pattern', async () => {
    const { text } = await world.send('ann', 'GET /api/cse/c*/info');
    assert.match(text, /"reason": "Invalid cluster name 'c\*'"/);
  });
});

test('config', async (t) => {
  await using world = await startApiWorld();
  await withCluster(world);
  const reason = async (name: string) => {
    const { status, text } = await world.send('ann', `GET /api/cse/${name}/config`);
    return [status, /"reason": "(?<reason>[^"]*)"/.exec(text)?.groups?.['reason']];
  };

  await t.test('says when there is nothing to give yet', async () => {
    assert.deepEqual(await reason('c1'), [500, "Couldn't get cluster configuration"]);
    assert.deepEqual(await reason('nope'), [500, "Cluster 'nope' not found"]);
  });

  const record = await world.cluster('c1');
  assert.ok(record);
  await world.store.secrets.put(
    keyOf(record),
    record.metadata.uid,
    'kubeconfig',
    'apiVersion: v1\nkind: Config\n',
  );

  await t.test(
    'is a JSON string with newlines as the only escapes, under the type that was asked for [checks 9, 26]',
    async () => {
      const headers = { Accept: 'text/x-yaml;version=31.0' };
      const answer = await world.send('ann', 'GET /api/cse/c1/config', { headers });
      assert.deepEqual(
        [answer.status, answer.contentType, answer.text],
        [200, 'text/x-yaml;version=31.0', String.raw`"apiVersion: v1\nkind: Config\n"`],
      );
    },
  );

  await t.test('goes to nobody who does not see the cluster', async () => {
    for (const person of ['bob', 'eve'] as const) {
      assert.equal((await world.send(person, 'GET /api/cse/c1/config')).status, 500);
    }
  });

  await t.test('is refused when the name means two clusters', async () => {
    world.vApps.push(vApp({ id: '1a000000-0000-4000-8000-000000000002' }));
    assert.deepEqual(await reason('c1'), [500, "Cluster 'c1' not found"]);
    world.vApps.pop();
  });

  await t.test('is refused when the template is no longer offered [check 27]', async () => {
    for (const { metadata } of (await world.store.templates.list()).items) {
      await world.store.templates.remove(keyOf({ kind: 'Template', metadata, spec: {}, status: {} }));
    }
    assert.deepEqual(await reason('c1'), [500, 'Template ubuntu not found']);
  });
});

test("templates come in the operator's order and need no caller [check 13]", async () => {
  await using world = await startApiWorld();
  await world.addTemplate('second', { position: 1 });
  await world.addTemplate('first', { position: 0, isDefault: true, description: 'Größe\n"zwei"\n' });
  const answer = await world.send('ann', 'GET /api/cse/template', {
    headers: { 'x-vcloud-authorization': '' },
  });
  assert.equal(answer.status, 200);
  await assertGolden('api/list-templates.json', answer.text + '\n');
});

test('the service tells three things to everybody, and nine to a system administrator [check 64]', async () => {
  await using world = await startApiWorld();
  await assertGolden(
    'api/system-info-tenant.json',
    (await world.send('chief', 'GET /api/cse/system')).text + '\n',
  );
  await assertGolden(
    'api/system-info-administrator.json',
    (await world.send('root', 'GET /api/cse/system')).text + '\n',
  );
});
