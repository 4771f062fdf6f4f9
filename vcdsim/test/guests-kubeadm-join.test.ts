import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { callApi } from '../src/guests/kubeadm/api-client.ts';
import { caCertHash } from '../src/guests/kubernetes/certificates.ts';
import { listAt, textAt } from '../src/guests/kubernetes/objects.ts';
import { addresses } from './guests-fixtures.ts';
import { byToken, connection, init, join, Machine, newClusters, token } from './guests-kubeadm-machine.ts';

describe('kubeadm join', { timeout: 300_000 }, () => {
  test('a token joins when the hash pins the right authority', async () => {
    await using clusters = await newClusters();
    const [first, second] = addresses();
    const one = new Machine(clusters, 'one', first);
    one.configure(...init(one));
    await one.kubeadm('init', '--config', '/k.yaml');
    const hash = caCertHash(one.files.get('/etc/kubernetes/pki/ca.crt') ?? '');
    const two = new Machine(clusters, 'two', second);
    const wrong = `sha256:${'0'.repeat(64)}`;
    const cases = [
      [byToken(first, wrong), /cluster CA found in cluster-info ConfigMap is invalid/],
      [
        byToken(first, hash, 'abcdef.aaaaaaaaaaaaaaaa'),
        /could not find a JWS signature .* token ID "abcdef"/,
      ],
      [byToken(second, hash), /dial tcp .*: connect: connection refused/],
      [
        { bootstrapToken: { token, apiServerEndpoint: `${first}:6443` } },
        /without caCertHashes can be unsafe/,
      ],
      [{}, /bootstrapToken or file must be set/],
      [{ file: { kubeConfigPath: '/absent' } }, /open \/absent: no such file/],
    ] as const;
    for (const [discovery, words] of cases) {
      two.configure(join(discovery));
      const { code, said } = await two.kubeadm('join', '--config', '/k.yaml');
      assert.notEqual(code, 0);
      assert.match(said, words);
    }
    const registration = {
      name: 'worker',
      taints: [{ key: 'only', effect: 'NoSchedule' }],
      kubeletExtraArgs: [
        { name: 'node-labels', value: 'a=1,b=2' },
        { name: 'provider-id', value: 'vmware-cloud-director://urn:vcloud:vm:1' },
        { name: 'cloud-provider', value: 'external' },
      ],
    };
    two.configure(join(byToken(first, hash), { nodeRegistration: registration }));
    assert.deepEqual(await two.kubeadm('join', '--config', '/k.yaml'), { code: 0, said: '' });
    const node = await callApi(connection(one, '/etc/kubernetes/admin.conf'), 'GET', '/api/v1/nodes/worker');
    assert.equal(node.metadata.labels?.['b'], '2');
    assert.equal(textAt(node, 'spec', 'providerID'), 'vmware-cloud-director://urn:vcloud:vm:1');
    assert.equal(textAt(node, 'status', 'addresses', 0, 'address'), second);
    const taints = listAt(node, 'spec', 'taints').map((taint) => textAt(taint, 'key'));
    assert.ok(taints.includes('only') && taints.includes('node.cloudprovider.kubernetes.io/uninitialized'));
    const again = await two.kubeadm('join', '--config', '/k.yaml');
    assert.equal(again.code, 2);
    assert.match(again.said, /kubelet.conf already exists/);
  });

  test('a discovery file without credentials wants a token, and one without authority is refused', async () => {
    await using clusters = await newClusters();
    const [first, second] = addresses();
    const one = new Machine(clusters, 'one', first);
    one.configure(...init(one));
    await one.kubeadm('init', '--config', '/k.yaml');
    const ca = one.files.get('/etc/kubernetes/pki/ca.crt') ?? '';
    const two = new Machine(clusters, 'two', second);
    const file = { file: { kubeConfigPath: '/d.conf' } };
    const discovery = (authority: object): string =>
      stringify({ clusters: [{ name: 'c', cluster: { server: `https://${first}:6443`, ...authority } }] });
    two.configure(join(file));
    two.files.set('/d.conf', discovery({}));
    assert.match((await two.kubeadm('join', '--config', '/k.yaml')).said, /no certificate-authority-data/);
    two.files.set('/d.conf', 'clusters: none');
    assert.match((await two.kubeadm('join', '--config', '/k.yaml')).said, /couldn't load kubeconfig/);
    two.files.set('/d.conf', stringify({ clusters: [] }));
    assert.match((await two.kubeadm('join', '--config', '/k.yaml')).said, /does not have a current context/);
    two.files.set('/d.conf', discovery({ 'certificate-authority-data': Buffer.from(ca).toString('base64') }));
    assert.match(
      (await two.kubeadm('join', '--config', '/k.yaml')).said,
      /couldn't find authentication credentials/,
    );
    two.configure(join({ ...file, tlsBootstrapToken: token }));
    assert.deepEqual(await two.kubeadm('join', '--config', '/k.yaml'), { code: 0, said: '' });
  });

  test('a second control plane joins with the PKI, and the cluster survives the first', async () => {
    await using clusters = await newClusters();
    const [first, second] = addresses();
    const one = new Machine(clusters, 'one', first);
    one.configure(...init(one));
    await one.kubeadm('init', '--config', '/k.yaml');
    const hash = caCertHash(one.files.get('/etc/kubernetes/pki/ca.crt') ?? '');
    const two = new Machine(clusters, 'two', second);
    const controlPlane = { localAPIEndpoint: { advertiseAddress: second } };
    two.configure(join(byToken(first, hash), { controlPlane: { ...controlPlane, certificateKey: 'x' } }));
    assert.match((await two.kubeadm('join', '--config', '/k.yaml')).said, /certificateKey is not simulated/);
    two.configure(join(byToken(first, hash), { controlPlane }));
    assert.match((await two.kubeadm('join', '--config', '/k.yaml')).said, /certificates are missing/);
    for (const [path, text] of one.files) {
      if (path.startsWith('/etc/kubernetes/pki/')) two.files.set(path, text);
    }
    assert.deepEqual(await two.kubeadm('join', '--config', '/k.yaml'), { code: 0, said: '' });
    await clusters.stop('one');
    const admin = { ...connection(two, '/etc/kubernetes/admin.conf'), server: `https://${second}:6443` };
    const nodes = listAt(await callApi(admin, 'GET', '/api/v1/nodes'), 'items');
    assert.deepEqual(
      nodes.map((node) => textAt(node, 'metadata', 'name')),
      ['one', 'two'],
    );
  });
});
