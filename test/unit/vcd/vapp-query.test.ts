import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { VAppRecord } from '#vcd/model.ts';
import { anyValue, queryVApps, vAppQueryPath } from '#vcd/vapp-query.ts';

const clusters = {
  administrator: false,
  metadata: { key: 'cse.cluster.id', value: anyValue },
  metadataKeys: ['cse.cluster.id', 'cse.version'],
} as const;

function parametersOf(path: string): URLSearchParams {
  return new URL(path, 'http://h').searchParams;
}

function record(name: string, metadata: Record<string, string> = { 'cse.cluster.id': 'x' }): VAppRecord {
  return {
    id: `id-of-${name}`,
    name,
    vdcId: 'v',
    vdcName: 'vdc',
    status: 'POWERED_ON',
    busy: false,
    ownerName: undefined,
    orgId: undefined,
    numberOfVms: '1',
    metadata: new Map(Object.entries(metadata)),
  };
}

test('the query is the one that CSE makes', () => {
  const path = vAppQueryPath({ ...clusters, name: 'c-1' }, 3);
  assert.ok(path.startsWith('/api/query?'));
  assert.deepEqual(Object.fromEntries(parametersOf(path)), {
    type: 'vApp',
    format: 'idrecords',
    page: '3',
    pageSize: '128',
    filterEncoded: 'true',
    filter: 'metadata:cse.cluster.id==STRING:*;name==c-1',
    fields: 'metadata:cse.cluster.id,metadata:cse.version',
  });
});

test('an administrator asks for the administrators’ type, and who has no condition sends none', () => {
  const parameters = parametersOf(vAppQueryPath({ administrator: true, metadataKeys: [] }, 1));
  assert.equal(parameters.get('type'), 'adminVApp');
  assert.equal(parameters.has('filter'), false);
  assert.equal(parameters.has('fields'), false);
});

test('no name and no value can say anything in the filter’s language', () => {
  // Whatever the language knows, among anything else.
  const text = fc.string({
    unit: fc.constantFrom(...Array.from('*;,()!=<>:%\\\'"&+ aZ9_.~-\n\u00e9\u{1f600}\ud800')),
  });
  fc.assert(
    fc.property(text, text, (name, value) => {
      const query = { administrator: false, name, metadata: { key: 'k', value }, metadataKeys: [] };
      const filter = parametersOf(vAppQueryPath(query, 1)).get('filter') ?? '';
      const parts = /^metadata:k==STRING:([\w.%-]*);name==([\w.%-]*)$/.exec(filter);
      assert.ok(parts, filter);
      assert.equal(decodeURIComponent(parts[1] ?? ''), value.toWellFormed());
      assert.equal(decodeURIComponent(parts[2] ?? ''), name.toWellFormed());
    }),
  );
});

test('a metadata key that is no key, and a ninth one, are defects of the caller', () => {
  const query = { administrator: false, metadataKeys: ['a==b'] };
  assert.throws(() => vAppQueryPath(query, 1), TypeError);
  const nine = Array.from({ length: 9 }, (_, index) => `k${index}`);
  assert.throws(() => vAppQueryPath({ administrator: false, metadataKeys: nine }, 1), /8 metadata keys/);
});

test('all pages are read, and a vApp that moved to the next page meanwhile comes once', async () => {
  const pages = [[record('a'), record('b')], [record('b'), record('c')], [record('d')]];
  const asked: (string | null)[] = [];
  const found = await queryVApps(clusters, async (path) => {
    const page = parametersOf(path).get('page');
    asked.push(page);
    return { total: 5, records: pages[Number(page) - 1] ?? [] };
  });
  assert.deepEqual(asked, ['1', '2', '3']);
  assert.deepEqual(
    found.map((each) => each.name),
    ['a', 'b', 'c', 'd'],
  );
});

test('a list that shrinks while it is read ends', async () => {
  let pages = 0;
  const found = await queryVApps(clusters, async () => {
    pages += 1;
    return { total: 300, records: pages === 1 ? [record('a')] : [] };
  });
  assert.equal(pages, 2);
  assert.equal(found.length, 1);
});

test('only what is meant is found, though vCD matches without case and with wildcards', async () => {
  const records = [record('C1'), record('c1'), record('c11'), record('*')];
  const find = (name: string) => queryVApps({ ...clusters, name }, async () => ({ total: 4, records }));
  assert.deepEqual(await find('c1'), [record('c1')]);
  assert.deepEqual(await find('*'), [record('*')]);
  assert.deepEqual(await find('c'), []);
});

test('a cluster has an id that is not empty, and another value is another vApp', async () => {
  const records = [record('a', {}), record('b', { 'cse.cluster.id': '' }), record('c')];
  const page = async () => ({ total: 3, records });
  assert.deepEqual(await queryVApps(clusters, page), [record('c')]);
  const exact = { ...clusters, metadata: { key: 'cse.cluster.id', value: 'y' } };
  assert.deepEqual(await queryVApps(exact, page), []);
});
