/** The unit that we ship, in front of the systemd that is here. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

const packaging = join(import.meta.dirname, '..', '..', 'packaging');
const missing = ['systemd-analyze', 'systemd-sysusers'].find(
  (program) => spawnSync(program, ['--version']).error,
);

describe('cse.service', { skip: missing === undefined ? false : `${missing} is not installed` }, () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cse-unit-'));
  });
  after(() => rm(directory, { recursive: true }));

  it('is a unit that systemd takes without a word', async () => {
    const unit = join(directory, 'cse.service');
    await copyFile(join(packaging, 'cse.service'), unit);
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const about = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('cse.service'));
    assert.deepEqual(about, []);
  });

  it('exposes the machine to little', () => {
    const unit = join(packaging, 'cse.service');
    const { status, stdout, stderr } = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', '--threshold=20', '--no-pager', unit],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, `${stdout}${stderr}`);
  });

  it('runs as a user that systemd-sysusers makes from the file beside it', async () => {
    const unit = await readFile(join(packaging, 'cse.service'), 'utf8');
    const [, user = ''] = /^User=(.*)$/m.exec(unit) ?? [];
    await writeFile(join(directory, 'empty'), '');
    const { status, stdout, stderr } = spawnSync(
      'systemd-sysusers',
      ['--dry-run', `--root=${directory}`, join(packaging, 'cse.sysusers')],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    assert.match(`${stdout}${stderr}`, new RegExp(`Creating user '${user}'|Would create user ${user}`, 'i'));
  });
});
