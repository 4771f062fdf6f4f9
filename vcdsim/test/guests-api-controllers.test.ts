import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { callApi } from '../src/guests/kubeadm/api-client.ts';
import { newCertificateRequest, newPrivateKey } from '../src/guests/kubernetes/certificates.ts';
import { listAt, textAt } from '../src/guests/kubernetes/objects.ts';
import { openTestApi, refused } from './guests-api.ts';
import type { TestApi } from './guests-api.ts';
import { kubectl, missing } from './guests-fixtures.ts';
import { joiners, kubeconfig, newClient } from './guests-user-data.ts';

const noKubectl = await missing('kubectl');
let api: TestApi;

describe('controllers behind the simulated Kubernetes API', { timeout: 300_000 }, () => {
  before(async () => {
    api = await openTestApi();
  });
  after(() => api[Symbol.asyncDispose]());

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
        api.admin,
        'POST',
        '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
        bind(role, role),
      );
    }
    const joiner = await api.as('joiner', joiners);
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
    await using stream = await api.watch(`${requests}?watch=1&fieldSelector=metadata.name%3D${good}`);
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
    await callApi(api.admin, 'PUT', `${requests}/${wrong}/approval`, approval);
    certificate = '';
    while (certificate === '') {
      certificate = textAt(await callApi(api.admin, 'GET', `${requests}/${wrong}`), 'status', 'certificate');
    }
  });

  test('kubectl applies, lists, drains and deletes', { skip: noKubectl }, async () => {
    const config = kubeconfig(
      api.server,
      api.ca.certificate,
      await newClient(api.ca, 'root', 'system:masters'),
    );
    const file = join(await mkdtemp(join(tmpdir(), 'vcdsim-test-')), 'all.yaml');
    await writeFile(file, manifests);
    await kubectl(config, 'apply', '-f', file);
    assert.match(await kubectl(config, 'apply', '-f', file), /configmap\/settings unchanged/);
    await kubectl(config, 'wait', '--for=condition=Established', 'crd/bars.example.com', '--timeout=10s');
    const names = await kubectl(config, 'get', 'ns,cm,sa', '-n', 'shop', '-o', 'name');
    assert.match(names, /namespace\/shop\n[^]*configmap\/settings\n[^]*serviceaccount\/clerk/);
    assert.match(await kubectl(config, 'get', 'bars', '-A'), /No resources|^$/);
    await callApi(api.admin, 'POST', '/api/v1/nodes', {
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
    await callApi(api.admin, 'POST', '/api/v1/nodes', node);
    await using stream = await api.watch('/api/v1/nodes?watch=1&fieldSelector=metadata.name%3Dn7');
    const ready = async (): Promise<string> => {
      const conditions = listAt(await callApi(api.admin, 'GET', '/api/v1/nodes/n7'), 'status', 'conditions');
      return textAt(
        conditions.find((condition) => textAt(condition, 'type') === 'Ready'),
        'reason',
      );
    };
    const becomes = async (reason: string): Promise<void> => {
      while ((await ready()) !== reason) await stream.next();
    };
    await becomes('NodeStatusUnknown');
    api.clusters.startKubelet('machine-7', api.ca.certificate, 'n7');
    await becomes('KubeletNotReady');
    const template = {
      metadata: { labels: { app: 'd' } },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    };
    await callApi(api.admin, 'POST', '/apis/apps/v1/namespaces/kube-system/daemonsets', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'net' },
      spec: { selector: { matchLabels: { app: 'd' } }, template },
    });
    await becomes('KubeletReady');
    await callApi(api.admin, 'POST', '/apis/apps/v1/namespaces/default/deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'd' } }, template },
    });
    await using pods = await api.watch('/api/v1/pods?watch=1&labelSelector=app%3Dd');
    const running = async (): Promise<number> =>
      listAt(
        await callApi(
          api.admin,
          'GET',
          '/api/v1/pods?fieldSelector=status.phase%3DRunning,spec.nodeName%3Dn7',
        ),
        'items',
      ).length;
    while ((await running()) < 3) await pods.next();
    await api.clusters.stop('machine-7');
    await becomes('NodeStatusUnknown');
    await callApi(api.admin, 'DELETE', '/api/v1/nodes/n7');
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
