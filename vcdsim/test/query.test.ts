import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseFilter, valuePattern } from '../src/query/fiql.ts';
import type { XmlElement } from '../src/xml/read.ts';
import { attributeOf, textOf } from '../src/xml/read.ts';
import { all, errorOf, first, hrefOf, linkTo, simulated, xmlns } from './simulated.ts';
import type { Client } from './simulated.ts';
import { compose, findPlaces } from './tenant-world.ts';

function names(root: XmlElement): readonly (string | undefined)[] {
  return records(root).map((record) => attributeOf(record, 'name'));
}

function records(root: XmlElement): readonly XmlElement[] {
  return root.children.filter((child) => child.name !== 'Link');
}

async function query(client: Client, parameters: string): Promise<XmlElement> {
  const answer = await client.get(`/api/query?${parameters}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.root;
}

async function mark(client: Client, vApp: string, entries: Record<string, string>): Promise<void> {
  const content = Object.entries(entries).map(
    ([key, value]) =>
      `<MetadataEntry><Key>${key}</Key><TypedValue xsi:type="${/^\d+$/.test(value) ? 'MetadataNumberValue' : 'MetadataStringValue'}"><Value>${value}</Value></TypedValue></MetadataEntry>`,
  );
  await client.done('POST', `${vApp}/metadata`, `<Metadata ${xmlns}>${content.join('')}</Metadata>`);
}

test('the list of queries has administrators’ types for administrators alone', async (t) => {
  await using server = await simulated(t);
  const listed = async (user: string) => {
    const { root } = await (await server.login(user)).get('/api/query');
    return new Set(root.children.map((link) => attributeOf(link, 'name')));
  };
  const tenant = await listed('alice@acme');
  assert.ok(tenant.has('vApp') && !tenant.has('adminVApp'));
  const system = await listed('administrator@System');
  for (const name of ['adminVApp', 'adminService', 'apiFilter', 'adminRole', 'right', 'vApp']) {
    assert.ok(system.has(name), name);
  }
  const alice = await server.login('alice@acme');
  assert.equal((await alice.get('/api/query?type=adminVApp')).status, 403);
});

test('every listed type answers in every format, and fits the schemas', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  await compose(alice, places, 'k8s', ['a']);
  for (const user of ['alice@acme', 'administrator@System']) {
    const client = await server.login(user);
    const list = (await client.get('/api/query')).root;
    for (const link of list.children) {
      const answer = await client.get(hrefOf(link));
      assert.equal(answer.status, 200, hrefOf(link));
      assert.equal(attributeOf(answer.root, 'type'), attributeOf(link, 'type'));
    }
  }
});

test('records carry hrefs, id-records carry URNs, references are references', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a', 'b']);
  const record = first(await query(alice, 'type=vApp'), 'VAppRecord');
  assert.deepEqual(
    ['href', 'vdc', 'name', 'status', 'numberOfVMs', 'ownerName', 'isDeployed', 'id'].map((n) =>
      attributeOf(record, n),
    ),
    [vApp, places.vdc, 'k8s', 'POWERED_OFF', '2', 'alice', 'false', undefined],
  );
  const idRecord = first(await query(alice, 'type=vApp&format=idrecords'), 'VAppRecord');
  const id = vApp.split('vapp-')[1] ?? '';
  assert.equal(attributeOf(idRecord, 'id'), `urn:vcloud:vapp:${id}`);
  assert.equal(attributeOf(idRecord, 'vdc'), `urn:vcloud:vdc:${places.vdc.split('/').at(-1)}`);
  assert.equal(attributeOf(idRecord, 'href'), undefined);
  const references = await query(alice, 'type=vApp&format=references');
  assert.equal(references.name, 'VAppReferences');
  assert.equal(hrefOf(first(references, 'VAppReference')), vApp);
  const administrator = await server.login('administrator@System');
  const admin = first(await query(administrator, 'type=adminVApp'), 'AdminVAppRecord');
  assert.match(attributeOf(admin, 'org') ?? '', /\/api\/org\//);
});

test('clusters are found by metadata, and the wanted keys come along', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  await compose(alice, places, 'plain');
  const ids: Record<string, string> = { one: 'id-1', two: 'id-2' };
  for (const [name, id] of Object.entries(ids)) {
    await mark(alice, await compose(alice, places, name), { 'cse.cluster.id': id, size: '3' });
  }
  const fields = 'fields=name,metadata:cse.cluster.id,metadata:missing';
  const filter = encodeURIComponent('metadata:cse.cluster.id==STRING:*');
  const found = await query(alice, `type=vApp&filterEncoded=true&filter=${filter}&${fields}`);
  assert.deepEqual(names(found), ['one', 'two']);
  const entry = first(found, 'MetadataEntry');
  assert.deepEqual([textOf(entry, 'Key'), first(entry, 'Value').text], ['cse.cluster.id', 'id-1']);
  assert.equal(attributeOf(first(found, 'VAppRecord'), 'status'), undefined, 'only the fields asked for');
  assert.equal(all(found, 'MetadataEntry').length, 2);
  const by = async (text: string) =>
    names(await query(alice, `type=vApp&filter=${encodeURIComponent(text)}`));
  assert.deepEqual(await by('metadata:cse.cluster.id==STRING:id-2'), ['two']);
  assert.deepEqual(await by('metadata@GENERAL:cse.cluster.id==STRING:id-1;name==o*'), ['one']);
  assert.deepEqual(await by('metadata@SYSTEM:cse.cluster.id==STRING:*'), []);
  assert.deepEqual(await by('metadata:size=gt=NUMBER:2'), ['one', 'two']);
  assert.deepEqual(await by('metadata:size=gt=NUMBER:10'), []);
  assert.deepEqual(await by('name==plain,metadata:cse.cluster.id==STRING:id-1'), ['plain', 'one']);
  assert.deepEqual(await by('(name==plain,name==one);status==POWERED_OFF'), ['plain', 'one']);
  assert.deepEqual(await by('name!=plain;creationDate=gt=2020-01-01T00:00:00Z'), ['one', 'two']);
  assert.deepEqual(await by(`vdc==${places.vdc};name==PLAIN`), ['plain'], 'by href, case does not count');
  assert.deepEqual(await by(`vdc==${places.vdc.split('/').at(-1)};numberOfVMs=le=0`), [
    'plain',
    'one',
    'two',
  ]);
  assert.deepEqual(await by('vdcName==nowhere'), []);
});

test('pages follow one another, sorted as asked', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const made = ['e', 'b', 'd', 'a', 'c'];
  for (const name of made) await compose(alice, places, name);
  const seen: (string | undefined)[] = [];
  let next = '/api/query?type=vApp&pageSize=2&sortDesc=name&filter=name!=c&fields=name';
  const nextLink = (root: XmlElement) =>
    root.children.find((child) => attributeOf(child, 'rel') === 'nextPage');
  for (;;) {
    const { root } = await alice.get(next);
    assert.deepEqual([attributeOf(root, 'total'), attributeOf(root, 'pageSize')], ['4', '2']);
    seen.push(...names(root));
    const link = nextLink(root);
    if (!link) break;
    next = hrefOf(link);
  }
  assert.deepEqual(seen, ['e', 'd', 'b', 'a']);
  const last = (await alice.get(next)).root;
  assert.equal(attributeOf(last, 'page'), '2');
  linkTo(last, 'previousPage');
  // As pyvcloud writes it.
  const glued = await query(alice, 'type=vApp&page=1pageSize=3&sortAsc=name');
  assert.deepEqual(names(glued), ['a', 'b', 'c']);
  assert.deepEqual(names(await query(alice, 'type=vApp&sortAsc=name&offset=3')), ['d', 'e']);
  assert.equal(attributeOf(await query(alice, 'type=vApp&pageSize=1000'), 'pageSize'), '128');
});

test('what is no query is refused', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  await compose(alice, await findPlaces(alice), 'k8s');
  const wrong = [
    'format=records',
    'type=unicorn',
    'type=vApp&format=cards',
    'type=vApp&filter=name',
    'type=vApp&filter=(name==x',
    'type=vApp&filter=name==x)',
    'type=vApp&filter=horn==x',
    'type=vApp&sortAsc=horn&filter=name!=x',
    'type=vApp&filter=metadata:k==untyped',
    `type=vApp&fields=${Array.from({ length: 9 }, (_, index) => `metadata:k${index}`).join(',')}`,
  ];
  await compose(alice, await findPlaces(alice), 'second');
  for (const parameters of wrong) {
    assert.equal(errorOf(await alice.get(`/api/query?${parameters}`)).code, 'BAD_REQUEST', parameters);
  }
});

/** Percent-encoded with the brackets, which `encodeURIComponent` leaves. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[()]/g, (char) => (char === '(' ? '%28' : '%29'));
}

test('an operand that was encoded twice arrives as it was', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (name) => {
      const filter = parseFilter(`name==${encoded(name)};x==y`, true);
      assert.equal(filter.kind, 'and');
      const [condition] = filter.kind === 'and' ? filter.parts : [];
      assert.deepEqual(condition, { kind: 'condition', field: 'name', operator: '==', value: name });
    }),
  );
});

test('a value matches itself, whatever is in it, when its wildcards are escaped', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const escaped = value.replaceAll(/[\\*]/g, (char) => `\\${char}`);
      assert.match(value, valuePattern(escaped));
    }),
  );
  assert.match('a.b', valuePattern('a.*'));
  assert.doesNotMatch('axb', valuePattern('a.*'));
  assert.doesNotMatch('a1', valuePattern('a\\*'));
});

test('brackets, or and and nest as they are written', () => {
  const shape = (text: string) => JSON.stringify(parseFilter(text, false), ['kind', 'parts', 'value']);
  assert.equal(shape('a==1;b==2,c==3'), shape('(a==1;b==2),(c==3)'));
  assert.notEqual(shape('a==1;(b==2,c==3)'), shape('a==1;b==2,c==3'));
  assert.deepEqual(parseFilter('a=ge=2020-01-01T00:00:00', false), {
    kind: 'condition',
    field: 'a',
    operator: '=ge=',
    value: '2020-01-01T00:00:00',
  });
});
