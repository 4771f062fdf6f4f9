import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { definitionsDirectory, loadDefinitions } from '#definitions/definitions.ts';
import { DefinitionUnusable } from '#definitions/errors.ts';
import { GuestBackendKind } from '#records/template.ts';
import { addonNames } from '#workload/addons.ts';

const current = /^(ubuntu-24\.04|photon-5)-k8s-1\.\d+$/;

describe('template definitions', () => {
  it('has the two systems of today in two minors of Kubernetes each, and the two of CSE 1.2.7', async () => {
    const names = [...(await loadDefinitions()).keys()];
    assert.deepEqual(
      names.filter((name) => !current.test(name)),
      ['photon-v2', 'ubuntu-16.04'],
    );
    for (const system of ['ubuntu-24.04', 'photon-5']) {
      assert.equal(names.filter((name) => name.startsWith(system)).length, 2, names.join(' '));
    }
  });

  it('says the Kubernetes minor in the name, the item, the temporary vApp and the repository alike', async () => {
    for (const definition of (await loadDefinitions()).values()) {
      if (!current.test(definition.name)) continue;
      const minor = /^v(1\.\d+)\./.exec(definition.kubernetesVersion)?.[1] ?? '';
      assert.ok(definition.name.endsWith(`-k8s-${minor}`), definition.name);
      assert.equal(definition.catalogItem, definition.name);
      assert.ok(definition.temporaryVApp.includes(`k8s${minor.replace('.', '')}`), definition.temporaryVApp);
      for (const setting of ['KUBERNETES_REPOSITORY', 'KUBERNETES_KEY']) {
        assert.ok(definition.settings[setting]?.includes(`/v${minor}/`), `${definition.name} ${setting}`);
      }
      assert.match(definition.description, new RegExp(`^Kubernetes ${minor}\\.\\d+$`, 'm'));
    }
  });

  it('names only add-ons and guest backends that there are', async () => {
    const addons = await addonNames();
    for (const { name, cni, guestBackend } of (await loadDefinitions()).values()) {
      assert.ok(cni === undefined || addons.includes(cni), `${name} wants ${cni}`);
      if (current.test(name)) assert.ok(GuestBackendKind.safeParse(guestBackend).success, guestBackend);
    }
  });

  it('says a checksum only where the file behind the address cannot change', async () => {
    for (const { name, image } of (await loadDefinitions()).values()) {
      assert.equal(image.sha256 === undefined, current.test(name), name);
    }
  });

  it('keeps every address out of the scripts, so that a mirror can stand in its place', async () => {
    const files = await readdir(definitionsDirectory, { recursive: true });
    const scripts = files.filter((file) => file.endsWith('.sh'));
    assert.ok(scripts.length > 10);
    for (const script of scripts) {
      const text = await readFile(join(definitionsDirectory, script), 'utf8');
      const code = text.replace(/^\s*#.*$/gm, '');
      assert.doesNotMatch(code, /https?:\/\/|\b[a-z0-9-]+\.(io|com|org|net)\b/, script);
    }
  });

  it('refuses a file that is wrong, and says where', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cse-definitions-'));
    try {
      await mkdir(join(directory, 'odd'));
      await writeFile(
        join(directory, 'odd', 'template.yaml'),
        'description: x\nimage: {name: a, url: ftp://x/y}\n',
      );
      await assert.rejects(loadDefinitions(directory), (error: unknown) => {
        assert.ok(error instanceof DefinitionUnusable);
        assert.match(error.message, /odd\/template\.yaml: /);
        assert.match(error.message, /image\.url/);
        assert.match(error.message, /templates/);
        return true;
      });
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('refuses two definitions of one name', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cse-definitions-'));
    try {
      const text = await readFile(join(definitionsDirectory, 'photon-v2', 'template.yaml'), 'utf8');
      for (const folder of ['a', 'b']) {
        await mkdir(join(directory, folder));
        await writeFile(join(directory, folder, 'template.yaml'), text);
      }
      await assert.rejects(
        loadDefinitions(directory),
        /b\/template\.yaml: there is another definition 'photon-v2'/,
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
