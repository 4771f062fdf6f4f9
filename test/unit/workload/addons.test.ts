import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import {
  addonImages,
  addonNames,
  addonsDirectory,
  AddonUnusable,
  cniManifest,
  loadAddon,
} from '#workload/addons.ts';

test('every add-on is byte for byte what the list of them says, and pins its images', async () => {
  const list = await readFile(`${addonsDirectory}/README.md`, 'utf8');
  const names = await addonNames();
  assert.ok(names.length > 0);
  for (const name of names) {
    const addon = await loadAddon({ name });
    const row = list.split('\n').find((line) => line.includes(`\`${name}.yaml\``));
    assert.ok(row?.includes(addon.sha256), `${name} is not what its row in the README says`);
    for (const [, image] of addon.manifest.matchAll(/^ *image: *(.*)$/gm)) {
      assert.match(image ?? '', /:v?\d+\.\d+\.\d+/, `${name} does not pin ${image}`);
    }
  }
});

test('a missing add-on is refused with the names of those that are there', async () => {
  await assert.rejects(loadAddon({ name: 'weave' }), (error: unknown) => {
    assert.ok(error instanceof AddonUnusable);
    assert.match(error.message, /no add-on "weave" in .*; there are: .*flannel-v0\.28\.4/);
    return true;
  });
  await assert.rejects(loadAddon({ name: '../../package' }), AddonUnusable);
  await assert.rejects(loadAddon({ name: 'a', directory: '/nonexistent' }), /there are: none/);
});

test('the pod network of the cluster replaces the one that the manifest came with', async () => {
  const addon = await loadAddon({ name: 'flannel-v0.28.4' });
  const manifest = cniManifest(addon, '192.168.128.0/17');
  const [config] = parseAllDocuments(manifest)
    .map((document) => document.toJS() as { kind: string; data?: Record<string, string> })
    .filter(({ kind }) => kind === 'ConfigMap');
  const network = JSON.parse(config?.data?.['net-conf.json'] ?? '') as { Network: string };
  assert.equal(network.Network, '192.168.128.0/17');
  assert.equal(manifest.replace('192.168.128.0/17', '10.244.0.0/16'), addon.manifest);
});

test('a manifest whose pod network cannot be found is refused', () => {
  assert.throws(() => cniManifest({ name: 'x', manifest: 'kind: ConfigMap', sha256: '' }, '10.0.0.0/8'), {
    code: 'CSE_WORKLOAD_ADDON_UNUSABLE',
  });
});

test('Calico’s pod network is uncommented, and nothing else is touched', async () => {
  const addon = await loadAddon({ name: 'calico-vxlan-v3.28.5' });
  const manifest = cniManifest(addon, '100.96.0.0/11');
  const daemon = parseAllDocuments(manifest)
    .map((document) => document.toJS() as DaemonSet)
    .find(({ kind, metadata }) => kind === 'DaemonSet' && metadata.name === 'calico-node');
  const [container] = daemon?.spec.template.spec.containers ?? [];
  const pool = container?.env.filter(({ name }) => name === 'CALICO_IPV4POOL_CIDR');
  assert.deepEqual(pool, [{ name: 'CALICO_IPV4POOL_CIDR', value: '100.96.0.0/11' }]);
  const before = addon.manifest.split('\n');
  const changed = manifest.split('\n').filter((line, index) => line !== before[index]);
  assert.equal(changed.length, 2);
});

test('the images of an add-on are named once each', async () => {
  assert.deepEqual(addonImages(await loadAddon({ name: 'calico-vxlan-v3.28.5' })), [
    'docker.io/calico/cni:v3.28.5',
    'docker.io/calico/node:v3.28.5',
    'docker.io/calico/kube-controllers:v3.28.5',
  ]);
});

interface DaemonSet {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly env: readonly { name: string; value?: string }[] }[];
      };
    };
  };
}
