import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startVcdsim } from 'vcdsim';
import { z } from 'zod';
import { openTenantShell } from '../support/tenant-shell.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const Manifest = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) });

describe('the package vcd-cse', () => {
  let directory = '';
  let installed = '';

  /** As npm would: the package unpacked, and beside it what it depends on, here from the checkout. */
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'vcd-cse-package-'));
    await run(
      'npm',
      ['pack', '--workspace', 'vcd-cse', '--pack-destination', directory, '--loglevel=error'],
      {
        cwd: root,
      },
    );
    const [tarball = ''] = (await readdir(directory)).filter((file) => file.endsWith('.tgz'));
    installed = join(directory, 'node_modules', 'vcd-cse');
    await mkdir(installed, { recursive: true });
    await run('tar', ['-xzf', join(directory, tarball), '-C', installed, '--strip-components=1']);
    await linkDependencies();
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const manifest = async () =>
    Manifest.parse(JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')));

  /** Only what the package names itself is put beside it: anything else that it needs would be missed. */
  async function linkDependencies(): Promise<void> {
    for (const name of Object.keys((await manifest()).dependencies)) {
      await symlink(join(root, 'node_modules', name), join(directory, 'node_modules', name));
    }
  }

  it('holds JavaScript and nothing that Node would have to strip', async () => {
    const files = await readdir(installed, { recursive: true });
    assert.ok(files.includes(join('dist', 'main.js')), files.join('\n'));
    assert.ok(files.includes('README.md') && files.includes('LICENSE'));
    assert.deepEqual(
      files.filter((file) => /\.ts$|^(src|test)\b/.test(file)),
      [],
    );
  });

  it('runs where there is no checkout', async () => {
    const shell = await openTenantShell(directory, join(installed, 'bin', 'vcd-cse.js'));
    const { version } = await manifest();
    const text = `CSE, Container Service Extension for VMware vCloud Director, version ${version}\n`;
    assert.deepEqual(await shell.run('version'), { code: 0, stdout: text, stderr: '' });
  });

  it('logs in to Cloud Director and shows who that was', async () => {
    await using sim = await startVcdsim();
    const shell = await openTenantShell(directory, join(installed, 'bin', 'vcd-cse.js'));
    const login = await shell.run(`login ${sim.url} acme alice`, { input: 'secret' });
    assert.deepEqual(login, {
      code: 0,
      stdout: "alice logged in, org: 'acme', vdc: 'acme-vdc'\n",
      stderr: '',
    });
    assert.match((await shell.run('whoami -o yaml')).stdout, /^user: alice$/m);
  });
});
