import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import process from 'node:process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../scripts/install-debian-packages.sh', import.meta.url));
const guard = '/usr/sbin/policy-rc.d';

/** Runs a copy of the script where nothing is installed but basic tools and the stand-ins given. */
async function install(standIns: Readonly<Record<string, string>>) {
  const directory = await mkdtemp(`${tmpdir()}/cse-install-`);
  try {
    await mkdir(`${directory}/bin`);
    await mkdir(`${directory}/scripts`);
    await cp(script, `${directory}/scripts/install.sh`);
    for (const tool of ['dirname', 'mkdir', 'touch', 'rm', 'chmod']) {
      await symlink(`/usr/bin/${tool}`, `${directory}/bin/${tool}`);
    }
    for (const [name, body] of Object.entries(standIns)) {
      await writeFile(`${directory}/bin/${name}`, `#!/bin/bash\n${body}\n`);
      await chmod(`${directory}/bin/${name}`, 0o755);
    }
    const env = { PATH: `${directory}/bin`, CALLS: `${directory}/calls` };
    const { status, stderr } = spawnSync('/bin/bash', [`${directory}/scripts/install.sh`], { env });
    const stamped = existsSync(`${directory}/build/debian-packages`);
    return { status, stderr: stderr.toString(), stamped, called: existsSync(`${directory}/calls`) };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const aptGet = 'echo "$@" >> "$CALLS"; exit 100';

test('where all is installed it calls nothing', async () => {
  const run = await install({ 'dpkg-query': 'printf installed', 'apt-get': aptGet, kubectl: '' });
  assert.deepEqual(run, { status: 0, stderr: '', stamped: true, called: false });
});

test('where there is no Debian it says what to install and lets tests skip', async () => {
  const run = await install({});
  assert.equal(run.status, 0);
  assert.match(
    run.stderr,
    /not Debian.* by hand: rabbitmq-server bubblewrap shellcheck prometheus unzip chromium zsh fish$/m,
  );
  assert.ok(run.stamped);
});

test('where installing fails, or is not allowed, it says so, and leaves no guard behind', async () => {
  const guarded = existsSync(guard);
  const run = await install({
    'dpkg-query': '[[ $3 == shellcheck ]] && printf installed',
    'apt-get': aptGet,
  });
  assert.equal(run.status, 0);
  assert.match(
    run.stderr,
    /by hand: apt-get install rabbitmq-server bubblewrap prometheus unzip chromium zsh fish kubernetes-client$/m,
  );
  assert.equal(run.called, process.getuid?.() === 0);
  assert.ok(run.stamped);
  assert.equal(existsSync(guard), guarded);
});
