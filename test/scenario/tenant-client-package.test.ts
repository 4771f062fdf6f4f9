import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startVcdsim } from 'vcdsim';
import { z } from 'zod';
import { openTenantShell } from '../support/tenant-shell.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const Manifest = z.object({ version: z.string(), bin: z.record(z.string(), z.string()) });

/** Why a package cannot be installed here; false when the registry answers. */
async function noRegistry(): Promise<string | false> {
  return run('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000']).then(
    () => false as const,
    () => 'the npm registry does not answer: the package was not installed',
  );
}

describe('the package vcd-cse', { skip: await noRegistry() }, () => {
  let directory = '';
  let installed = '';
  let program = '';

  /** As a person does it who has the tarball and no checkout. */
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'vcd-cse-package-'));
    const pack = ['pack', '--workspace', 'vcd-cse', '--pack-destination', directory, '--loglevel=error'];
    await run('npm', pack, { cwd: root });
    const [tarball = ''] = (await readdir(directory)).filter((file) => file.endsWith('.tgz'));
    await writeFile(join(directory, 'package.json'), '{}');
    const install = [
      'install',
      `./${tarball}`,
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    await run('npm', install, { cwd: directory });
    installed = join(directory, 'node_modules', 'vcd-cse');
    program = join(directory, 'node_modules', '.bin', 'vcd-cse');
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const manifest = async () =>
    Manifest.parse(JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')));

  it('holds JavaScript and nothing that Node would have to strip', async () => {
    const files = await readdir(installed, { recursive: true });
    assert.ok(files.includes(join('dist', 'main.js')), files.join('\n'));
    assert.ok(files.includes('README.md') && files.includes('LICENSE'));
    assert.deepEqual(
      files.filter((file) => /\.ts$|^(src|test)\b/.test(file)),
      [],
    );
  });

  it('has one program, and it runs where there is no checkout', async () => {
    assert.deepEqual(Object.keys((await manifest()).bin), ['vcd-cse']);
    const shell = await openTenantShell(directory, program);
    const { version } = await manifest();
    const text = `CSE, Container Service Extension for VMware vCloud Director, version ${version}\n`;
    assert.deepEqual(await shell.run('version'), { code: 0, stdout: text, stderr: '' });
  });

  it('logs in to Cloud Director and shows who that was', async () => {
    await using sim = await startVcdsim();
    const shell = await openTenantShell(directory, program);
    const login = await shell.run(`login ${sim.url} acme alice`, { input: 'secret' });
    assert.deepEqual(login, {
      code: 0,
      stdout: "alice logged in, org: 'acme', vdc: 'acme-vdc'\n",
      stderr: '',
    });
    assert.match((await shell.run('whoami -o yaml')).stdout, /^user: alice$/m);
  });
});
