import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { templatePlan } from '#workload/template-plan.ts';

const program = fileURLToPath(
  new URL('../../../src/workload/scripts/customize-template.sh', import.meta.url),
);
const customizing = 'guestinfo.postcustomization.template.customization.status';
const validating = 'guestinfo.postcustomization.template.validation.status';
const exitStatus = 'guestinfo.post_customization_script_execution_status';
const reason = 'guestinfo.post_customization_script_execution_failure_reason';

interface Machine {
  readonly root: string;
  /** Runs the program; what it told the hypervisor, in order. */
  readonly run: () => {
    readonly status: number | null;
    readonly stderr: string;
    readonly told: readonly (readonly string[])[];
  };
  readonly has: (path: string) => boolean;
}

/** A machine in a directory, with stand-ins for the programs that the script calls. */
function machine(
  t: TestContext,
  scripts: { readonly customize: string; readonly validate: string; readonly seal: 'yes' | 'no' },
): Machine {
  const root = mkdtempSync(join(tmpdir(), 'cse-machine-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const put = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const stand = (name: string, text: string) => {
    put(`bin/${name}`, `#!/bin/bash\n${text}\n`);
    chmodSync(join(root, 'bin', name), 0o755);
  };
  stand('vmtoolsd', `echo "\${2#info-set }" >>${root}/told`);
  stand('cloud-init', `echo "$*" >>${root}/cloud-init.calls`);
  stand('systemctl', ':');
  put('var/lib/cse/customize.sh', scripts.customize);
  put('var/lib/cse/validate.sh', scripts.validate);
  put('var/lib/cse/template.env', `CSE_SEAL=${scripts.seal}\n`);
  put('etc/machine-id', 'abc\n');
  put('etc/ssh/ssh_host_rsa_key', 'secret');
  put('etc/systemd/system/cse-customize.service', '[Unit]');
  return {
    root,
    run() {
      const env = { ...process.env, CSE_ROOT: root, PATH: `${root}/bin:${process.env['PATH']}` };
      const { status, stderr } = spawnSync('bash', [program], { env });
      const told = readFileSync(join(root, 'told'), 'utf8').trimEnd().split('\n');
      const pairs = told.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
      return { status, stderr: stderr.toString(), told: pairs };
    },
    has: (path) => existsSync(join(root, path)),
  };
}

const good = {
  customize: 'touch "$CSE_ROOT/customized"',
  validate: 'echo ok everything',
  seal: 'yes',
} as const;

describe('the program that makes an image of a machine', () => {
  it('customizes, validates, and leaves nothing that is this machine’s alone', (t) => {
    const { run, has, root } = machine(t, good);
    const { status, told } = run();
    assert.equal(status, 0);
    assert.deepEqual(told, [
      [exitStatus, '0'],
      [customizing, 'in_progress'],
      [customizing, 'successful'],
      [validating, 'in_progress'],
      [validating, 'successful'],
    ]);
    assert.ok(has('customized'));
    assert.equal(readFileSync(join(root, 'etc/machine-id'), 'utf8'), '');
    for (const path of [
      'etc/ssh/ssh_host_rsa_key',
      'var/lib/cse',
      'etc/systemd/system/cse-customize.service',
    ]) {
      assert.ok(!has(path), path);
    }
    assert.equal(readFileSync(join(root, 'cloud-init.calls'), 'utf8'), 'clean --logs\n');
  });

  it('leaves a machine as it is that is not to be captured', (t) => {
    const { run, has } = machine(t, { ...good, seal: 'no' });
    assert.equal(run().status, 0);
    assert.ok(has('etc/ssh/ssh_host_rsa_key'));
    assert.ok(!has('cloud-init.calls'));
  });

  it('ends with the exit status of a script that failed, and its last words', (t) => {
    const { run, has } = machine(t, { ...good, customize: 'echo no route to pkgs.k8s.io >&2; exit 3' });
    const { status, told, stderr } = run();
    assert.equal(status, 3);
    const words = 'the customization script ended with exit status 3: no route to pkgs.k8s.io';
    assert.deepEqual(told.slice(-2), [
      [reason, `${words} `],
      [exitStatus, '3'],
    ]);
    assert.match(stderr, new RegExp(words));
    assert.ok(has('etc/ssh/ssh_host_rsa_key'), 'it is not sealed');
  });

  it('says what is missing', (t) => {
    const validate = 'echo ok containerd; echo "missing kubeadm v1.36.3: install it"; exit 1';
    const { told, status } = machine(t, { ...good, validate }).run();
    assert.equal(status, 1);
    assert.match(
      told.find(([key]) => key === reason)?.[1] ?? '',
      /cannot be a node: missing kubeadm v1.36.3: install it/,
    );
    assert.ok(!told.some(([key, value]) => key === validating && value === 'successful'));
  });

  it('does not customize twice, and validates again', (t) => {
    const customize = 'echo once >>"$CSE_ROOT/customizations"';
    const validate = '[[ -e $CSE_ROOT/mended ]] || { touch "$CSE_ROOT/mended"; exit 1; }';
    const { run, root } = machine(t, { ...good, customize, validate });
    assert.equal(run().status, 1);
    assert.equal(run().status, 0);
    assert.equal(readFileSync(join(root, 'customizations'), 'utf8'), 'once\n');
  });
});

it('a template’s plan has the scripts, is named after build and machine, and says whether to seal', async () => {
  const plan = (build: string, toBeCaptured: boolean) =>
    templatePlan({
      build,
      vm: { id: 'vm-1', name: 'noble-temp' },
      sshKey: 'ssh-ed25519 AAAA a\n\nssh-ed25519 BBBB b\n',
      toBeCaptured,
      scripts: { init: undefined, customize: 'cust', validate: 'val' },
    });
  const one = await plan('b1', true);
  assert.deepEqual(one.sshKeys, ['ssh-ed25519 AAAA a', 'ssh-ed25519 BBBB b']);
  assert.equal(one.hostname, 'noble-temp');
  const contents = new Map(one.files.map(({ path, content }) => [path, content]));
  assert.equal(contents.get('/var/lib/cse/customize.sh'), 'cust');
  assert.equal(contents.get('/var/lib/cse/validate.sh'), 'val');
  assert.equal(contents.get('/var/lib/cse/template.env'), 'CSE_SEAL=yes\n');
  assert.equal((await plan('b1', false)).hash, one.hash);
  assert.notEqual((await plan('b2', true)).hash, one.hash);
});
