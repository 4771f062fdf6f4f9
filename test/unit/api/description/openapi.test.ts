import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { answers } from '#api/description/answers.ts';
import { openApiDocument } from '#api/description/openapi.ts';
import { operationDescriptions } from '#api/description/operations.ts';
import { requests } from '#api/description/requests.ts';
import { matchRoute } from '#api/routes.ts';
import { keyOf } from '#records/metadata.ts';
import { startApiWorld, type ApiWorld } from '../../../support/api-world.ts';
import { ids, type Person } from '../../../support/stood-in-cloud.ts';

describe('the description of the API', () => {
  test('has every operation where the routing table has it', () => {
    for (const [operation, { method, path }] of Object.entries(operationDescriptions)) {
      const sample = path.replace('{vdcId}', ids.vdc).replaceAll(/[{}]/g, '');
      const route = matchRoute(method.toUpperCase(), `/api/cse${sample}`);
      assert.ok(route.kind === 'operation' && route.operation === operation, `${method} ${path}`);
    }
  });

  test('refers to nothing that it does not have', () => {
    const document = openApiDocument('1.2.3');
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    assert.ok(references.length > 30);
    const components = document['components'] as Record<string, Record<string, unknown>>;
    for (const [, kind = '', name = ''] of references) {
      assert.ok(components[kind]?.[name], `${kind}/${name}`);
    }
    assert.equal(text.split('"$ref"').length - 1, references.length);
    assert.doesNotMatch(text, /\$schema|\$defs/);
  });

  test('is served as an object, and as YAML in a string [check 28]', async () => {
    await using world = await startApiWorld();
    const headers = { 'x-vcloud-authorization': '' };
    for (const path of ['swagger', 'swagger.json', 'swagger.json?x=1']) {
      const { status, json } = await world.send('ann', `GET /api/cse/${path}`, { headers });
      assert.equal(status, 200);
      assert.deepEqual(json, JSON.parse(JSON.stringify(openApiDocument('2.0.0'))));
    }
    const { json } = await world.send('ann', 'GET /api/cse/swagger.yaml', { headers });
    assert.deepEqual(parse(String(json)), JSON.parse(JSON.stringify(openApiDocument('2.0.0'))));
  });
});

describe('answers are what the description says', () => {
  const create = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 2 };
  const wish = { ovdc_id: ids.vdc, ovdc_name: 'v', container_provider: 'vcd' };
  const calls: readonly (readonly [keyof typeof operationDescriptions, Person, string, unknown?])[] = [
    ['listTemplates', 'ann', 'GET /api/cse/template'],
    ['createCluster', 'ann', 'POST /api/cse', create],
    ['listClusters', 'ann', 'GET /api/cse'],
    ['clusterInfo', 'ann', 'GET /api/cse/c1/info'],
    ['clusterConfig', 'ann', 'GET /api/cse/c1/config'],
    ['systemInfo', 'ann', 'GET /api/cse/system'],
    ['systemInfo', 'root', 'GET /api/cse/system'],
    ['ovdcInfo', 'root', `GET /api/cse/ovdc/${ids.vdc}/info`],
    ['updateOvdc', 'root', `PUT /api/cse/ovdc/${ids.vdc}/info`, wish],
    ['describeApi', 'ann', 'GET /api/cse/swagger.json'],
    ['deleteCluster', 'ann', 'DELETE /api/cse/c1'],
    ['updateSystem', 'root', 'PUT /api/cse/system', { enabled: true }],
  ];

  test('each of them', async () => {
    await using world = await startApiWorld();
    await world.addTemplate('ubuntu', { isDefault: true });
    for (const [operation, person, line, body] of calls) {
      const { answer, body: request } = operationDescriptions[operation];
      if (request) assert.ok(requests[request].safeParse(body).success, `${line} takes ${request}`);
      const response = await world.send(person, line, { body });
      assert.equal(response.status, answer.status, `${line}: ${response.text}`);
      const parsed = answers[answer.schema].safeParse(response.json);
      assert.ok(parsed.success, `${line}: ${parsed.error?.message ?? ''}`);
      if (operation === 'createCluster') await show(world);
    }
  });

  test('refusals too', async () => {
    await using world = await startApiWorld();
    for (const line of ['GET /api/cse/nope/info', 'PATCH /api/cse', 'POST /api/cse', 'GET /x']) {
      const { status, json } = await world.send('ann', line);
      assert.ok(status >= 400);
      assert.ok(answers.Refusal.safeParse(json).success, line);
    }
  });
});

/** Lets vCD show the cluster that was just asked for. */
async function show(world: ApiWorld): Promise<void> {
  const record = await world.cluster('c1');
  assert.ok(record);
  await world.store.secrets.put(keyOf(record), record.metadata.uid, 'kubeconfig', 'kind: Config\n');
  const metadata = new Map([
    ['cse.cluster.id', record.metadata.uid],
    ['cse.template', 'ubuntu'],
  ]);
  world.vApps.push({
    id: '1a000000-0000-4000-8000-000000000001',
    name: 'c1',
    org: 'acme',
    owner: 'ann',
    vdcId: ids.vdc,
    vdcName: 'acme-vdc',
    status: 'POWERED_ON',
    numberOfVms: '3',
    metadata,
  });
}
