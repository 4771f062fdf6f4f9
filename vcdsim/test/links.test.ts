import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { XmlElement } from '../src/xml/read.ts';
import { attributeOf } from '../src/xml/read.ts';
import type { Client } from './simulated.ts';
import { all, hrefOf, simulated } from './simulated.ts';
import { compose, findPlaces } from './tenant-world.ts';

/** Relations whose target is read; the others say what may be done. */
const read = new Set([
  'up',
  'down',
  'alternate',
  'catalogItem',
  'edgeGateways',
  'orgVdcNetworks',
  'down:service',
]);

/** What answers 404 of everything that can be reached by links and references from the session. */
async function deadEnds(client: Client): Promise<readonly string[]> {
  const seen = new Set<string>();
  const dead: string[] = [];
  const waiting = ['/api/session'];
  for (let href = waiting.pop(); href !== undefined; href = waiting.pop()) {
    if (seen.has(href)) continue;
    seen.add(href);
    const answer = await client.get(href);
    if (answer.status === 404) dead.push(new URL(href).pathname);
    // Of the query list one link of each type is enough.
    if (answer.status !== 200 || href.includes('/api/query') || !answer.text.startsWith('<?xml')) continue;
    waiting.push(...targetsIn(answer.root));
  }
  return dead.toSorted();
}

function targetsIn(root: XmlElement): readonly string[] {
  const links = all(root, 'Link').filter((link) => read.has(attributeOf(link, 'rel') ?? ''));
  const references = [
    'Org',
    'Vdc',
    'Network',
    'CatalogItem',
    'Entity',
    'ResourceEntity',
    'Vm',
    'User',
    'Role',
    'VdcStorageProfile',
  ]
    .flatMap((name) => all(root, name))
    .filter((reference) => attributeOf(reference, 'href'));
  return [...links, ...references].map(hrefOf);
}

test('every link that is read leads somewhere', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  await compose(alice, await findPlaces(alice), 'k8s', ['a']);
  for (const user of ['alice@acme', 'bob@acme', 'administrator@System']) {
    assert.deepEqual(await deadEnds(await server.login(user)), [], user);
  }
});

test('a network tells who has which address, a VDC which networks are its own', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a']);
  const [vm] = all((await alice.get(vApp)).root, 'Vm');
  const [held] = all((await alice.get(`${places.network}/allocatedAddresses/`)).root, 'Link');
  assert.equal(hrefOf(held), hrefOf(vm));
  const administrator = await server.login('administrator@System');
  const networks = async (vdc: string) =>
    all(
      (await administrator.get(`${vdc.replace('/api/', '/api/admin/')}/networks`)).root,
      'OrgVdcNetworkRecord',
    ).map((record) => attributeOf(record, 'name'));
  assert.deepEqual(await networks(places.vdc), ['acme-net']);
  const globex = [...server.sim.inventory.vdcs.values()].find(({ name }) => name === 'globex-vdc')?.id;
  assert.equal((await alice.get(`/api/admin/vdc/${globex}/networks`)).status, 403);
});
