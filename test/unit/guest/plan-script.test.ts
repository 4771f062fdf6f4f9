import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import type { BootPlan } from '#guest/guest-backend.ts';
import { planScript } from '#guest/guest-operations/plan-script.ts';
import { samplePlans } from '../../support/boot-plans.ts';

const hostile = `it's $(touch /tmp/owned) \`reboot\` "x" \\ é\n`;

test('a plan is written, set up and run by one script, which is gone then', async () => {
  const root = await mkdtemp(`${tmpdir()}/cse-plan-`);
  const script = `${root}/plan.sh`;
  const plan: BootPlan = {
    hash: 'abc',
    hostname: 'mstr-a1b2',
    sshKeys: [],
    files: [
      { path: `${root}/etc/secret it's`, permissions: '0600', content: hostile },
      { path: `${root}/bin/program`, permissions: '0700', content: 'printf "%s\\n" "$@" >"$0.ran"\n' },
    ],
    commands: [['false'], ['touch', `${root}/set 'up'`]],
    program: ['bash', `${root}/bin/program`, hostile, '--last'],
  };
  await writeFile(script, planScript(plan));
  const { status, stderr } = spawnSync('bash', [script]);
  assert.equal(stderr.toString(), '');
  assert.equal(status, 0);
  assert.equal(await readFile(`${root}/etc/secret it's`, 'utf8'), hostile);
  const modes = await Promise.all(
    [`${root}/etc/secret it's`, `${root}/bin/program`, `${root}/etc`].map((path) => stat(path)),
  );
  assert.deepEqual(
    modes.map(({ mode }) => (mode & 0o777).toString(8)),
    ['600', '700', '755'],
  );
  assert.ok(existsSync(`${root}/set 'up'`));
  assert.equal(await readFile(`${root}/bin/program.ran`, 'utf8'), `${hostile}\n--last\n`);
  assert.equal(existsSync(script), false);
  await rm(root, { recursive: true });
});

test('a file that cannot be written ends it: nothing runs with half of its data', async () => {
  const root = await mkdtemp(`${tmpdir()}/cse-plan-`);
  await mkdir(`${root}/taken.new`);
  const script = `${root}/plan.sh`;
  const plan: BootPlan = {
    hash: 'abc',
    hostname: 'mstr-a1b2',
    sshKeys: [],
    files: [{ path: `${root}/taken`, permissions: '0600', content: 'x' }],
    commands: [['touch', `${root}/ran`]],
    program: ['true'],
  };
  await writeFile(script, planScript(plan));
  assert.notEqual(spawnSync('bash', [script]).status, 0);
  assert.equal(existsSync(`${root}/ran`), false);
  await rm(root, { recursive: true });
});

test('ssh keys are added once, whatever stands there', async () => {
  const keys = ['ssh-ed25519 AAAA one', 'ssh-ed25519 BBBB two'];
  const plan: BootPlan = {
    hash: 'abc',
    hostname: 'n',
    sshKeys: keys,
    files: [],
    commands: [],
    program: ['true'],
  };
  const root = await mkdtemp(`${tmpdir()}/cse-plan-`);
  const text = planScript(plan).replace('/root/.ssh/', `${root}/.ssh/`);
  for (let run = 0; run < 2; run += 1) {
    await writeFile(`${root}/plan.sh`, text);
    assert.equal(spawnSync('bash', [`${root}/plan.sh`]).status, 0);
  }
  assert.equal(await readFile(`${root}/.ssh/authorized_keys`, 'utf8'), `${keys.join('\n')}\n`);
  assert.equal((await stat(`${root}/.ssh/authorized_keys`)).mode & 0o777, 0o600);
  await rm(root, { recursive: true });
});

const shellcheckAbsent = spawnSync('shellcheck', ['--version']).error !== undefined;

test(
  'shellcheck finds nothing in the plan of a node',
  { skip: shellcheckAbsent && 'no shellcheck' },
  async () => {
    const plans = await samplePlans(new Date());
    for (const plan of [plans.controlPlane, plans.worker, plans.nfs]) {
      const { status, stdout } = spawnSync('shellcheck', ['-'], { input: planScript(plan) });
      assert.equal(status, 0, stdout.toString().slice(0, 2000));
    }
  },
);
