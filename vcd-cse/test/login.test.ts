import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startVcdsim } from 'vcdsim';
import { z } from 'zod';
import { loadProfile, profilePath } from '../src/profile.ts';
import { startScriptedServer, type ScriptedAnswer } from '../../test/support/scripted-server.ts';
import { json, legacySession, xml } from './scripted-cloud.ts';
import { testWorld } from './test-world.ts';

const current = {
  user: { name: 'alice', id: 'urn:vcloud:user:1' },
  org: { name: 'acme', id: 'urn:vcloud:org:0a' },
};

const org = xml(
  200,
  '<Org xmlns="http://www.vmware.com/vcloud/v1.5" name="acme">' +
    ['zeta', 'alpha']
      .map(
        (name) =>
          `<Link rel="down" type="application/vnd.vmware.vcloud.vdc+xml" name="${name}" href="https://x/api/vdc/${name}"/>`,
      )
      .join('') +
    '<Link rel="down" type="application/vnd.vmware.vcloud.catalog+xml" name="other" href="https://x/api/catalog/1"/></Org>',
);

const openApiSession: ScriptedAnswer = {
  status: 200,
  headers: { 'X-VMWARE-VCLOUD-ACCESS-TOKEN': 'new-token' },
  body: JSON.stringify(current),
};

function versions(...list: readonly (readonly [version: string, loginPath: string])[]): ScriptedAnswer {
  const infos = list.map(
    ([version, path]) =>
      `<VersionInfo deprecated="false"><Version>${version}</Version><LoginUrl>https://elsewhere${path}</LoginUrl></VersionInfo>`,
  );
  return xml(
    200,
    `<SupportedVersions xmlns="http://www.vmware.com/vcloud/versions">${infos.join('')}</SupportedVersions>`,
  );
}

const doors = { old: '/api/sessions', new: '/cloudapi/1.0.0/sessions' };

/** What a cloud with these answers is asked during a login, and what becomes of it. */
async function login(answers: Readonly<Record<string, ScriptedAnswer>>, words: string, input = '') {
  await using server = await startScriptedServer(
    ({ method, path }) => answers[`${method} ${path}`] ?? { status: 404, body: '' },
  );
  await using user = await testWorld();
  const ended = await user.run(words.replace('HOST', server.url), { input });
  const profile = ended.code === 0 ? await loadProfile(user.world) : undefined;
  return { ...ended, profile, trail: server.trail(), seen: server.seen };
}

describe('login', () => {
  it('speaks the newest version that both know, by numbers, through the door of that version', async () => {
    const offered = versions(
      ['9.0', doors.old],
      ['37.0', doors.new],
      ['36.3', doors.new],
      ['40.0', doors.new],
      ['39.0.0-alpha', doors.new],
    );
    const ended = await login(
      {
        'GET /api/versions': offered,
        'POST /cloudapi/1.0.0/sessions': openApiSession,
        'GET /api/org/0a': org,
      },
      'login HOST acme alice -p se:cret',
    );
    assert.equal(ended.stdout, "alice logged in, org: 'acme', vdc: 'alpha'\n");
    assert.equal(ended.profile?.apiVersion, '37.0');
    assert.deepEqual(ended.profile?.token, { kind: 'bearer', value: 'new-token' });
    assert.deepEqual(ended.trail, ['GET /api/versions', 'POST /cloudapi/1.0.0/sessions', 'GET /api/org/0a']);
    assert.equal(ended.seen[1]?.headers['accept'], 'application/json;version=37.0');
    assert.equal(
      ended.seen[1]?.headers['authorization'],
      `Basic ${Buffer.from('alice@acme:se:cret').toString('base64')}`,
    );
    assert.equal(ended.seen[2]?.headers['authorization'], 'Bearer new-token');
  });

  it('takes the old door of an old release, and the old token', async () => {
    const ended = await login(
      {
        'GET /api/versions': versions(['30.0', doors.old], ['31.0', doors.old]),
        'POST /api/sessions': legacySession,
        'GET /api/org/0a': org,
      },
      'login HOST acme alice -p secret --vdc zeta',
    );
    assert.equal(ended.stdout, "alice logged in, org: 'acme', vdc: 'zeta'\n");
    assert.deepEqual(ended.profile?.token, { kind: 'legacy', value: 'old-token' });
    assert.equal(ended.seen[2]?.headers['x-vcloud-authorization'], 'old-token');
  });

  it('takes the door of providers for administrators of the system', async () => {
    const administrator = {
      user: { name: 'administrator' },
      org: { name: 'System', id: 'urn:vcloud:org:ff' },
    };
    const ended = await login(
      {
        'GET /api/versions': versions(['37.0', doors.new]),
        'POST /cloudapi/1.0.0/sessions/provider': {
          ...openApiSession,
          body: JSON.stringify(administrator),
        },
        'GET /api/org/ff': xml(200, '<Org xmlns="http://www.vmware.com/vcloud/v1.5" name="System"/>'),
      },
      'login HOST system administrator -p secret',
    );
    assert.equal(ended.stdout, "administrator logged in, org: 'System', vdc: ''\n");
    assert.equal(ended.profile?.systemAdministrator, true);
  });

  it('exchanges an API token for an access token, and learns the user from it', async () => {
    await using user = await testWorld();
    const file = join(user.home, 'api-token');
    await writeFile(file, 'refresh-me\n');
    const answers = {
      'GET /api/versions': versions(['37.0', doors.new]),
      'POST /oauth/tenant/acme/token': json(200, { access_token: 'new-token', token_type: 'Bearer' }),
      'GET /cloudapi/1.0.0/sessions/current': json(200, current),
      'GET /api/org/0a': org,
    };
    const ended = await login(answers, `login HOST acme --token-file ${file}`);
    assert.equal(ended.stdout, "alice logged in, org: 'acme', vdc: 'alpha'\n");
    assert.equal(ended.seen[1]?.body, 'grant_type=refresh_token&refresh_token=refresh-me');
    assert.equal(ended.seen[1]?.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(ended.seen[1]?.headers['authorization'], undefined);

    const others = await login(answers, `login HOST acme bob --token-file ${file}`);
    assert.deepEqual(
      [others.code, others.stderr],
      [2, 'Error: The API token belongs to alice, not to bob\n'],
    );
    const revoked = await login(
      { ...answers, 'POST /oauth/tenant/acme/token': json(400, { minorErrorCode: 'x', message: 'revoked' }) },
      `login HOST acme --token-file ${file}`,
    );
    assert.match(
      revoked.stderr,
      /^Error: The API token was not accepted for organization 'acme'\.\n.*revoked/,
    );
    const older = await login(
      { 'GET /api/versions': versions(['35.0', doors.old]) },
      `login HOST acme --token-file ${file}`,
    );
    assert.match(older.stderr, /exchanged no API token \(HTTP 404\)\.\nAPI tokens are there since/);
  });

  it('takes an API token that Cloud Director handed out, and no other', async () => {
    await using sim = await startVcdsim();
    await using user = await testWorld();
    await user.run(`login ${sim.url} acme alice -p secret`);
    const bearer = (await loadProfile(user.world)).token.value;
    const oauth = async (path: string, body: string): Promise<Record<string, unknown>> => {
      const headers = { authorization: `Bearer ${bearer}`, accept: 'application/json' };
      const answer = await fetch(`${sim.url}/oauth/tenant/acme/${path}`, { method: 'POST', headers, body });
      return z.record(z.string(), z.unknown()).parse(await answer.json());
    };
    const { client_id } = await oauth('register', JSON.stringify({ client_name: 'ci' }));
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: bearer };
    const form = new URLSearchParams({ ...grant, client_id: String(client_id) });
    const { refresh_token } = await oauth('token', form.toString());
    const file = join(user.home, 'api-token');
    await writeFile(file, String(refresh_token));
    await user.run('logout');

    const words = `login ${sim.url} acme --token-file ${file}`;
    assert.equal((await user.run(words)).stdout, "alice logged in, org: 'acme', vdc: 'acme-vdc'\n");
    assert.match((await user.run('whoami')).stdout, /^user +alice$/m);
    assert.doesNotMatch(await readFile(profilePath(user.world), 'utf8'), new RegExp(String(refresh_token)));

    await writeFile(file, 'another');
    assert.match((await user.run(words)).stderr, /^Error: The API token was not accepted/);
  });

  it('asks for a password where none was given, and takes it from a pipe', async () => {
    const answers = {
      'GET /api/versions': versions(['37.0', doors.new]),
      'POST /cloudapi/1.0.0/sessions': openApiSession,
      'GET /api/org/0a': org,
    };
    const piped = await login(answers, 'login HOST acme alice', 'from a pipe\r\nand more');
    assert.equal(
      piped.seen[1]?.headers['authorization'],
      `Basic ${Buffer.from('alice@acme:from a pipe').toString('base64')}`,
    );
    const silent = await login(answers, 'login HOST acme alice');
    assert.deepEqual([silent.code, silent.stderr], [2, 'Error: There is no password on standard input\n']);
  });

  it('says when the password is wrong, and does not ask twice', async () => {
    const ended = await login(
      {
        'GET /api/versions': versions(['37.0', doors.new]),
        'POST /cloudapi/1.0.0/sessions': { status: 401 },
      },
      'login HOST acme alice -p wrong',
    );
    assert.equal(ended.code, 1);
    assert.match(
      ended.stderr,
      /does not let alice of organization 'acme' in\.\nCheck organization, user and password/,
    );
    assert.equal(ended.trail.length, 2);
  });

  it('says when there is no version that both speak', async () => {
    const none = await login(
      { 'GET /api/versions': versions(['5.5', doors.old], ['40.0', doors.new]) },
      'login HOST acme alice -p x',
    );
    assert.match(
      none.stderr,
      /speaks no version of the API that vcd-cse knows \(29\.0 to 39\.1\)\.\nIt offers: 5\.5, 40\.0\n$/,
    );
    const other = await login(
      { 'GET /api/versions': versions(['37.0', doors.new]) },
      'login HOST acme alice -p x -V 36.0',
    );
    assert.match(other.stderr, /The API version 36\.0 is not spoken by both/);
  });

  it('says when something else answers', async () => {
    const ended = await login({}, 'login HOST acme alice -p x');
    assert.match(
      ended.stderr,
      /does not answer as Cloud Director does \(HTTP 404\)\.\nCheck host and port\.\n$/,
    );
  });

  it('says which virtual datacenters there are when the wanted one is not among them', async () => {
    const ended = await login(
      {
        'GET /api/versions': versions(['37.0', doors.new]),
        'POST /cloudapi/1.0.0/sessions': openApiSession,
        'GET /api/org/0a': org,
      },
      'login HOST acme alice -p x --vdc nowhere',
    );
    assert.deepEqual(
      [ended.code, ended.stderr],
      [1, "Error: Virtual datacenter 'nowhere' not found.\nThere are: alpha, zeta\n"],
    );
  });

  for (const [words, text] of [
    ['login http://10.0.0.1 acme alice -p x', 'http:// is not accepted for 10.0.0.1: use https'],
    ['login ftp://vcd acme alice -p x', 'ftp:// is not accepted for vcd: use https'],
    ['login https://u:p@vcd acme alice -p x', "'https://u:p@vcd' is no host name"],
    ['login https://vcd acme', 'Name the user, or give --token-file'],
    ['login vcd acme alice -p x --token-file y', 'Either --password or --token-file, not both'],
    ['login vcd acme --token-file /no/such/file', 'The API token cannot be read: ENOENT'],
    ['login vcd acme alice --ca-file /no/such/file', 'The certificate cannot be read: ENOENT'],
  ] as const) {
    it(`refuses: ${words}`, async () => {
      await using user = await testWorld();
      const ended = await user.run(words);
      assert.equal(ended.code, 2);
      assert.ok(ended.stderr.startsWith(`Error: ${text}`), ended.stderr);
    });
  }

  it('trusts what is signed by a known authority, another one that is named, or everything: then it says so', async () => {
    await using sim = await startVcdsim({ tls: true });
    await using user = await testWorld();
    const words = `login ${sim.url} acme alice -p secret`;
    const refused = await user.run(words);
    assert.match(
      refused.stderr,
      /^Error: The certificate of .* is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)\.\nLog in with --ca-file/,
    );

    const ca = join(user.home, 'ca.pem');
    await writeFile(ca, sim.caCertificate ?? '');
    assert.deepEqual(await user.run(`${words} --ca-file ${ca}`), {
      code: 0,
      stdout: "alice logged in, org: 'acme', vdc: 'acme-vdc'\n",
      stderr: '',
    });
    assert.equal((await user.run('whoami')).stderr, '');

    assert.match(
      (await user.run(`${words} --insecure`)).stderr,
      /^Warning: the certificate of .* is not checked/,
    );
    assert.match((await user.run('whoami')).stderr, /^Warning: the certificate of .* is not checked/);
  });
});
