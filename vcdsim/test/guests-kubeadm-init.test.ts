import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callApi } from '../src/guests/kubeadm/api-client.ts';
import { textAt } from '../src/guests/kubernetes/objects.ts';
import { addresses } from './guests-fixtures.ts';
import { connection, init, join, Machine, newClusters } from './guests-kubeadm-machine.ts';
import { newAuthority } from './guests-user-data.ts';

describe('kubeadm init', { timeout: 300_000 }, () => {
  test('init makes what PKI is missing, and the administrator gets rights by a binding', async () => {
    await using clusters = await newClusters();
    const [address] = addresses();
    const machine = new Machine(clusters, 'one', address);
    machine.configure(...init(machine));
    assert.deepEqual(await machine.kubeadm('init', '--config', '/k.yaml'), { code: 0, said: '' });
    for (const name of ['ca', 'front-proxy-ca', 'etcd/ca']) {
      assert.match(machine.files.get(`/etc/kubernetes/pki/${name}.crt`) ?? '', /BEGIN CERTIFICATE/);
      assert.equal(machine.modes.get(`/etc/kubernetes/pki/${name}.key`), 0o600);
    }
    assert.equal(machine.modes.get('/etc/kubernetes/admin.conf'), 0o600);
    const admin = connection(machine, '/etc/kubernetes/admin.conf');
    const node = await callApi(admin, 'GET', '/api/v1/nodes/one');
    assert.equal(node.metadata.labels?.['node-role.kubernetes.io/control-plane'], '');
    assert.equal(textAt(node, 'spec', 'taints', 0, 'key'), 'node-role.kubernetes.io/control-plane');
    const binding = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/kubeadm:cluster-admins';
    assert.equal(textAt(await callApi(admin, 'GET', binding), 'roleRef', 'name'), 'cluster-admin');
    await callApi(admin, 'DELETE', binding);
    await assert.rejects(callApi(admin, 'GET', '/api/v1/nodes'), /forbidden/);
  });

  test('init refuses keys that do not fit', async () => {
    await using clusters = await newClusters();
    const [address] = addresses();
    const [one, two] = await Promise.all([newAuthority('kubernetes'), newAuthority('kubernetes')]);
    const pki = '/etc/kubernetes/pki';
    const cases = [
      [{ [`${pki}/ca.crt`]: one.certificate }, /couldn't load \/etc\/kubernetes\/pki\/ca.key/],
      [{ [`${pki}/ca.crt`]: one.certificate, [`${pki}/ca.key`]: two.privateKey }, /does not match/],
      [{ [`${pki}/etcd/ca.crt`]: 'x', [`${pki}/etcd/ca.key`]: 'y' }, /failure loading .*etcd\/ca/],
      [{ [`${pki}/sa.key`]: one.privateKey, [`${pki}/sa.pub`]: 'x' }, /sa.pub is not the public key/],
    ] as const;
    for (const [files, words] of cases) {
      const machine = new Machine(clusters, 'one', address);
      machine.configure(...init(machine));
      for (const [path, text] of Object.entries(files)) machine.files.set(path, text);
      const { code, said } = await machine.kubeadm('init', '--config', '/k.yaml');
      assert.equal(code, 1);
      assert.match(said, words);
    }
  });

  test('a second init is stopped by its checks, and goes on when they are ignored', async () => {
    await using clusters = await newClusters();
    const [address] = addresses();
    const machine = new Machine(clusters, 'one', address);
    machine.configure(...init(machine));
    await machine.kubeadm('init', '--config', '/k.yaml');
    const { code, said } = await machine.kubeadm('init', '--config', '/k.yaml');
    assert.equal(code, 2);
    assert.match(said, /\[ERROR FileAvailable--etc-kubernetes-manifests-etcd.yaml\]: .* already exists/);
    const all = ['init', '--config', '/k.yaml', '--ignore-preflight-errors=all'];
    assert.deepEqual(await machine.kubeadm(...all), { code: 0, said: '' });
    const other = new Machine(clusters, 'two', address);
    other.configure(...init(other));
    const taken = await other.kubeadm('init', '--config', '/k.yaml');
    assert.equal(taken.code, 2);
    assert.match(taken.said, /\[ERROR Port-6443\]: Port 6443 is in use/);
  });

  test('configuration is read strictly', async () => {
    await using clusters = await newClusters();
    const machine = new Machine(clusters, 'one', '127.0.0.1');
    const cases = [
      [init(machine, { nodeRegistration: { nam: 'x' } }), 3, /unknown field "nodeRegistration.nam"/],
      [init(machine, { apiVersion: 'kubeadm.k8s.io/v1beta3' }), 3, /uses an old API spec/],
      [init(machine, { kind: 'MasterConfiguration' }), 3, /no kind "MasterConfiguration"/],
      [init(machine, { apiVersion: undefined }), 3, /kind and apiVersion is mandatory/],
      [init(machine, { timeouts: { discovery: '5 minutes' } }), 3, /timeouts.discovery: is not a duration/],
      [init(machine, {}, { kubernetesVersion: undefined }), 3, /kubernetesVersion must be set/],
      [
        init(machine, { bootstrapTokens: [{ token: 'short' }] }),
        3,
        /bootstrapTokens.0.token: is not of the form/,
      ],
      [
        init(machine, { localAPIEndpoint: { advertiseAddress: '127.0.0.2' } }),
        1,
        /not an address of this machine/,
      ],
      [[join({}), ...init(machine)], 3, /JoinConfiguration is not for/],
      [[{ apiVersion: 'v1', kind: 'Pod' }], 3, /is refused here/],
    ] as const;
    for (const [documents, code, words] of cases) {
      machine.configure(...documents);
      const outcome = await machine.kubeadm('init', '--config', '/k.yaml');
      assert.match(outcome.said, words);
      assert.equal(outcome.code, code, outcome.said);
    }
    machine.files.set('/k.yaml', 'a: [');
    assert.match((await machine.kubeadm('init', '--config', '/k.yaml')).said, /error converting YAML/);
    assert.match(
      (await machine.kubeadm('init', '--config', '/none')).said,
      /unable to read config from "\/none"/,
    );
    assert.match((await machine.kubeadm('init')).said, /kubernetesVersion must be set/);
    assert.match((await machine.kubeadm('init', '--colour')).said, /'--colour'/);
    assert.match((await machine.kubeadm('upgrade')).said, /unknown command "upgrade"/);
    assert.match((await machine.kubeadm('config', 'migrate')).said, /unknown command "migrate"/);
    machine.configure(...init(machine));
    assert.equal((await machine.kubeadm('config', 'validate', '--config', '/k.yaml')).code, 0);
    assert.equal((await machine.kubeadm('config', 'images', 'pull')).code, 0);
    assert.equal((await machine.kubeadm('version', '-o', 'short')).code, 0);
  });

  test('reset takes the control plane down and the files away', async () => {
    await using clusters = await newClusters();
    const [address] = addresses();
    const machine = new Machine(clusters, 'one', address);
    machine.configure(...init(machine));
    await machine.kubeadm('init', '--config', '/k.yaml');
    const admin = connection(machine, '/etc/kubernetes/admin.conf');
    assert.equal((await machine.kubeadm('reset', '-f')).code, 0);
    await assert.rejects(callApi(admin, 'GET', '/api/v1/nodes'), /connection refused/);
    assert.equal(await clusters.resume('one'), false);
    const left = [...machine.files.keys()].filter((path) => path.startsWith('/etc/kubernetes/'));
    assert.deepEqual(left, []);
    assert.equal((await machine.kubeadm('init', '--config', '/k.yaml')).code, 0);
  });
});
