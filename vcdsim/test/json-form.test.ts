import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from './simulated.ts';
import { simulated, xmlns } from './simulated.ts';
import { compose, findPlaces, vmOf } from './tenant-world.ts';
import { hrefOf } from './simulated.ts';

const accept = 'application/*+json;version=37.0';

/** The parts of documents that the assertions below look at. */
interface Document {
  readonly [name: string]: unknown;
  readonly name?: string;
  readonly type?: string;
  readonly link?: readonly { readonly rel: string; readonly type?: string; readonly href: string }[];
  readonly section?: readonly { readonly _type: string; readonly [name: string]: unknown }[];
  readonly children?: { readonly vm: readonly Document[] };
}

async function read(
  client: Client,
  path: string,
): Promise<{ readonly type: string | null; readonly json: Document }> {
  const answer = await client.send('GET', path, undefined, { accept });
  assert.equal(answer.status, 200, answer.text);
  // The documents of this API are objects.
  return { type: answer.headers.get('content-type'), json: JSON.parse(answer.text) as Document };
}

test('a vApp is told as JSON: sections in one list, VMs in another, numbers and booleans as such', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const href = await compose(alice, await findPlaces(alice), 'k8s', ['a', 'b']);
  const { type, json } = await read(alice, href);
  assert.equal(type, 'application/vnd.vmware.vcloud.vapp+json;version=37.0');
  assert.deepEqual(
    [json.type, json.name, json['deployed'], json['status'], json['href']],
    ['application/vnd.vmware.vcloud.vApp+json', 'k8s', false, 8, href],
  );
  assert.ok(json.link?.some(({ rel, type: of }) => rel === 'recompose' && of?.endsWith('+json')));
  const network = json.section?.find(({ _type }) => _type === 'NetworkConfigSectionType');
  assert.deepEqual(network?.['info'], { value: 'The configuration parameters for logical networks' });
  assert.ok(network);
  const [config] = network['networkConfig'] as readonly Document[];
  assert.equal(config?.['networkName'], 'acme-net');
  assert.deepEqual(
    json.children?.vm.map((vm) => vm.name),
    ['a', 'b'],
  );
  const nics = json.children?.vm[0]?.section?.find(({ _type }) => _type === 'NetworkConnectionSectionType');
  assert.ok(nics);
  const [nic] = nics['networkConnection'] as readonly Document[];
  assert.deepEqual(
    [nic?.['ipAddressAllocationMode'], nic?.['isConnected'], typeof nic?.['macAddress']],
    ['POOL', true, 'string'],
  );
});

test('records, references and lists without anything are lists', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  await compose(alice, await findPlaces(alice), 'k8s', []);
  const records = (await read(alice, '/api/query?type=vApp')).json;
  const [record] = records['record'] as readonly Document[];
  assert.deepEqual(
    [records['total'], record?.['_type'], record?.name],
    [1, 'QueryResultVAppRecordType', 'k8s'],
  );
  const references = (await read(alice, '/api/query?type=vApp&format=references')).json;
  assert.deepEqual(
    (references['reference'] as readonly Document[]).map(({ name }) => name),
    ['k8s'],
  );
  assert.deepEqual((await read(alice, '/api/query?type=disk')).json['record'], []);
  const org = (await read(alice, '/api/org')).json['org'] as readonly Document[];
  const vdc = (await read(alice, `/api/admin/org/${String(org[0]?.['id']).split(':').at(-1)}`)).json;
  assert.deepEqual(vdc['groups'], { groupReference: [] });
});

test('metadata says of which type its values are', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const vApp = await compose(alice, await findPlaces(alice), 'k8s', ['a']);
  const vm = hrefOf(await vmOf(alice, vApp, 'a'));
  const entry =
    '<MetadataEntry><Key>n</Key><TypedValue xsi:type="MetadataNumberValue"><Value>42</Value></TypedValue></MetadataEntry>';
  await alice.done('POST', `${vm}/metadata`, `<Metadata ${xmlns}>${entry}</Metadata>`);
  const [told] = (await read(alice, `${vm}/metadata`)).json['metadataEntry'] as readonly Document[];
  assert.ok(told);
  assert.deepEqual(
    [told['domain'], told['key'], (told['typedValue'] as Document)['_type']],
    [{ visibility: 'READWRITE', value: 'GENERAL' }, 'n', 'MetadataNumberValue'],
  );
});

test('XML and JSON are told at every version that is listed', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const listed = await (await fetch(`${server.url}/api/versions`)).text();
  const versions = [...listed.matchAll(/<Version>([^<]+)</g)].map(([, version]) => version ?? '');
  assert.ok(versions.length > 15);
  for (const version of versions) {
    for (const form of ['xml', 'json']) {
      const headers = { accept: `application/*+${form};version=${version}` };
      const answer = await alice.send('GET', '/api/org', undefined, headers);
      assert.deepEqual(
        [answer.status, answer.headers.get('content-type')],
        [200, `application/vnd.vmware.vcloud.orgList+${form};version=${version}`],
      );
    }
    const session = await (await server.login('bob@acme', version)).get('/api/session');
    assert.equal(session.status, 200, version);
  }
});
