import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchRoute, routeLabels } from '#api/routes.ts';

function asked(line: string): string {
  const [method = '', path = ''] = line.split(' ');
  const route = matchRoute(method, path);
  if (route.kind === 'unknown') return 'unknown';
  if (route.kind === 'wrongMethod') return `takes ${route.allowed.join(',')}`;
  const { cluster, node, vdcId } = route.parameters;
  return [route.operation, cluster, node, vdcId].filter((part) => part !== '').join(' ');
}

test('every route of the contract', () => {
  const table = {
    'GET /api/cse': 'listClusters',
    'GET /api/cse/': 'listClusters',
    'GET /api/cse?page=2': 'listClusters',
    'POST /api/cse': 'createCluster',
    'GET /api/cse/c1/info': 'clusterInfo c1',
    'GET /api/cse/c1/info?x=/api': 'clusterInfo c1',
    'GET /api/cse/c1/config': 'clusterConfig c1',
    'DELETE /api/cse/c1': 'deleteCluster c1',
    'POST /api/cse/c1/node': 'createNodes c1',
    'DELETE /api/cse/c1/node': 'deleteNodes c1',
    'GET /api/cse/c1/node-ab12/info': 'nodeInfo c1 node-ab12',
    'GET /api/cse/template': 'listTemplates',
    'GET /api/cse/system': 'systemInfo',
    'PUT /api/cse/system': 'updateSystem',
    'GET /api/cse/ovdc/0b-1/info': 'ovdcInfo 0b-1',
    'PUT /api/cse/ovdc/0b-1/info': 'updateOvdc 0b-1',
    'GET /api/cse/swagger': 'describeApi',
    'GET /api/cse/swagger.json': 'describeApi',
    'GET /api/cse/swagger.yaml': 'describeApi',
    'DELETE /api/cse/templates': 'deleteCluster templates',
  };
  for (const [line, expected] of Object.entries(table)) assert.equal(asked(line), expected, line);
});

test('another method is told which ones the path takes', () => {
  const table = {
    'DELETE /api/cse': 'takes GET,POST',
    'PATCH /api/cse': 'takes GET,POST',
    'POST /api/cse/template': 'takes GET',
    'DELETE /api/cse/system': 'takes GET,PUT',
    'GET /api/cse/foo': 'takes DELETE',
    'toString /api/cse': 'takes GET,POST',
  };
  for (const [line, expected] of Object.entries(table)) assert.equal(asked(line), expected, line);
});

test('words of the routes are no clusters, and nothing hides behind extra slashes', () => {
  for (const path of [
    '/api/cse/c1/',
    '/api/cse//info',
    '/api/cse/c1/info/more',
    '/api/cse/template/info',
    '/api/cse/swagger.json/config',
    '/api/cse/ovdc',
    '/api/cse/ovdc/0b-1',
    '/api/csex',
    '/api',
    '',
  ]) {
    assert.equal(asked(`GET ${path}`), 'unknown', path);
  }
});

test('what a metric is labelled with does not come from the tenant', () => {
  assert.deepEqual(routeLabels({ method: 'GET', path: '/api/cse/any-name/info' }), {
    route: 'clusterInfo',
    method: 'GET',
  });
  assert.deepEqual(routeLabels({ method: 'X-1', path: '/api/cse' }), { route: 'none', method: 'OTHER' });
});
