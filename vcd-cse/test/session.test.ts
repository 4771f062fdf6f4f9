import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { profilePath } from '../src/profile.ts';
import { legacySession, scriptedCloud } from './scripted-cloud.ts';
import { testWorld } from './test-world.ts';

describe('sessions', () => {
  it('are ended and forgotten by logout, whatever Cloud Director says', async () => {
    await using cloud = await scriptedCloud({ 'DELETE /cloudapi/1.0.0/sessions/current': { status: 401 } });
    assert.equal((await cloud.run('logout')).stdout, 'alice logged out.\n');
    assert.equal(cloud.server.seen[0]?.headers['authorization'], 'Bearer token-of-alice');
    const { stderr, code } = await cloud.run('whoami');
    assert.deepEqual(
      [stderr, code],
      ["Error: Can't restore session, please login again.\nLog in: vcd-cse login HOST ORG USER\n", 1],
    );
  });

  it('of old API versions are where they always were', async () => {
    await using cloud = await scriptedCloud(
      { 'GET /api/session': legacySession },
      { apiVersion: '31.0', token: { kind: 'legacy', value: 't' } },
    );
    assert.match((await cloud.run('whoami')).stdout, /^user +alice$/m);
    assert.equal(cloud.server.seen[0]?.headers['x-vcloud-authorization'], 't');
  });

  it('that are over are known by whoami, which gives the command for a new one', async () => {
    await using cloud = await scriptedCloud({ 'GET /cloudapi/1.0.0/sessions/current': { status: 401 } });
    const { stderr, code } = await cloud.run('whoami');
    assert.equal(
      stderr,
      `Error: The session of alice at ${cloud.server.url} has expired.\nLog in again: vcd-cse login ${cloud.server.url} acme alice\n`,
    );
    assert.equal(code, 1);
  });
});

describe('the profile', () => {
  it('is where the environment says', async () => {
    await using user = await testWorld();
    const at = (environment: Record<string, string>) => profilePath({ ...user.world, environment });
    assert.equal(at({}), join(user.home, '.vcd-cse', 'profile.json'));
    assert.equal(at({ XDG_CONFIG_HOME: '/x' }), '/x/vcd-cse/profile.json');
    assert.equal(at({ XDG_CONFIG_HOME: '/x', VCD_CSE_PROFILE: '/y/p.json' }), '/y/p.json');
  });

  it('is its owner’s only, in a folder of its own', async () => {
    await using cloud = await scriptedCloud({});
    const path = profilePath(cloud.user.world);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await stat(join(path, '..'))).mode & 0o777, 0o700);
    assert.match(await readFile(path, 'utf8'), /"user": "alice"/);
  });

  for (const [what, content] of [
    ['is cut off', '{"version": 1, "url'],
    ['is of another version', '{"version": 2}'],
    ['is empty', ''],
  ] as const) {
    it(`that ${what} means: log in again`, async () => {
      await using user = await testWorld();
      await mkdir(join(user.home, '.vcd-cse'));
      await writeFile(join(user.home, '.vcd-cse', 'profile.json'), content);
      const ended = await user.run('cluster list');
      assert.match(ended.stderr, /^Error: Can't restore session, please login again\./);
      assert.equal(ended.code, 1);
    });
  }
});
