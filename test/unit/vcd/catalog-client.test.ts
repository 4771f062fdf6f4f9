import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VcdUnavailable } from '#vcd/errors.ts';
import type { ScriptedAnswer } from '../../support/scripted-server.ts';
import { connectToScript, errorAnswer, xmlAnswer } from '../../support/scripted-vcd.ts';

const never = new AbortController().signal;
const id = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const vcloud = 'xmlns="http://www.vmware.com/vcloud/v1.5"';
const where = { org: 'provider', catalog: 'cse' };

const org = `https://vcd.example/api/org/${id(1)}`;
const orgs = `<OrgList ${vcloud}><Org name="provider" href="${org}"/></OrgList>`;
const orgWith = (catalog: string) =>
  `<Org ${vcloud} name="provider" id="${id(1)}"><Link rel="down" name="cse"
    type="application/vnd.vmware.vcloud.catalog+xml" href="https://vcd.example/api/catalog/${catalog}"/></Org>`;
const catalogOf = (its: string, name = 'cse') =>
  `<Catalog ${vcloud} name="${name}" id="urn:vcloud:catalog:${its}"><IsPublished>true</IsPublished></Catalog>`;

type First = 'there' | 'gone' | 'renamed' | 'unreadable';

const answers: Readonly<Record<First, ScriptedAnswer>> = {
  there: xmlAnswer(catalogOf(id(2))),
  gone: errorAnswer(403, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN', 'No access to entity'),
  renamed: xmlAnswer(catalogOf(id(2), 'old')),
  unreadable: { status: 502, body: 'no cell' },
};

/** A provider whose organization shows the first catalog, and a second one when there is no first. */
async function provider(first: () => First) {
  return connectToScript(({ path }) => {
    if (path === '/api/org') return xmlAnswer(orgs);
    if (path === `/api/org/${id(1)}`) return xmlAnswer(orgWith(first() === 'there' ? id(2) : id(3)));
    if (path === `/api/catalog/${id(2)}`) return answers[first()];
    return path === `/api/catalog/${id(3)}` ? xmlAnswer(catalogOf(id(3))) : undefined;
  });
}

describe('a catalog', () => {
  test('that was found by its names is read at its place from then on', async () => {
    await using scripted = await provider(() => 'there');
    const { catalogs } = scripted.vcd;
    const found = await catalogs.findCatalog(where, never);
    assert.deepEqual(found, { id: id(2), name: 'cse', orgId: id(1), published: true, items: [] });
    assert.deepEqual(await catalogs.findCatalog(where, never), found);
    assert.deepEqual(scripted.calls(), [
      'GET /api/org',
      `GET /api/org/${id(1)}`,
      `GET /api/catalog/${id(2)}`,
      `GET /api/catalog/${id(2)}`,
    ]);
  });

  for (const [what, then] of [
    ['is gone', 'gone'],
    ['has another name now', 'renamed'],
  ] as const) {
    test(`that ${what} is looked for by its names again`, async () => {
      let first: First = 'there';
      await using scripted = await provider(() => first);
      await scripted.vcd.catalogs.findCatalog(where, never);
      first = then;
      assert.equal((await scripted.vcd.catalogs.findCatalog(where, never))?.id, id(3));
      assert.equal((await scripted.vcd.catalogs.findCatalog(where, never))?.id, id(3));
      assert.equal(scripted.count('GET /api/org'), 2);
    });
  }

  test('that cannot be read just now is not taken for absent', async () => {
    let first: First = 'there';
    await using scripted = await provider(() => first);
    await scripted.vcd.catalogs.findCatalog(where, never);
    first = 'unreadable';
    await assert.rejects(scripted.vcd.catalogs.findCatalog(where, never), VcdUnavailable);
  });
});
