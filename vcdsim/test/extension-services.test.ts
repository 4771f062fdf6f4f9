import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyModel } from '../src/model/default-model.ts';
import { attributeOf, textOf } from '../src/xml/read.ts';
import type { Client } from './simulated.ts';
import { all, errorOf, first, hrefOf, linkTo, simulated, xmlns } from './simulated.ts';

const extension = '/api/admin/extension';
const serviceType = 'application/vnd.vmware.admin.service+xml';
const vmext = 'xmlns:vmext="http://www.vmware.com/vcloud/extension/v1.5"';

interface Wish {
  readonly enabled?: boolean;
  readonly exchange?: string;
  readonly namespace?: string;
  /** None keeps those that are there. */
  readonly patterns?: readonly string[];
  readonly priority?: number;
}

function serviceBody(wish: Wish = {}): string {
  const { enabled = true, exchange = 'cse-ext', namespace = 'cse', patterns, priority } = wish;
  const filters = patterns?.map(
    (p) => `<vmext:ApiFilter><vmext:UrlPattern>${p}</vmext:UrlPattern></vmext:ApiFilter>`,
  );
  return `<vmext:Service ${vmext} name="cse"><vmext:Namespace>${namespace}</vmext:Namespace>
    <vmext:Enabled>${enabled}</vmext:Enabled><vmext:RoutingKey>cse</vmext:RoutingKey>
    ${priority === undefined ? '' : `<vmext:Priority>${priority}</vmext:Priority>`}
    <vmext:Exchange>${exchange}</vmext:Exchange>
    ${filters === undefined ? '' : `<vmext:ApiFilters>${filters.join('')}</vmext:ApiFilters>`}</vmext:Service>`;
}

async function register(client: Client, wish: Wish = { patterns: ['/api/cse', '/api/cse/.*'] }) {
  const services = (await client.get(`${extension}/service`)).root;
  return client.send('POST', linkTo(services, 'add', serviceType), serviceBody(wish));
}

/** What calling the extension says: 500 where it is forwarded (there is no broker), 404 where nothing is known of it. */
async function statusOf(client: Client, path: string): Promise<number> {
  return (await client.get(path)).status;
}

const rightBody = (name: string) =>
  `<Right ${xmlns} name="${name}"><Description>d</Description><Category>cseRight</Category><BundleKey>k</BundleKey></Right>`;

test('a service takes calls from its registration until it is disabled', async (t) => {
  await using server = await simulated(t, { model: emptyModel });
  const administrator = await server.login('administrator@System', '29.0');
  assert.equal(await statusOf(administrator, '/api/cse'), 404);
  const registered = await register(administrator);
  assert.equal(registered.status, 201, registered.text);
  const href = registered.headers.get('location') ?? '';
  assert.equal(hrefOf(registered.root), href);
  assert.equal(await statusOf(administrator, '/api/cse'), 500);
  assert.equal(await statusOf(administrator, '/api/cse/c1'), 500);
  assert.equal(errorOf(await register(administrator)).code, 'DUPLICATE_NAME');
  assert.equal((await register(administrator, { namespace: 'other' })).status, 201);

  assert.equal(errorOf(await administrator.send('DELETE', href)).code, 'INVALID_STATE');
  // As pyvcloud sends it: without filters, which stay.
  const disabled = await administrator.send('PUT', href, serviceBody({ enabled: false, exchange: 'x' }));
  assert.equal(disabled.status, 200, disabled.text);
  assert.equal(all(disabled.root, 'UrlPattern').length, 2);
  assert.equal(textOf(disabled.root, 'Exchange', 'vmext'), 'x');
  assert.equal(await statusOf(administrator, '/api/cse'), 404);
  assert.equal((await administrator.send('DELETE', href)).status, 204);
  assert.equal((await administrator.get(href)).status, 403);
});

test('a registration that makes no sense is refused', async (t) => {
  await using server = await simulated(t, { model: emptyModel });
  const administrator = await server.login('administrator@System');
  assert.match(errorOf(await register(administrator, { patterns: ['/api/('] })).message, /UrlPattern/);
  assert.match(errorOf(await register(administrator, { exchange: '' })).message, /Exchange/);
  assert.match(errorOf(await register(administrator, { priority: 101 })).message, /Priority/);
  const alice = await server.login('alice@acme');
  const refused = await alice.send('POST', `${extension}/service`, serviceBody());
  assert.equal(refused.status, 403);
});

test('the smallest number goes first where several services match', async (t) => {
  await using server = await simulated(t, { model: emptyModel });
  const administrator = await server.login('administrator@System');
  await register(administrator, { patterns: ['/api/cse.*'], priority: 60 });
  await register(administrator, { patterns: ['/api/cse/c1'], priority: 10, namespace: 'special' });
  await administrator.get('/api/cse/c1');
  assert.equal(server.exchanges.at(-1)?.pattern, '/api/cse/c1');
});

test('filters are added, changed and taken away one by one', async (t) => {
  await using server = await simulated(t, { model: emptyModel });
  const administrator = await server.login('administrator@System');
  const service = (await register(administrator, { patterns: ['/api/cse'] })).root;
  const kept = hrefOf(first(service, 'ApiFilter'));
  const filter = (pattern: string) =>
    `<vmext:ApiFilter ${vmext}><vmext:UrlPattern>${pattern}</vmext:UrlPattern></vmext:ApiFilter>`;
  const add = linkTo(service, 'add', 'application/vnd.vmware.admin.apiFilter+xml');
  const added = await administrator.send('POST', add, filter('/api/a'));
  assert.equal(added.status, 201, added.text);
  assert.equal(await statusOf(administrator, '/api/a'), 500);
  assert.equal((await administrator.send('PUT', hrefOf(added.root), filter('/api/b'))).status, 200);
  assert.deepEqual(
    [await statusOf(administrator, '/api/a'), await statusOf(administrator, '/api/b')],
    [404, 500],
  );
  assert.equal((await administrator.send('DELETE', hrefOf(added.root))).status, 204);
  assert.equal((await administrator.get(hrefOf(added.root))).status, 403);
  // The whole service again: a pattern that was there keeps its filter.
  const again = await administrator.send(
    'PUT',
    hrefOf(service),
    serviceBody({ patterns: ['/api/c', '/api/cse'] }),
  );
  assert.deepEqual(
    all(again.root, 'UrlPattern').map(({ text }) => text),
    ['/api/c', '/api/cse'],
  );
  assert.equal(hrefOf(all(again.root, 'ApiFilter')[1]), kept);
  const id = hrefOf(service).split('/').at(-1);
  const records = await administrator.get(`/api/query?type=apiFilter&format=idrecords&filter=service==${id}`);
  assert.equal(all(records.root, 'ApiFilterRecord').length, 2);
});

test('a right of a service has its namespace in front, can be granted, and goes when it is cleared', async (t) => {
  await using server = await simulated(t, { model: emptyModel });
  const administrator = await server.login('administrator@System');
  const service = (await register(administrator)).root;
  const rights = linkTo(service, 'rights');
  const add = linkTo((await administrator.get(rights)).root, 'add', 'application/vnd.vmware.admin.right+xml');
  const made = await administrator.send('POST', add, rightBody('CSE NATIVE DEPLOY RIGHT'));
  assert.equal(made.status, 201, made.text);
  const name = '{cse}:CSE NATIVE DEPLOY RIGHT';
  assert.equal(attributeOf(made.root, 'name'), name);
  const twice = errorOf(await administrator.send('POST', add, rightBody('CSE NATIVE DEPLOY RIGHT')));
  assert.deepEqual(
    [twice.status, twice.code, twice.message],
    [400, 'BAD_REQUEST', `Right with name "${name}" already exists.`],
  );
  assert.equal(all((await administrator.get(rights)).root, 'Right').length, 1);
  const rolesWith = async (): Promise<readonly (string | undefined)[]> => {
    const { root } = await administrator.get('/api/query?type=adminRole&pageSize=100');
    const names = [];
    for (const record of all(root, 'AdminRoleRecord')) {
      const role = (await administrator.get(hrefOf(record))).root;
      const granted = all(role, 'RightReference').map((right) => attributeOf(right, 'name'));
      if (granted.includes(name)) names.push(attributeOf(role, 'name'));
    }
    return names;
  };
  assert.deepEqual(await rolesWith(), ['System Administrator']);

  await administrator.send('PUT', hrefOf(service), serviceBody({ enabled: false }));
  const clear = `${extension}/service/action/clearUnusedRights`;
  assert.equal((await administrator.send('POST', clear)).status, 204);
  assert.equal((await administrator.get(hrefOf(made.root))).status, 200, 'its service is still there');
  assert.equal((await administrator.send('DELETE', hrefOf(service))).status, 204);
  assert.equal((await administrator.get(hrefOf(made.root))).status, 200, 'nobody cleared it yet');
  assert.equal((await administrator.send('POST', clear)).status, 204);
  assert.equal((await administrator.get(hrefOf(made.root))).status, 403);
  assert.deepEqual(await rolesWith(), []);
});
