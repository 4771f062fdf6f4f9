import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadDefinitions, type TemplateDefinition } from '#definitions/definitions.ts';
import { customizationScripts, nodeScripts, type ScriptRequest } from '#definitions/template-scripts.ts';
import { noMirrors } from '../../support/no-mirrors.ts';

describe('the scripts of a template', () => {
  let folder: string;
  let definitions: ReadonlyMap<string, TemplateDefinition>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cse-scripts-'));
    definitions = await loadDefinitions();
  });
  after(() => rm(folder, { recursive: true }));

  const request = (template: string, own: Partial<ScriptRequest> = {}): ScriptRequest => ({
    template,
    definition: definitions.get(template),
    kubernetesVersion: 'v1.36.3',
    guestBackend: 'guestinfo',
    cni: 'flannel-v0.28.4',
    overrides: [folder],
    mirrors: noMirrors,
    ...own,
  });
  const place = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  /** What a shell has in the variable when it comes to the end of the script's settings. */
  const settingIn = (text: string, name: string) => {
    const settings = text
      .split('\n')
      .filter((line) => line.startsWith('export '))
      .join('\n');
    return spawnSync('sh', ['-c', `${settings}\nprintf %s "$${name}"`]).stdout.toString();
  };

  it('are those of its definition, with its settings below the first line', async () => {
    const { init, customize, validate } = await customizationScripts(request('ubuntu-24.04-k8s-1.36'));
    assert.equal(init, undefined);
    for (const { text } of [customize, validate]) {
      assert.match(text, /^#!\/usr\/bin\/env bash\n# What the template's definition/);
      assert.equal(settingIn(text, 'KUBERNETES_VERSION'), 'v1.36.3');
      assert.equal(settingIn(text, 'CONTAINER_RUNTIME'), 'containerd');
      assert.equal(
        settingIn(text, 'CNI_IMAGES'),
        'ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel1 ghcr.io/flannel-io/flannel:v0.28.4',
      );
    }
    assert.ok(customize.text.includes('prepare_containerd() {'));
  });

  it('fetch from the mirrors of the site', async () => {
    const mirrors = {
      urls: { 'https://pkgs.k8s.io/': "https://mirror.example.com/it's/" },
      registries: {
        'registry.k8s.io': 'https://registry.example.com/v2/k8s',
        'ghcr.io': 'http://10.0.0.1/v2/ghcr',
      },
    };
    const { customize } = await customizationScripts(request('photon-5-k8s-1.36', { mirrors }));
    assert.equal(
      settingIn(customize.text, 'KUBERNETES_REPOSITORY'),
      "https://mirror.example.com/it's/core:/stable:/v1.36/rpm/",
    );
    assert.equal(
      settingIn(customize.text, 'REGISTRY_MIRRORS'),
      'registry.k8s.io=https://registry.example.com/v2/k8s ghcr.io=http://10.0.0.1/v2/ghcr',
    );
  });

  it('are the operator’s where CSE 1.2.7 would have found them, in its order', async () => {
    const order = ['scripts', '.', 'container_service_extension_scripts'];
    for (const where of order) {
      await place(`${where}/cust-photon-5-k8s-1.36.sh`, `#!/bin/sh\necho ${where}\n`);
      const { customize } = await customizationScripts(request('photon-5-k8s-1.36'));
      assert.match(customize.text, new RegExp(`^#!/bin/sh\\n[^]*\\necho ${where}\\n$`));
      assert.ok(!customize.text.includes('prepare_containerd'), 'our functions need bash');
      assert.equal(customize.path, join(folder, where, 'cust-photon-5-k8s-1.36.sh'));
    }
  });

  it('may be the operator’s alone, for a template without a definition', async () => {
    await place('cust-mine.sh', 'echo "$KUBERNETES_VERSION"\n');
    await place('init-mine.sh', '#!/bin/bash\nexit 0\n');
    const { init, customize, validate } = await customizationScripts(request('mine'));
    assert.ok(init?.text.endsWith('exit 0\n'));
    assert.equal(spawnSync('sh', ['-c', customize.text]).stdout.toString(), 'v1.36.3\n');
    assert.equal(settingIn(validate.text, 'CONTAINER_RUNTIME'), '');
  });

  it('are asked for by name when there is none', async () => {
    await assert.rejects(customizationScripts(request('unheard-of')), {
      code: 'CSE_DEFINITION_UNUSABLE',
      message: `template 'unheard-of' cannot be made: this release has no definition of that name, and there is no cust-unheard-of.sh in ${folder}`,
    });
  });

  it('for nodes are none today, those of CSE 1.2.7 for its templates, and the operator’s before both', async () => {
    assert.deepEqual(await nodeScripts(request('ubuntu-24.04-k8s-1.36')), {
      controlPlane: undefined,
      worker: undefined,
      nfs: undefined,
    });
    const old = await nodeScripts(request('photon-v2', { kubernetesVersion: 'v1.10.11', cni: undefined }));
    assert.match(old.controlPlane?.text ?? '', /kubeadm init/);
    assert.match(old.worker?.text ?? '', /--token '\{token\}' '\{ip\}:6443'/);
    assert.match(old.nfs?.text ?? '', /nfs-server/);
    await place(
      'node-photon-v2.sh',
      'kubeadm join --token {token} {ip}:6443\nawk \'{{ print $1 }}\' "${{HOME}}/x"\n',
    );
    const { worker } = await nodeScripts(request('photon-v2', { cni: undefined }));
    assert.ok(worker?.text.endsWith(`{token} {ip}:6443\nawk '{ print $1 }' "\${HOME}/x"\n`));
    await place('nfsd-photon-v2.sh', '#!/bin/sh\nexit 3\n');
    const { nfs } = await nodeScripts(request('photon-v2', { cni: undefined }));
    assert.equal(spawnSync('sh', ['-c', nfs?.text ?? '']).status, 3);
  });
});
