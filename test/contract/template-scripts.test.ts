import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadDefinitions } from '#definitions/definitions.ts';
import type { Mirrors } from '#definitions/mirrors.ts';
import { customizationScripts, type CustomizationScripts } from '#definitions/template-scripts.ts';
import { imageMachine, type ImageMachine as Machine } from '../support/image-machine.ts';
import { noMirrors } from '../support/no-mirrors.ts';

const current = ['ubuntu-24.04-k8s-1.36', 'ubuntu-24.04-k8s-1.35', 'photon-5-k8s-1.36', 'photon-5-k8s-1.35'];

async function scriptsOf(template: string, mirrors: Mirrors = noMirrors): Promise<CustomizationScripts> {
  const definition = (await loadDefinitions()).get(template);
  assert.ok(definition);
  const { kubernetesVersion, guestBackend, cni } = definition;
  return customizationScripts({
    template,
    definition,
    kubernetesVersion,
    guestBackend,
    cni,
    overrides: [],
    mirrors,
  });
}

describe('customizing', () => {
  for (const template of current) {
    it(`makes of ${template} what validation asks for, and may be run again`, async () => {
      await using machine = await imageMachine();
      const { customize, validate } = await scriptsOf(template);
      for (const time of ['first', 'second']) {
        const { exitCode, output } = await machine.run(customize.text);
        assert.equal(exitCode, 0, `${time}: ${output}`);
        assert.match(output, /customization completed\n/);
        const found = await machine.run(validate.text);
        assert.deepEqual([found.exitCode, missing(found.output)], [0, []], found.output);
      }
    });
  }

  it('configures containerd for this kubeadm, and keeps swap off', async () => {
    await using machine = await imageMachine();
    await machine.run((await scriptsOf('ubuntu-24.04-k8s-1.36')).customize.text);
    assert.equal(
      await machine.read('/etc/containerd/config.toml'),
      "version = 3\n  sandbox = 'registry.k8s.io/pause:3.10.2'\n  SystemdCgroup = true\n  config_path = '/etc/containerd/certs.d'\n",
    );
    assert.match(await machine.read('/etc/fstab'), /^#\/swap\.img/m);
    const pulled = (await machine.read('/pulled')).split('\n');
    assert.ok(pulled.includes('registry.k8s.io/kube-apiserver:v1.36.3'));
    assert.ok(pulled.includes('ghcr.io/flannel-io/flannel:v0.28.4'));
  });

  it('asks the site’s mirrors and nobody else', async () => {
    const mirrors = {
      urls: { 'https://': 'https://mirror.example/' },
      registries: { 'registry.k8s.io': 'https://registry.example/v2/k8s' },
    };
    for (const template of ['ubuntu-24.04-k8s-1.36', 'photon-5-k8s-1.36']) {
      await using machine = await imageMachine();
      const { exitCode, output, calls } = await machine.run(
        (await scriptsOf(template, mirrors)).customize.text,
      );
      assert.equal(exitCode, 0, output);
      const addresses = calls.join('\n').match(/https?:\/\/[^/ ]+/g) ?? [];
      assert.deepEqual([...new Set(addresses)], ['https://mirror.example']);
      assert.match(
        await machine.read('/etc/containerd/certs.d/registry.k8s.io/hosts.toml'),
        /^\[host\."https:\/\/registry\.example\/v2\/k8s"\]$/m,
      );
    }
  });

  it('does not trust a key with another fingerprint', async () => {
    for (const template of ['ubuntu-24.04-k8s-1.36', 'photon-5-k8s-1.36']) {
      await using machine = await imageMachine();
      const { customize } = await scriptsOf(template);
      const { exitCode, output, calls } = await machine.run(customize.text, { CSE_FINGERPRINT: 'F00D' });
      assert.equal(exitCode, 1, output);
      assert.match(output, /the key at https:\S+ has not the fingerprint [0-9A-F]{40} but: F00D/);
      assert.ok(!calls.some((call) => call.includes('kubeadm')), calls.join('\n'));
    }
  });

  it('tries again what a mirror failed at, and names the command when it gives up', async () => {
    await using machine = await imageMachine();
    await machine.standIn('crictl', 'exit 1');
    const { exitCode, output, calls } = await machine.run(
      (await scriptsOf('photon-5-k8s-1.36')).customize.text,
    );
    assert.equal(exitCode, 1);
    assert.match(
      output,
      /gave up after 2 attempts: crictl .* pull registry\.k8s\.io\/kube-apiserver:v1\.36\.3/,
    );
    assert.equal(calls.filter((call) => call.startsWith('crictl')).length, 2);
  });
});

describe('validation', () => {
  const template = 'ubuntu-24.04-k8s-1.36';
  let scripts: CustomizationScripts;
  /** Customized and whole. */
  let image: Machine;
  before(async () => {
    scripts = await scriptsOf(template);
    image = await imageMachine();
    await image.run(scripts.customize.text);
  });
  after(() => image[Symbol.asyncDispose]());

  const damages: Readonly<Record<string, (machine: Machine) => Promise<void>>> = {
    'containerd 2': (machine) =>
      machine.standIn('containerd', 'echo "containerd containerd.io 1.7.28 b98a3aa"'),
    'containerd at boot': (machine) => machine.write('/enabled', 'kubelet\n'),
    'systemd cgroups in containerd': (machine) =>
      edit(machine, 'SystemdCgroup = true', 'SystemdCgroup = false'),
    'pause image of kubeadm': (machine) => edit(machine, 'pause:3.10.2', 'pause:3.8'),
    'cgroup v2': (machine) => machine.remove('/sys/fs/cgroup/cgroup.controllers'),
    'image registry.k8s.io/pause:3.10.2': (machine) => machine.write('/pulled', everythingBut('pause')),
    'image ghcr.io/flannel-io/flannel:v0.28.4': (machine) =>
      machine.write('/pulled', everythingBut('flannel:')),
    'kubeadm v1.36.3': (machine) => machine.standIn('kubeadm', kubeadm('v1.36.2')),
    'kubelet v1.36.3': (machine) => machine.standIn('kubelet', 'echo Kubernetes v1.36.30'),
    'kubectl v1.36.3': (machine) => machine.standIn('kubectl', 'echo Client Version: v1.36.30'),
    'kubelet at boot': (machine) =>
      machine.standIn('systemctl', '[[ $* != *kubelet* && $* != *is-active* ]]'),
    'VMware tools': (machine) => machine.remove('/standins/vmtoolsd'),
    'cloud-init': (machine) => machine.remove('/standins/cloud-init'),
    'NFS server that does not run': (machine) => machine.write('/disabled', ''),
    'no swap': (machine) => machine.write('/etc/fstab', '/dev/sdb1 none swap sw 0 0\n'),
    ...Object.fromEntries(
      ['conntrack', 'ethtool', 'exportfs'].map((name) => [
        `program ${name}`,
        (machine: Machine) => machine.remove(`/standins/${name}`),
      ]),
    ),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`misses ${what}, and nothing else`, async () => {
      await using machine = await image.copy();
      await damage(machine);
      const { exitCode, output } = await machine.run(scripts.validate.text);
      assert.deepEqual([exitCode, missing(output)], [1, [what]], output);
      assert.match(output, new RegExp(`^missing ${what}: .+$`, 'm'));
      assert.match(output, /\n1 things are missing\n/);
    });
  }

  it('changes nothing', async () => {
    const { calls } = await image.run(scripts.validate.text);
    const changing = /install|pull|enable |disable|restart|swapoff|hold/;
    assert.deepEqual(
      calls.filter((call) => changing.test(call)),
      [],
    );
  });

  it('asks for docker in the templates of CSE 1.2.7, and not for cloud-init', async () => {
    await using machine = await imageMachine();
    await machine.write('/installed', 'kubeadm-1.10.11\nkubelet\nkubectl\nopen-vm-tools\n');
    await machine.write('/disabled', 'nfs-server\n');
    await machine.write('/etc/fstab', '');
    const { validate } = await scriptsOf('photon-v2');
    assert.deepEqual(missing((await machine.run(validate.text)).output), ['docker']);
    await machine.standIn('docker', ':');
    assert.equal((await machine.run(validate.text)).exitCode, 0);
  });

  function edit(machine: Machine, from: string, to: string): Promise<void> {
    return machine
      .read('/etc/containerd/config.toml')
      .then((text) => machine.write('/etc/containerd/config.toml', text.replace(from, to)));
  }

  function everythingBut(name: string): string {
    const images = [
      'registry.k8s.io/kube-apiserver:v1.36.3',
      'registry.k8s.io/pause:3.10.2',
      'ghcr.io/flannel-io/flannel:v0.28.4',
      'ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel1',
    ];
    return images.filter((image) => !image.includes(name)).join('\n');
  }

  /** kubeadm of another version, with the same images. */
  function kubeadm(version: string): string {
    return `case "$*" in
  'version -o short') echo ${version} ;;
  *) printf 'registry.k8s.io/%s\\n' "kube-apiserver:v1.36.3" pause:3.10.2 ;;
esac`;
  }
});

function missing(output: string): string[] {
  return [...output.matchAll(/^missing ((?:image \S+|[^:])+): /gm)].map(([, what = '']) => what);
}
