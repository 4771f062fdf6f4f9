import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bootMachine, type BootMachine } from '../../support/boot-machine.ts';

const networkKey = 'guestinfo.postcustomization.networkconfiguration.status';
const initKey = 'guestinfo.postcustomization.kubeinit.status';
const joinKey = 'guestinfo.postcustomization.kubeadm.node.join.status';
const exitKey = 'guestinfo.post_customization_script_execution_status';
const reasonKey = 'guestinfo.post_customization_script_execution_failure_reason';
const outputKey = 'guestinfo.post_customization_cloud_init_output';
const networkDone = [`${networkKey} in_progress`, `${networkKey} successful`];

async function controlPlane(settings: Readonly<Record<string, string | number>> = {}): Promise<BootMachine> {
  const machine = await bootMachine({ CSE_ROLE: 'control-plane', ...settings });
  await machine.write('/var/lib/cse/kubeadm.yaml', 'kind: InitConfiguration\n');
  await machine.write('/var/lib/cse/cni.yaml', 'kind: ConfigMap\n');
  return machine;
}

async function worker(settings: Readonly<Record<string, string | number>> = {}): Promise<BootMachine> {
  const machine = await bootMachine({ CSE_ROLE: 'worker', ...settings });
  await machine.write('/var/lib/cse/kubeadm.yaml', 'kind: JoinConfiguration\n');
  await machine.write('/var/lib/cse/discovery.conf', 'client-key-data: c2VjcmV0\n');
  return machine;
}

async function fileServer(settings: Readonly<Record<string, string | number>> = {}): Promise<BootMachine> {
  const machine = await bootMachine({ CSE_ROLE: 'nfs', ...settings });
  await machine.write('/etc/exports.d/cse.exports', '/home *(rw,sync,no_root_squash,no_subtree_check)\n');
  return machine;
}

/** An open port, as of a control plane that is up. */
async function endpoint() {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // A TCP server's address is never a string.
  return { port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** What was told under the keys of a failure. */
function failure(told: readonly string[]): { reason: string; output: string; status: string } {
  const value = (key: string) => told.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? '';
  const output = Buffer.from(value(outputKey), 'base64').toString();
  return { reason: value(reasonKey), output, status: value(exitKey) };
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await sleep(20);
}

suite('the boot script', { concurrency: 2 }, () => {
  test('makes a control plane: prepares the machine, kubeadm init, CNI plugin', async () => {
    await using machine = await controlPlane();
    await machine.write('/etc/fstab', '/dev/sda1 / ext4 rw 0 1\n/swap.img none swap sw 0 0\n');
    const { exitCode, told, calls } = await machine.boot();
    assert.equal(exitCode, 0);
    assert.deepEqual(told, [...networkDone, `${initKey} in_progress`, `${initKey} successful`]);
    assert.deepEqual(calls, [
      'ip -o address show',
      'modprobe overlay',
      'modprobe br_netfilter',
      'sysctl -p /etc/sysctl.d/99-cse.conf',
      'swapoff -a',
      'containerd config default',
      'systemctl restart containerd',
      'systemctl enable --now containerd',
      'systemctl is-active --quiet containerd',
      'systemctl enable kubelet',
      'kubeadm init --skip-token-print --config /var/lib/cse/kubeadm.yaml',
      'kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f /var/lib/cse/cni.yaml',
    ]);
    assert.match((await machine.read('/etc/containerd/config.toml')) ?? '', /SystemdCgroup = true/);
    assert.match((await machine.read('/etc/fstab')) ?? '', /^\/dev\/sda1.*\n#\/swap\.img/);
    assert.equal(await machine.read('/etc/modules-load.d/cse.conf'), 'overlay\nbr_netfilter\n');
  });

  test('joins a worker and forgets what it joined with', async () => {
    await using server = await endpoint();
    await using machine = await worker({ CSE_ENDPOINT_PORT: server.port });
    const { exitCode, told, calls } = await machine.boot();
    assert.equal(exitCode, 0);
    assert.deepEqual(told, [...networkDone, `${joinKey} in_progress`, `${joinKey} successful`]);
    assert.equal(calls.at(-1), 'kubeadm join --config /var/lib/cse/kubeadm.yaml');
    assert.ok(!machine.exists('/var/lib/cse/discovery.conf'));
    assert.doesNotMatch((await machine.read('/var/log/cse-bootstrap.log')) ?? '', /c2VjcmV0/);
  });

  test('makes an NFS server, which needs nothing of Kubernetes', async () => {
    await using machine = await fileServer();
    const { exitCode, told, calls } = await machine.boot();
    assert.equal(exitCode, 0);
    assert.deepEqual(told, [...networkDone, `${joinKey} in_progress`, `${joinKey} successful`]);
    assert.deepEqual(calls, ['ip -o address show', 'systemctl enable --now nfs-server', 'exportfs -ra']);
    assert.ok(machine.exists('/home'));
  });

  test('opens the ports of NFS where a firewall closes them', async () => {
    await using machine = await fileServer();
    await machine.write('/etc/systemd/scripts/ip4save', '');
    await machine.standIn('iptables', '[[ $1 != -C ]]');
    const { calls } = await machine.boot();
    const opened = calls.filter((call) => call.startsWith('iptables -I')).map((call) => call.split(' '));
    assert.deepEqual(
      opened.map((words) => `${words[4]}/${words[6]}`),
      ['tcp/111', 'udp/111', 'tcp/2049', 'tcp/20048', 'udp/20048'],
    );
  });

  test('tells why nothing can be exported', async () => {
    await using machine = await fileServer();
    await machine.standIn('exportfs', 'echo "exportfs: /home does not support NFS export" >&2; exit 1');
    const { exitCode, told } = await machine.boot();
    assert.equal(exitCode, 1);
    assert.match(
      failure(told).reason,
      /^kubeadm\.node\.join: exportfs -ra \(exit 1\): exportfs: \/home does not/,
    );
  });

  test('at a boot after success says so again and touches nothing', async () => {
    await using machine = await controlPlane();
    await machine.boot();
    const { exitCode, told, calls } = await machine.boot();
    assert.equal(exitCode, 0);
    assert.deepEqual(told, [`${networkKey} successful`, `${initKey} successful`]);
    assert.deepEqual(calls, []);
  });

  test('finishes forgetting when the machine went down just before', async () => {
    await using machine = await worker();
    await machine.write('/var/lib/cse/done', '');
    const { exitCode, told } = await machine.boot();
    assert.equal(exitCode, 0);
    assert.equal(told.at(-1), `${joinKey} successful`);
    assert.ok(!machine.exists('/var/lib/cse/discovery.conf'));
  });

  test('tells why kubeadm failed: phase, command, its last lines, the output', async () => {
    await using machine = await controlPlane();
    await machine.standIn(
      'kubeadm',
      `echo "[preflight] checks"
       { echo "W0301 something older"; echo "error execution phase preflight:"; echo "	[ERROR Mem]: too little"
         echo; echo "To see the stack trace of this error execute with --v=5 or higher"; } >&2
       exit 3`,
    );
    const { exitCode, told, calls } = await machine.boot();
    assert.equal(exitCode, 1);
    assert.equal(calls.filter((call) => call.startsWith('kubeadm')).length, 2);
    const { reason, output, status } = failure(told);
    assert.match(reason, /^kubeinit: kubeadm init .*kubeadm\.yaml.* \(exit 3\): W0301 something older error/);
    assert.match(reason, /error execution phase preflight: \[ERROR Mem\]: too little$/);
    assert.match(output, /\[preflight\] checks\n/);
    assert.match(output, /To see the stack trace/);
    assert.equal(status, '1');
    assert.equal(told.at(-1), `${exitKey} 1`);
  });

  test('tells at most the last 4 KB of output, in one line', async () => {
    await using machine = await controlPlane({ CSE_ATTEMPTS: 1 });
    await machine.standIn('kubeadm', 'seq 1 5000; exit 1');
    const { told } = await machine.boot();
    const { output, reason } = failure(told);
    assert.equal(output.length, 4096);
    assert.match(output, /\n5000\n/);
    assert.ok(reason.length <= 900);
  });

  test('at a boot after a failure tries again, and forgives kubeadm’s own leftovers', async () => {
    await using machine = await controlPlane({ CSE_ATTEMPTS: 1 });
    await machine.standIn('kubeadm', 'exit 1');
    await machine.boot();
    await machine.standIn('kubeadm', ':');
    const { exitCode, told, calls } = await machine.boot();
    assert.equal(exitCode, 0);
    assert.equal(told[0], `${exitKey} 0`);
    assert.equal(told.at(-1), `${initKey} successful`);
    const init = calls.find((call) => call.startsWith('kubeadm')) ?? '';
    assert.match(init, /--ignore-preflight-errors=\S*Port-6443\S*kube-apiserver\.yaml/);
    assert.doesNotMatch(init, /ignore-preflight-errors=\S*(all|Mem|NumCPU|Swap)/);
  });

  test('a worker that is up before its control plane waits for it', async () => {
    let port: number;
    {
      await using server = await endpoint();
      ({ port } = server);
    }
    await using machine = await worker({ CSE_ENDPOINT_PORT: port, CSE_ENDPOINT_SECONDS: 60 });
    const server = createServer((socket) => socket.destroy());
    const { exitCode, told, calls } = await machine.boot(async () => {
      await until(async () => (await machine.told()).some((line) => line.endsWith(`${joinKey} in_progress`)));
      assert.ok(!((await machine.read('/calls')) ?? '').includes('kubeadm'));
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    });
    server.close();
    assert.equal(exitCode, 0);
    assert.equal(calls.at(-1), 'kubeadm join --config /var/lib/cse/kubeadm.yaml');
    assert.equal(told.at(-1), `${joinKey} successful`);
  });

  test('a worker whose control plane never comes says so', async () => {
    await using machine = await worker();
    const { exitCode, told } = await machine.boot();
    assert.equal(exitCode, 1);
    const { reason } = failure(told);
    assert.match(reason, /^kubeadm\.node\.join: waited in vain for the control plane at 127\.0\.0\.1:1: /);
  });

  test('a join that is refused at first is tried again', async () => {
    await using server = await endpoint();
    await using machine = await worker({ CSE_ENDPOINT_PORT: server.port });
    await machine.standIn(
      'kubeadm',
      'if [[ ! -e $CSE_ROOT/refused ]]; then touch "$CSE_ROOT/refused"; echo forbidden >&2; exit 1; fi',
    );
    const { exitCode, told, calls } = await machine.boot();
    assert.equal(exitCode, 0);
    assert.equal(told.at(-1), `${joinKey} successful`);
    assert.ok(!told.some((line) => line.startsWith(exitKey)));
    assert.match(calls.at(-1) ?? '', /--ignore-preflight-errors=Port-10250/);
  });

  test('a worker that went down right after its join has joined', async () => {
    await using machine = await worker();
    await machine.write('/etc/kubernetes/kubelet.conf', 'kind: Config\n');
    const { exitCode, told, calls } = await machine.boot();
    assert.equal(exitCode, 0);
    assert.equal(told.at(-1), `${joinKey} successful`);
    assert.equal(calls.at(-1), 'systemctl restart kubelet');
  });

  // kubeadm's failures are caught and tried again; modprobe's are not: a signal must win over both ways of failing.
  for (const program of ['kubeadm', 'modprobe']) {
    test(`a shutdown during ${program} is no failure, and the next boot goes on`, async () => {
      await using machine = await controlPlane();
      await machine.standIn(program, 'touch "$CSE_ROOT/running"; exec sleep 60');
      const cut = await machine.boot(async (shutDown) => {
        await until(() => machine.exists('/running'));
        shutDown();
      });
      assert.notEqual(cut.exitCode, 0);
      assert.deepEqual(cut.told, [...networkDone, `${initKey} in_progress`]);
      await machine.standIn(program, ':');
      const { exitCode, told } = await machine.boot();
      assert.equal(exitCode, 0);
      assert.equal(told.at(-1), `${initKey} successful`);
    });
  }

  test('a machine without its address says which one it waited for', async () => {
    await using machine = await controlPlane({ CSE_NODE_ADDRESS: '10.150.0.1' });
    const { told } = await machine.boot();
    assert.deepEqual(told.slice(0, 1), [`${networkKey} in_progress`]);
    assert.match(failure(told).reason, /^networkconfiguration: waited in vain for address 10\.150\.0\.1 on/);
  });

  test('missing inputs, an unknown role and a dead container runtime are told', async () => {
    await using incomplete = await worker();
    await incomplete.remove('/var/lib/cse/discovery.conf');
    assert.match(
      failure((await incomplete.boot()).told).reason,
      /^inputs: waited in vain for the files .*discovery\.conf/,
    );

    await using strange = await bootMachine({ CSE_ROLE: 'pirate' });
    assert.match(failure((await strange.boot()).told).reason, /^inputs: unknown role pirate/);

    await using lifeless = await controlPlane();
    await lifeless.standIn('systemctl', '[[ $1 != is-active ]]');
    assert.match(failure((await lifeless.boot()).told).reason, /^kubeinit: waited in vain for containerd/);
  });

  test('a command that nobody foresaw to fail is named', async () => {
    await using machine = await controlPlane();
    await machine.standIn('containerd', 'exit 4');
    const { exitCode, told } = await machine.boot();
    assert.equal(exitCode, 4);
    assert.match(failure(told).reason, /^kubeinit: containerd config default/);
  });

  test('a CNI plugin that cannot be applied fails the node; one that can at last does not', async () => {
    await using machine = await controlPlane();
    await machine.standIn('kubectl', 'echo "connection refused" >&2; exit 1');
    const first = await machine.boot();
    assert.match(failure(first.told).reason, /^kubeinit: kubectl .*cni\.yaml \(exit 1\): connection refused/);
    await machine.standIn('kubectl', 'if mkdir "$CSE_ROOT/once" 2>/dev/null; then exit 1; fi');
    const second = await machine.boot();
    assert.equal(second.exitCode, 0);
  });

  test('containerd’s configuration is replaced only when it does not know the setting', async () => {
    await using fitting = await controlPlane();
    await fitting.write('/etc/containerd/config.toml', '[mirrors]\n  SystemdCgroup = true\n');
    const { calls } = await fitting.boot();
    assert.ok(!calls.includes('systemctl restart containerd'));

    await using wrong = await controlPlane();
    await wrong.write('/etc/containerd/config.toml', '[mirrors]\n  SystemdCgroup = false\n');
    await wrong.boot();
    assert.equal(await wrong.read('/etc/containerd/config.toml'), '[mirrors]\n  SystemdCgroup = true\n');

    await using ignorant = await controlPlane();
    await ignorant.write('/etc/containerd/config.toml', 'disabled_plugins = ["cri"]\n');
    await ignorant.boot();
    assert.match((await ignorant.read('/etc/containerd/config.toml')) ?? '', /SystemdCgroup = true/);
    assert.match((await ignorant.read('/etc/containerd/config.toml.before-cse')) ?? '', /disabled_plugins/);
  });

  test('Photon’s firewall is opened at every boot, no other one ever', async () => {
    await using photon = await controlPlane();
    await photon.write('/etc/systemd/scripts/ip4save', '*filter\n');
    await photon.standIn('iptables', '[[ $1 != -C ]]');
    const rule = 'iptables -I INPUT -p tcp --dport 6443 -j ACCEPT';
    assert.ok((await photon.boot()).calls.includes(rule));
    assert.ok((await photon.boot()).calls.includes(rule));

    await using other = await controlPlane();
    assert.ok(!(await other.boot()).calls.some((call) => call.startsWith('iptables')));
  });

  test('older tools are used where the newer are not, and none at all stop nothing', async () => {
    await using older = await controlPlane();
    await older.remove('/standins/vmtoolsd');
    await older.standIn('vmware-rpctool', ':');
    const { calls } = await older.boot();
    assert.ok(calls.includes(`vmware-rpctool info-set ${initKey} successful`));

    await using none = await controlPlane();
    await none.remove('/standins/vmtoolsd');
    assert.equal((await none.boot()).exitCode, 0);

    await using broken = await controlPlane();
    await broken.standIn('vmtoolsd', 'exit 1');
    assert.equal((await broken.boot()).exitCode, 0);
  });
});
