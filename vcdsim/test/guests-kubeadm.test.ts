import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { callApi } from '../src/guests/kubeadm/api-client.ts';
import { runKubeadm } from '../src/guests/kubeadm/command-line.ts';
import type { KubeadmHost } from '../src/guests/kubeadm/kubeadm-host.ts';
import { readKubeconfig } from '../src/guests/kubeadm/kubeconfig.ts';
import { caCertHash } from '../src/guests/kubernetes/certificates.ts';
import { listAt, textAt } from '../src/guests/kubernetes/objects.ts';
import { WorkloadClusters } from '../src/guests/workload-clusters.ts';
import { addresses } from './guests-fixtures.ts';
import { newAuthority } from './guests-user-data.ts';

const apiVersion = 'kubeadm.k8s.io/v1beta4';
const token = 'abcdef.0123456789abcdef';

/** A machine whose disk is a map, with a kubeadm on it. */
class Machine {
  readonly files = new Map<string, string>();
  readonly modes = new Map<string, number>();
  readonly name: string;
  readonly address: string;
  readonly #clusters: WorkloadClusters;
  #now = Date.now();

  constructor(clusters: WorkloadClusters, name: string, address: string) {
    this.#clusters = clusters;
    this.name = name;
    this.address = address;
  }

  /** Exit code and standard error of one command; time flies while it waits. */
  async kubeadm(...argv: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
    const said: string[] = [];
    const code = await runKubeadm(argv, this.#host(), (line) => said.push(line));
    return { code, said: said.join('\n') };
  }

  configure(...documents: readonly object[]): void {
    this.files.set('/k.yaml', documents.map((document) => stringify(document)).join('---\n'));
  }

  #host(): KubeadmHost {
    const clusters = this.#clusters;
    const { name, address, files } = this;
    return {
      hostname: name,
      address,
      cpus: 2,
      memoryMb: 2048,
      ignoredChecks: [],
      files: {
        read: (path) => files.get(path),
        write: (path, text, mode) => {
          files.set(path, text);
          this.modes.set(path, mode);
        },
        remove: (path) => void files.delete(path),
      },
      now: () => new Date(this.#now),
      sleep: async (ms) => {
        this.#now += ms;
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      },
      print: () => {},
      startControlPlane: (request) => clusters.startControlPlane({ ...request, machineId: name, address }),
      startKubelet: async (ca, node) => clusters.startKubelet(name, ca, node),
      reset: () => clusters.reset(name),
    };
  }
}

function init(machine: Machine, more: object = {}, cluster: object = {}): readonly object[] {
  return [
    {
      apiVersion,
      kind: 'InitConfiguration',
      bootstrapTokens: [{ token, ttl: '1h0m0s' }],
      localAPIEndpoint: { advertiseAddress: machine.address },
      ...more,
    },
    {
      apiVersion,
      kind: 'ClusterConfiguration',
      kubernetesVersion: 'v1.36.1',
      controlPlaneEndpoint: machine.address,
      ...cluster,
    },
    { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', cgroupDriver: 'systemd' },
  ];
}

function join(discovery: object, more: object = {}): object {
  return { apiVersion, kind: 'JoinConfiguration', discovery, timeouts: { discovery: '3s' }, ...more };
}

function byToken(endpoint: string, hash: string, secret = token): object {
  return { bootstrapToken: { token: secret, apiServerEndpoint: `${endpoint}:6443`, caCertHashes: [hash] } };
}

async function newClusters(): Promise<WorkloadClusters> {
  return new WorkloadClusters({ networkAlwaysReady: true, log: () => {} });
}

describe('kubeadm', { timeout: 60_000 }, () => {
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
    assert.match((await machine.kubeadm('init')).said, /--config FILE/);
    assert.match((await machine.kubeadm('init', '--colour')).said, /'--colour'/);
    assert.match((await machine.kubeadm('upgrade')).said, /unknown command "upgrade"/);
    assert.match((await machine.kubeadm('config', 'migrate')).said, /unknown command "migrate"/);
    machine.configure(...init(machine));
    assert.equal((await machine.kubeadm('config', 'validate', '--config', '/k.yaml')).code, 0);
    assert.equal((await machine.kubeadm('config', 'images', 'pull')).code, 0);
    assert.equal((await machine.kubeadm('version', '-o', 'short')).code, 0);
  });

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

function connection(machine: Machine, path: string) {
  return readKubeconfig(machine.files.get(path) ?? '', {
    read: (file) => machine.files.get(file),
    write: () => {},
    remove: () => {},
  });
}
