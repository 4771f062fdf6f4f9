import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { callApi, readText } from '../src/guests/kubeadm/api-client.ts';
import type { ApiConnection } from '../src/guests/kubeadm/kubeconfig.ts';
import { listAt, textAt, valueAt } from '../src/guests/kubernetes/objects.ts';
import { openTestApi, configMaps, refused } from './guests-api.ts';
import type { TestApi } from './guests-api.ts';
import { joiners, newAuthority } from './guests-user-data.ts';

let api: TestApi;

describe('who may do what in the simulated Kubernetes API', { timeout: 300_000 }, () => {
  before(async () => {
    api = await openTestApi();
  });
  after(() => api[Symbol.asyncDispose]());

  test('knows people by their certificates, and lets strangers see only its health', async () => {
    const nobody: ApiConnection = { server: api.server, ca: api.ca.certificate };
    assert.equal(await readText(nobody, '/readyz'), 'ok');
    assert.equal(textAt(await callApi(nobody, 'GET', '/version'), 'gitVersion'), 'v1.36.1');
    assert.equal(
      await refused(nobody, 'GET', '/api/v1/nodes'),
      '403 nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope',
    );
    const stranger = await api.as('root', 'system:masters', await newAuthority('stranger'));
    assert.equal(await refused(stranger, 'GET', '/readyz'), '401 Unauthorized');
    const late = await api.as('root', 'system:masters', api.ca, -60_000);
    assert.equal(await refused(late, 'GET', '/readyz'), '401 Unauthorized');
    assert.equal(
      await refused({ ...nobody, token: 'abcdef.0123456789abcdef' }, 'GET', '/readyz'),
      '401 Unauthorized',
    );
    const user = await api.as('jane', 'people');
    assert.equal(
      await refused(user, 'GET', `${configMaps}/a`),
      '403 configmaps "a" is forbidden: User "jane" cannot get resource "configmaps" in API group "" in the namespace "default"',
    );
    assert.equal(listAt(await callApi(user, 'GET', '/apis'), 'groups').length > 5, true);
    const calls = api.clusters.calls()[api.endpoint] ?? {};
    assert.equal(calls['jane'], 2);
    assert.equal(calls['system:anonymous'], 3);
    assert.equal(calls['bearer token'], 1);
  });

  test('its certificate is for the names that it was given', async () => {
    const named = { ...api.admin, serverName: 'api.example.com' };
    assert.equal(await readText(named, '/livez'), 'ok');
    assert.match(
      await refused({ ...api.admin, serverName: 'other' }, 'GET', '/livez'),
      /certificate is not valid/,
    );
  });

  test('the bindings in it decide who may do what', async () => {
    const group = await api.as('dave', 'kubeadm:cluster-admins');
    assert.match(await refused(group, 'GET', '/api/v1/nodes'), /^403/);
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    await callApi(api.admin, 'POST', `${rbac}/clusterrolebindings`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'admins' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'Group', name: 'kubeadm:cluster-admins' }],
    });
    assert.equal((await callApi(group, 'GET', '/api/v1/nodes')).kind, 'NodeList');
    const reader = await api.as('rita', 'people');
    await callApi(api.admin, 'POST', `${rbac}/namespaces/default/roles`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'one' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'], verbs: ['get'] }],
    });
    await callApi(api.admin, 'POST', `${rbac}/namespaces/default/rolebindings`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'one' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'one' },
      subjects: [{ kind: 'User', name: 'rita' }],
    });
    assert.match(await refused(reader, 'GET', `${configMaps}/one`), /^404/);
    assert.match(await refused(reader, 'GET', `${configMaps}/two`), /^403/);
    const review = await callApi(reader, 'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: {},
      spec: {
        resourceAttributes: { verb: 'get', resource: 'configmaps', name: 'one', namespace: 'default' },
      },
    });
    assert.equal(valueAt(review, 'status', 'allowed'), true);
  });

  test('a kubelet speaks for its own node only', async () => {
    const kubelet = await api.as('system:node:n1', 'system:nodes');
    const node = (name: string): object => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      spec: {},
      status: {},
    });
    await callApi(kubelet, 'POST', '/api/v1/nodes', node('n1'));
    assert.match(
      await refused(kubelet, 'POST', '/api/v1/nodes', node('n2')),
      /^403 .*node "n1" is not allowed to modify node "n2"/,
    );
    assert.match(await refused(kubelet, 'DELETE', '/api/v1/nodes/n1'), /^403/);
    assert.match(await refused(kubelet, 'GET', '/api/v1/secrets'), /^403/);
    await callApi(api.admin, 'DELETE', '/api/v1/nodes/n1');
  });

  test('a bootstrap token is a user until it expires', async () => {
    const secret = (id: string, expiration: string): object => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `bootstrap-token-${id}` },
      type: 'bootstrap.kubernetes.io/token',
      stringData: {
        'token-id': id,
        'token-secret': '0123456789abcdef',
        expiration,
        'usage-bootstrap-authentication': 'true',
        'auth-extra-groups': joiners,
      },
    });
    const secrets = '/api/v1/namespaces/kube-system/secrets';
    await callApi(api.admin, 'POST', secrets, secret('aaaaaa', new Date(Date.now() + 60_000).toISOString()));
    await callApi(api.admin, 'POST', secrets, secret('bbbbbb', new Date(Date.now() - 60_000).toISOString()));
    const token = (id: string): ApiConnection => ({
      server: api.server,
      ca: api.ca.certificate,
      token: `${id}.0123456789abcdef`,
    });
    assert.match(
      await refused(token('aaaaaa'), 'GET', '/api/v1/nodes'),
      /^403 .*User "system:bootstrap:aaaaaa"/,
    );
    assert.match(await refused(token('bbbbbb'), 'GET', '/api/v1/nodes'), /^401/);
  });
});
