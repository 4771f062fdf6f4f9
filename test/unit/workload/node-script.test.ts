/** A template's own scripts in new nodes, in place of what the service does there. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { loadAddon } from '#workload/addons.ts';
import { controlPlaneBootPlan, nfsBootPlan, workerBootPlan } from '#workload/boot-plan.ts';
import { issueClusterPki } from '#workload/cluster-pki.ts';
import { joinToken } from '#workload/join-token.ts';
import { bootMachine } from '../../support/boot-machine.ts';
import { sampleCluster, sampleControlPlane, sampleWorker, writtenFile } from '../../support/boot-plans.ts';

const script = '/var/lib/cse/node-script';
const initKey = 'guestinfo.postcustomization.kubeinit.status';

describe('a plan with a script of the template', async () => {
  const now = new Date();
  const pki = await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now });
  const cni = await loadAddon({ name: 'flannel-v0.28.4' });
  const common = { cluster: sampleCluster, pki, now };

  it('brings the script of its role', async () => {
    const scripts = { controlPlane: 'one', worker: 'two', nfs: 'three' };
    const plans = [
      await controlPlaneBootPlan({ ...common, node: sampleControlPlane, cni, scripts }),
      await workerBootPlan({ ...common, node: sampleWorker, scripts }),
      await nfsBootPlan({ ...common, node: sampleWorker, scripts }),
    ];
    assert.deepEqual(
      plans.map((plan) => writtenFile(plan, script)),
      ['one', 'two', 'three'],
    );
    const paths = plans.flatMap((plan) => plan.files.map(({ path }) => path));
    assert.ok(!paths.some((path) => path.endsWith('join-token') || path.startsWith('/etc/exports')));
  });

  it('gives workers and control plane one token, where the script of the workers wants one', async () => {
    const scripts = { worker: "kubeadm join --token '{token}' '{ip}:6443'\n" };
    const token = joinToken(pki);
    assert.match(token, /^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    const controlPlane = await controlPlaneBootPlan({ ...common, node: sampleControlPlane, cni, scripts });
    assert.equal(writtenFile(controlPlane, '/var/lib/cse/join-token'), `${token}\n`);
    const worker = await workerBootPlan({ ...common, node: sampleWorker, scripts });
    assert.equal(writtenFile(worker, script), `kubeadm join --token '${token}' '10.150.0.11:6443'\n`);
    const other = await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now });
    assert.notEqual(joinToken(other), token);
  });
});

describe('the boot script with a script of the template', () => {
  async function machineWith(
    role: string,
    text: string,
    settings: Readonly<Record<string, string | number>> = {},
  ) {
    const machine = await bootMachine({ CSE_ROLE: role, ...settings });
    for (const name of ['kubeadm.yaml', 'cni.yaml', 'discovery.conf']) {
      await machine.write(`/var/lib/cse/${name}`, 'kind: Configuration\n');
    }
    await machine.write('/root/.profile', '');
    await machine.write(script, `#!/bin/bash\n${text}\n`);
    await machine.makeExecutable(script);
    return machine;
  }

  it('runs it in root’s home in place of everything else, and says that the node is done', async () => {
    await using machine = await machineWith(
      'control-plane',
      'set -e\necho "$CSE_ROLE $CSE_NODE_ADDRESS" > told-by-script\n[[ $HOME == "$PWD" ]]',
    );
    const { exitCode, told, calls } = await machine.boot();
    assert.equal(exitCode, 0);
    assert.equal(await machine.read('/root/told-by-script'), 'control-plane 10.150.0.11\n');
    assert.equal(told.at(-1), `${initKey} successful`);
    assert.deepEqual(calls, ['ip -o address show']);
    assert.ok(!machine.exists(script));
  });

  it('gives the cluster the workers’ token for good, once', async () => {
    await using machine = await machineWith('control-plane', 'exit 0');
    await machine.write('/var/lib/cse/join-token', 'abcdef.0123456789abcdef\n');
    await machine.standIn('kubeadm', '[[ $2 != list ]] || cat "$CSE_ROOT/tokens" 2>/dev/null || true');
    const { exitCode, calls } = await machine.boot();
    assert.equal(exitCode, 0);
    assert.deepEqual(calls.slice(1), [
      'kubeadm token list --kubeconfig /etc/kubernetes/admin.conf',
      'kubeadm token create abcdef.0123456789abcdef --ttl 0 --kubeconfig /etc/kubernetes/admin.conf',
    ]);
    assert.ok(!machine.exists('/var/lib/cse/join-token'));
    assert.doesNotMatch((await machine.read('/var/log/cse-bootstrap.log')) ?? '', /abcdef\./);
  });

  it('does not give a token that is there already', async () => {
    await using machine = await machineWith('control-plane', 'exit 0');
    await machine.write('/var/lib/cse/join-token', 'abcdef.0123456789abcdef\n');
    await machine.standIn('kubeadm', 'echo "abcdef.0123456789abcdef   <forever>"');
    const { calls } = await machine.boot();
    assert.deepEqual(calls.slice(1), ['kubeadm token list --kubeconfig /etc/kubernetes/admin.conf']);
  });

  it('does not run a control plane’s script twice, and explains its failure', async () => {
    await using machine = await machineWith(
      'control-plane',
      'echo x >> runs\necho "no such image" >&2\nexit 3',
      {
        CSE_ATTEMPTS: 3,
      },
    );
    const { exitCode, told } = await machine.boot();
    assert.equal(exitCode, 3);
    assert.equal(await machine.read('/root/runs'), 'x\n');
    const reason = told.find((line) => line.includes('failure_reason'));
    assert.match(reason ?? '', /kubeinit: env .*node-script \(exit 3\): no such image/);
  });

  it('tries a worker’s script again until it has joined, and never after that', async () => {
    const server = createServer((socket) => socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // A TCP server's address is never a string.
    await using _server = server;
    await using machine = await machineWith(
      'worker',
      'echo x >> runs\nif (($(wc -l < runs) < 3)); then exit 1; fi',
      { CSE_ENDPOINT_PORT: port, CSE_ATTEMPTS: 5 },
    );
    assert.equal((await machine.boot()).exitCode, 0);
    assert.equal(await machine.read('/root/runs'), 'x\nx\nx\n');

    await using joined = await machineWith('worker', 'exit 1', { CSE_ENDPOINT_PORT: port });
    await joined.write('/etc/kubernetes/kubelet.conf', 'kind: Config\n');
    assert.equal((await joined.boot()).exitCode, 0);
  });

  it('runs it in an NFS server, too', async () => {
    await using machine = await machineWith('nfs', 'touch served');
    const { exitCode, calls } = await machine.boot();
    assert.deepEqual([exitCode, machine.exists('/root/served')], [0, true]);
    assert.deepEqual(calls, ['ip -o address show']);
  });
});
