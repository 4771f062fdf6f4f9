import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { loadConfig, permissionProblems } from '#config/load-config.ts';
import { sampleConfig, samplePksConfig } from '#config/sample.ts';

describe('configuration file', () => {
  let directory = '';
  let path = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cse-config-'));
    path = join(directory, 'config.yaml');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is read when only its owner may read it', async () => {
    await writeFile(path, sampleConfig, { mode: 0o600 });
    const { config } = await loadConfig(path);
    assert.equal(config.store.path, join(directory, 'cse.db'));
  });

  it('is refused when others may read it, before anything is looked at', async () => {
    await writeFile(path, 'no: config');
    await chmod(path, 0o755);
    await assert.rejects(loadConfig(path), {
      name: 'ConfigInvalid',
      message: [
        `Remove execute permission of the Owner for the file ${path}`,
        `Remove read, write and execute permissions of Others for the file ${path}`,
        `Remove read, write and execute permissions of Group for the file ${path}`,
      ].join('\n'),
    });
  });

  it('has the second file that it names checked too', async () => {
    const pks = join(directory, 'pks.yaml');
    await writeFile(path, sampleConfig.replace('pks_config: null', `pks_config: ${pks}`), { mode: 0o600 });
    await assert.rejects(loadConfig(path), { code: 'ENOENT' });
    await writeFile(pks, samplePksConfig, { mode: 0o640 });
    await assert.rejects(loadConfig(path), /permissions of Group for the file .*pks\.yaml/);
    await chmod(pks, 0o400);
    const { warnings } = await loadConfig(path);
    assert.ok(warnings.some((warning) => warning.startsWith('PKS is not offered')));
  });

  it('is not there', async () => {
    await assert.rejects(loadConfig(path), { code: 'ENOENT' });
  });
});

for (const [mode, count] of [
  [0o600, 0],
  [0o400, 0],
  [0o640, 1],
  [0o604, 1],
  [0o700, 1],
  [0o644, 2],
  [0o777, 3],
] as const) {
  it(`finds ${count} problems in the mode ${mode.toString(8)}`, () => {
    assert.equal(permissionProblems(0o100000 | mode, 'config.yaml').length, count);
  });
}
