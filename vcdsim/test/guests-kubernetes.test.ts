import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:https';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createInterface } from 'node:readline';
import { ApiCallFailure, callApi, readText } from '../src/guests/kubeadm/api-client.ts';
import type { Method } from '../src/guests/kubeadm/api-client.ts';
import type { ApiConnection } from '../src/guests/kubeadm/kubeconfig.ts';
import { newCertificateRequest, newPrivateKey } from '../src/guests/kubernetes/certificates.ts';
import { listAt, textAt, valueAt } from '../src/guests/kubernetes/objects.ts';
import { WorkloadClusters } from '../src/guests/workload-clusters.ts';
import { addresses, kubectl, missing } from './guests-fixtures.ts';
import { joiners, kubeconfig, newAuthority, newClient } from './guests-user-data.ts';
import type { Authority } from './guests-user-data.ts';

const noKubectl = await missing('kubectl');
const [address] = addresses();
const server = `https://${address}:6443`;
let clusters: WorkloadClusters;
let ca: Authority;
let admin: ApiConnection;

async function as(name: string, group: string, authority = ca, validMs?: number): Promise<ApiConnection> {
  return { server, ca: ca.certificate, ...(await newClient(authority, name, group, validMs)) };
}

/** The code and message that a call is refused with. */
async function refused(
  connection: ApiConnection,
  method: Method,
  path: string,
  body?: object,
): Promise<string> {
  try {
    await callApi(connection, method, path, body);
  } catch (error) {
    assert.ok(error instanceof ApiCallFailure);
    return `${error.code} ${error.message}`;
  }
  return 'not refused';
}

const configMaps = '/api/v1/namespaces/default/configmaps';

function configMap(name: string, extra: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...extra } };
}

describe('the simulated Kubernetes API', { timeout: 60_000 }, () => {
  before(async () => {
    clusters = new WorkloadClusters({ networkAlwaysReady: false, log: () => {} });
    ca = await newAuthority('kubernetes');
    await clusters.startControlPlane({
      machineId: 'a',
      address,
      port: 6443,
      ca,
      kubernetesVersion: 'v1.36.1',
      hosts: ['api.example.com'],
      role: 'init',
    });
    admin = await as('root', 'system:masters');
  });
  after(() => clusters[Symbol.asyncDispose]());

  test('knows people by their certificates, and lets strangers see only its health', async () => {
    const nobody: ApiConnection = { server, ca: ca.certificate };
    assert.equal(await readText(nobody, '/readyz'), 'ok');
    assert.equal(textAt(await callApi(nobody, 'GET', '/version'), 'gitVersion'), 'v1.36.1');
    assert.equal(
      await refused(nobody, 'GET', '/api/v1/nodes'),
      '403 nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope',
    );
    const stranger = await as('root', 'system:masters', await newAuthority('stranger'));
    assert.equal(await refused(stranger, 'GET', '/readyz'), '401 Unauthorized');
    const late = await as('root', 'system:masters', ca, -60_000);
    assert.equal(await refused(late, 'GET', '/readyz'), '401 Unauthorized');
    assert.equal(
      await refused({ ...nobody, token: 'abcdef.0123456789abcdef' }, 'GET', '/readyz'),
      '401 Unauthorized',
    );
    const user = await as('jane', 'people');
    assert.equal(
      await refused(user, 'GET', `${configMaps}/a`),
      '403 configmaps "a" is forbidden: User "jane" cannot get resource "configmaps" in API group "" in the namespace "default"',
    );
    assert.equal(listAt(await callApi(user, 'GET', '/apis'), 'groups').length > 5, true);
    const calls = clusters.calls()[`${address}:6443`] ?? {};
    assert.equal(calls['jane'], 2);
    assert.equal(calls['system:anonymous'], 3);
    assert.equal(calls['bearer token'], 1);
  });

  test('its certificate is for the names that it was given', async () => {
    const named = { ...admin, serverName: 'api.example.com' };
    assert.equal(await readText(named, '/livez'), 'ok');
    assert.match(
      await refused({ ...admin, serverName: 'other' }, 'GET', '/livez'),
      /certificate is not valid/,
    );
  });

  test('the bindings in it decide who may do what', async () => {
    const group = await as('dave', 'kubeadm:cluster-admins');
    assert.match(await refused(group, 'GET', '/api/v1/nodes'), /^403/);
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    await callApi(admin, 'POST', `${rbac}/clusterrolebindings`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'admins' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'Group', name: 'kubeadm:cluster-admins' }],
    });
    assert.equal((await callApi(group, 'GET', '/api/v1/nodes')).kind, 'NodeList');
    const reader = await as('rita', 'people');
    await callApi(admin, 'POST', `${rbac}/namespaces/default/roles`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'one' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'], verbs: ['get'] }],
    });
    await callApi(admin, 'POST', `${rbac}/namespaces/default/rolebindings`, {
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
    const kubelet = await as('system:node:n1', 'system:nodes');
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
    await callApi(admin, 'DELETE', '/api/v1/nodes/n1');
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
    await callApi(admin, 'POST', secrets, secret('aaaaaa', new Date(Date.now() + 60_000).toISOString()));
    await callApi(admin, 'POST', secrets, secret('bbbbbb', new Date(Date.now() - 60_000).toISOString()));
    const token = (id: string): ApiConnection => ({
      server,
      ca: ca.certificate,
      token: `${id}.0123456789abcdef`,
    });
    assert.match(
      await refused(token('aaaaaa'), 'GET', '/api/v1/nodes'),
      /^403 .*User "system:bootstrap:aaaaaa"/,
    );
    assert.match(await refused(token('bbbbbb'), 'GET', '/api/v1/nodes'), /^401/);
  });

  test('objects are made, changed, refused on conflict, and deleted', async () => {
    const made = await callApi(admin, 'POST', configMaps, { ...configMap('m'), data: { a: '1' } });
    assert.equal(made.metadata.generation, 1);
    assert.match(
      await refused(admin, 'POST', configMaps, configMap('m')),
      /^409 configmaps "m" already exists/,
    );
    const changed = await callApi(admin, 'PUT', `${configMaps}/m`, { ...made, data: { a: '2' } });
    assert.notEqual(changed.metadata.resourceVersion, made.metadata.resourceVersion);
    assert.match(
      await refused(admin, 'PUT', `${configMaps}/m`, { ...made, data: {} }),
      /^409 .*has been modified/,
    );
    const same = await callApi(admin, 'PUT', `${configMaps}/m`, changed);
    assert.equal(same.metadata.resourceVersion, changed.metadata.resourceVersion);
    const dry = await callApi(admin, 'POST', `${configMaps}?dryRun=All`, configMap('dry'));
    assert.equal(dry.metadata.name, 'dry');
    assert.match(await refused(admin, 'GET', `${configMaps}/dry`), /^404/);
    await callApi(admin, 'DELETE', `${configMaps}/m`);
    assert.match(await refused(admin, 'GET', `${configMaps}/m`), /^404 configmaps "m" not found/);
    const generated = await callApi(admin, 'POST', configMaps, {
      ...configMap(''),
      metadata: { generateName: 'g-' },
    });
    assert.match(generated.metadata.name, /^g-\w{5}$/);
  });

  test('what is not an object of the collection is refused', async () => {
    const kinds = [
      [configMaps, {}, /^400 the object provided is unrecognized/],
      [configMaps, { ...configMap('x'), kind: 'Secret' }, /^400 the API version in the data/],
      [configMaps, { ...configMap(''), metadata: {} }, /^422 .*name or generateName is required/],
      [configMaps, configMap('x', { namespace: 'other' }), /^400 the namespace of the provided object/],
      ['/api/v1/namespaces/absent/configmaps', configMap('x'), /^404 namespaces "absent" not found/],
      [
        '/api/v1/namespaces/default/things',
        configMap('x'),
        /^404 the server could not find the requested resource/,
      ],
      ['/apis/none/v1/x', configMap('x'), /^404/],
    ] as const;
    for (const [path, body, expected] of kinds)
      assert.match(await refused(admin, 'POST', path, body), expected);
    assert.match(await refused(admin, 'PUT', `${configMaps}/x`, configMap('y')), /^404/);
  });

  test('finalizers hold an object until they are gone', async () => {
    await callApi(admin, 'POST', configMaps, configMap('held', { finalizers: ['example.com/a'] }));
    await callApi(admin, 'DELETE', `${configMaps}/held`);
    const held = await callApi(admin, 'GET', `${configMaps}/held`);
    assert.ok(held.metadata.deletionTimestamp);
    await callApi(
      admin,
      'PATCH',
      `${configMaps}/held`,
      { metadata: { finalizers: null } },
      'application/merge-patch+json',
    );
    assert.match(await refused(admin, 'GET', `${configMaps}/held`), /^404/);
  });

  test('the four kinds of patch', async () => {
    const pods = '/api/v1/namespaces/default/pods';
    await callApi(admin, 'POST', pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', labels: { a: '1', b: '2' } },
      spec: {
        containers: [
          { name: 'x', image: 'one' },
          { name: 'y', image: 'two' },
        ],
      },
    });
    const change = async (body: object, contentType: string): Promise<unknown> => {
      const pod = await callApi(admin, 'PATCH', `${pods}/p`, body, contentType);
      return { labels: pod.metadata.labels, containers: valueAt(pod, 'spec', 'containers') };
    };
    const y = { name: 'y', image: 'two' };
    assert.deepEqual(
      await change({ metadata: { labels: { b: null, c: '3' } } }, 'application/merge-patch+json'),
      { labels: { a: '1', c: '3' }, containers: [{ name: 'x', image: 'one' }, y] },
    );
    assert.deepEqual(
      await change(
        {
          spec: {
            containers: [
              { name: 'x', image: 'new' },
              { name: 'z', image: 'three' },
              { name: 'y', $patch: 'delete' },
            ],
          },
        },
        'application/strategic-merge-patch+json',
      ),
      {
        labels: { a: '1', c: '3' },
        containers: [
          { name: 'x', image: 'new' },
          { name: 'z', image: 'three' },
        ],
      },
    );
    assert.deepEqual(
      await change(
        [
          { op: 'test', path: '/metadata/labels/a', value: '1' },
          { op: 'add', path: '/metadata/labels/k8s.io~1d', value: '4' },
          { op: 'move', from: '/metadata/labels/c', path: '/metadata/labels/e' },
          { op: 'remove', path: '/spec/containers/1' },
          { op: 'replace', path: '/spec/containers/0/image', value: 'newer' },
        ],
        'application/json-patch+json',
      ),
      { labels: { a: '1', 'k8s.io/d': '4', e: '3' }, containers: [{ name: 'x', image: 'newer' }] },
    );
    const failing = [{ op: 'test', path: '/metadata/labels/a', value: '9' }];
    await assert.rejects(change(failing, 'application/json-patch+json'), /testing path .* failed/);
    await assert.rejects(change({}, 'text/plain'), /unknown format/);
    await assert.rejects(
      callApi(admin, 'POST', pods, {}, 'application/vnd.kubernetes.protobuf'),
      /accepted media types/,
    );
    const applied = await callApi(
      admin,
      'PATCH',
      `${configMaps}/applied`,
      { ...configMap('applied'), data: { a: 'b' } },
      'application/apply-patch+yaml',
    );
    assert.equal(applied.metadata.generation, 1);
  });

  test('selectors choose among objects', async () => {
    for (const [name, labels] of [
      ['s1', { app: 'a', tier: 'x' }],
      ['s2', { app: 'b' }],
      ['s3', { other: 'z' }],
    ] as const) {
      await callApi(admin, 'POST', configMaps, configMap(name, { labels }));
    }
    const chosen = async (query: string): Promise<string> => {
      const list = await callApi(admin, 'GET', `${configMaps}?${query}`);
      const names = listAt(list, 'items').map((item) => textAt(item, 'metadata', 'name'));
      return names.filter((name) => /^s\d$/.test(name)).join(' ');
    };
    assert.equal(await chosen('labelSelector=app%3Da'), 's1');
    assert.equal(await chosen('labelSelector=app'), 's1 s2');
    assert.equal(await chosen('labelSelector=!app'), 's3');
    assert.equal(await chosen('labelSelector=app!%3Da'), 's2 s3');
    assert.equal(await chosen(`labelSelector=${encodeURIComponent('app in (a,b),tier notin (x)')}`), 's2');
    assert.equal(await chosen('fieldSelector=metadata.name%3Ds2'), 's2');
    assert.match(await refused(admin, 'GET', `${configMaps}?labelSelector=%3D`), /^400 unable to parse/);
  });

  test('a watch tells what is there, what changes, and what leaves the selection', async () => {
    await using stream = await watch(`${configMaps}?watch=1&labelSelector=watched`);
    const { metadata } = await callApi(
      admin,
      'POST',
      configMaps,
      configMap('w', { labels: { watched: '' } }),
    );
    assert.deepEqual(await stream.next(), 'ADDED w');
    await callApi(admin, 'PATCH', `${configMaps}/w`, { data: { a: '1' } });
    assert.deepEqual(await stream.next(), 'MODIFIED w');
    await callApi(admin, 'PATCH', `${configMaps}/w`, { metadata: { labels: { watched: null } } });
    assert.deepEqual(await stream.next(), 'DELETED w');
    await callApi(admin, 'DELETE', `${configMaps}/w`);
    await using later = await watch(`${configMaps}?watch=1&resourceVersion=${metadata.resourceVersion}`);
    assert.deepEqual(await later.next(), 'MODIFIED w');
    const list = 'sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
    await using initial = await watch(`/api/v1/namespaces?watch=1&${list}`);
    const first = [await initial.next(), await initial.next(), await initial.next(), await initial.next()];
    assert.ok(first.includes('ADDED default'));
    assert.match(await initial.next(), /^BOOKMARK/);
  });

  test('a custom resource is served once it is defined', async () => {
    const path = '/apis/example.com/v1/namespaces/default/foos';
    const foo = { apiVersion: 'example.com/v1', kind: 'Foo', metadata: { name: 'f' } };
    assert.match(await refused(admin, 'POST', path, foo), /^404/);
    const definition = await callApi(
      admin,
      'POST',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'foos.example.com' },
        spec: {
          group: 'example.com',
          scope: 'Namespaced',
          names: { plural: 'foos', kind: 'Foo' },
          versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} } }],
        },
      },
    );
    assert.equal(textAt(definition, 'status', 'conditions', 1, 'type'), 'Established');
    await callApi(admin, 'POST', path, foo);
    const status = { ...foo, status: { done: true }, spec: { ignored: true } };
    const updated = await callApi(admin, 'PATCH', `${path}/f/status`, status, 'application/merge-patch+json');
    assert.equal(valueAt(updated, 'status', 'done'), true);
    assert.equal(updated['spec'], undefined);
  });

  test('deleting a namespace takes its contents along', async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gone' } };
    await callApi(admin, 'POST', '/api/v1/namespaces', namespace);
    await callApi(admin, 'POST', '/api/v1/namespaces/gone/configmaps', configMap('inside'));
    await callApi(admin, 'DELETE', '/api/v1/namespaces/gone');
    assert.match(await refused(admin, 'GET', '/api/v1/namespaces/gone/configmaps/inside'), /^404/);
  });

  test('a signing request is approved for the node that it names, and not for others', async () => {
    const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
    const bind = (name: string, role: string): object => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'Group', name: joiners }],
    });
    for (const role of [
      'system:node-bootstrapper',
      'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
    ]) {
      await callApi(
        admin,
        'POST',
        '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
        bind(role, role),
      );
    }
    const joiner = await as('joiner', joiners);
    const request = async (commonName: string, organization: string): Promise<string> => {
      const pem = await newCertificateRequest({
        commonName,
        organizations: [organization],
        privateKey: await newPrivateKey(),
      });
      const created = await callApi(joiner, 'POST', requests, {
        apiVersion: 'certificates.k8s.io/v1',
        kind: 'CertificateSigningRequest',
        metadata: { generateName: 'csr-' },
        spec: {
          request: Buffer.from(pem).toString('base64'),
          signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
          usages: ['client auth'],
          username: 'somebody-else',
        },
      });
      assert.equal(textAt(created, 'spec', 'username'), 'joiner');
      return created.metadata.name;
    };
    const wrong = await request('root', 'system:masters');
    const good = await request('system:node:n9', 'system:nodes');
    await using stream = await watch(`${requests}?watch=1&fieldSelector=metadata.name%3D${good}`);
    let certificate = '';
    while (certificate === '') {
      await stream.next();
      certificate = textAt(await callApi(joiner, 'GET', `${requests}/${good}`), 'status', 'certificate');
    }
    assert.match(Buffer.from(certificate, 'base64').toString(), /BEGIN CERTIFICATE/);
    const pending = await callApi(joiner, 'GET', `${requests}/${wrong}`);
    assert.deepEqual(pending['status'], {});
    const approval = { ...pending, status: { conditions: [{ type: 'Approved', status: 'True' }] } };
    assert.match(await refused(joiner, 'PUT', `${requests}/${wrong}/approval`, approval), /^403/);
    await callApi(admin, 'PUT', `${requests}/${wrong}/approval`, approval);
    certificate = '';
    while (certificate === '') {
      certificate = textAt(await callApi(admin, 'GET', `${requests}/${wrong}`), 'status', 'certificate');
    }
  });

  test('kubectl applies, lists, drains and deletes', { skip: noKubectl }, async () => {
    const config = kubeconfig(server, ca.certificate, await newClient(ca, 'root', 'system:masters'));
    const file = join(await mkdtemp(join(tmpdir(), 'vcdsim-test-')), 'all.yaml');
    await writeFile(file, manifests);
    await kubectl(config, 'apply', '-f', file);
    assert.match(await kubectl(config, 'apply', '-f', file), /configmap\/settings unchanged/);
    await kubectl(config, 'wait', '--for=condition=Established', 'crd/bars.example.com', '--timeout=10s');
    const names = await kubectl(config, 'get', 'ns,cm,sa', '-n', 'shop', '-o', 'name');
    assert.match(names, /namespace\/shop\n[^]*configmap\/settings\n[^]*serviceaccount\/clerk/);
    assert.match(await kubectl(config, 'get', 'bars', '-A'), /No resources|^$/);
    await callApi(admin, 'POST', '/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n8' },
    });
    assert.match(await kubectl(config, 'drain', 'n8', '--ignore-daemonsets', '--timeout=10s'), /drained/);
    assert.match(await kubectl(config, 'get', 'nodes'), /n8 +NotReady,SchedulingDisabled/);
    await kubectl(config, 'uncordon', 'n8');
    await kubectl(config, 'delete', 'node', 'n8', '--timeout=10s');
    assert.match(await kubectl(config, 'version'), /v1\.36\.1/);
    assert.match(await kubectl(config, 'cluster-info'), /is running at/);
    await kubectl(config, 'delete', '-f', file, '--timeout=10s', '--ignore-not-found');
    await rm(dirname(file), { recursive: true });
  });

  test('a node becomes ready with its kubelet and a network, and pods follow', async () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n7' }, spec: {}, status: {} };
    await callApi(admin, 'POST', '/api/v1/nodes', node);
    await using stream = await watch('/api/v1/nodes?watch=1&fieldSelector=metadata.name%3Dn7');
    const ready = async (): Promise<string> => {
      const conditions = listAt(await callApi(admin, 'GET', '/api/v1/nodes/n7'), 'status', 'conditions');
      return textAt(
        conditions.find((condition) => textAt(condition, 'type') === 'Ready'),
        'reason',
      );
    };
    const becomes = async (reason: string): Promise<void> => {
      while ((await ready()) !== reason) await stream.next();
    };
    await becomes('NodeStatusUnknown');
    clusters.startKubelet('machine-7', ca.certificate, 'n7');
    await becomes('KubeletNotReady');
    const template = {
      metadata: { labels: { app: 'd' } },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    };
    await callApi(admin, 'POST', '/apis/apps/v1/namespaces/kube-system/daemonsets', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'net' },
      spec: { selector: { matchLabels: { app: 'd' } }, template },
    });
    await becomes('KubeletReady');
    await callApi(admin, 'POST', '/apis/apps/v1/namespaces/default/deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'd' } }, template },
    });
    await using pods = await watch('/api/v1/pods?watch=1&labelSelector=app%3Dd');
    const running = async (): Promise<number> =>
      listAt(
        await callApi(admin, 'GET', '/api/v1/pods?fieldSelector=status.phase%3DRunning,spec.nodeName%3Dn7'),
        'items',
      ).length;
    while ((await running()) < 3) await pods.next();
    await clusters.stop('machine-7');
    await becomes('NodeStatusUnknown');
    await callApi(admin, 'DELETE', '/api/v1/nodes/n7');
    while ((await running()) > 0) await pods.next();
  });
});

const manifests = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {open: "yes"}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: clerk, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: clerk}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: bars.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: bars, singular: bar, kind: Bar}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;

/** The events of a watch, each as `TYPE name`. */
async function watch(path: string): Promise<{ next(): Promise<string> } & AsyncDisposable> {
  const request = get(new URL(path, server), {
    agent: false,
    ca: ca.certificate,
    cert: admin.certificate,
    key: admin.privateKey,
  });
  const [response] = await once(request, 'response');
  const lines = createInterface({ input: response })[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { value } = await lines.next();
      const event: unknown = JSON.parse(String(value));
      return `${textAt(event, 'type')} ${textAt(event, 'object', 'metadata', 'name')}`;
    },
    [Symbol.asyncDispose]: async () => {
      request.destroy();
    },
  };
}
