import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { kubeconfigIn } from '../src/commands/cluster-config.ts';
import { mergeKubeconfig } from '../src/kubeconfig/merge.ts';
import { scriptedCloud } from './scripted-cloud.ts';

function kubeconfig(server: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: 'c1'
  cluster:
    server: ${server}
    certificate-authority-data: Q0E=
users:
- name: 'alice'
  user:
    client-certificate-data: Q0VSVA==
    client-key-data: S0VZ
contexts:
- name: 'alice@c1'
  context:
    cluster: 'c1'
    user: 'alice'
current-context: 'alice@c1'
`;
}

const mine = `# my clusters
apiVersion: v1
kind: Config
clusters:
- name: home # the one under the desk
  cluster: {server: "https://home:6443"}
contexts:
- name: home
  context: {cluster: home, user: me, namespace: default}
users:
- name: me
  user: {token: t0ken}
current-context: home
preferences: {}
`;

const origin = { url: 'https://vcd', org: 'acme', cluster: 'c1' };
const fetched = kubeconfig('https://10.0.0.5:6443');

describe('merging a kubeconfig', () => {
  it('makes one where there was none', () => {
    const merged = mergeKubeconfig({ existing: '', fetched, context: 'c1@acme', origin });
    assert.deepEqual(parse(merged), {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'c1@acme',
          cluster: {
            server: 'https://10.0.0.5:6443',
            'certificate-authority-data': 'Q0E=',
            extensions: [{ name: 'vcd-cse', extension: origin }],
          },
        },
      ],
      users: [
        { name: 'c1@acme-admin', user: { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' } },
      ],
      contexts: [{ name: 'c1@acme', context: { cluster: 'c1@acme', user: 'c1@acme-admin' } }],
      'current-context': 'c1@acme',
    });
  });

  it('keeps everything else, comments too', () => {
    const merged = mergeKubeconfig({ existing: mine, fetched, context: 'c1@acme', origin });
    assert.match(merged, /^# my clusters\n/);
    assert.match(merged, /- name: home # the one under the desk\n/);
    const before = parse(mine);
    const after = parse(merged);
    for (const list of ['clusters', 'users', 'contexts']) {
      assert.deepEqual(after[list][0], before[list][0]);
      assert.equal(after[list].length, 2);
    }
    assert.equal(after['current-context'], 'c1@acme');
  });

  it('replaces what an earlier merge of the same cluster brought', () => {
    const once = mergeKubeconfig({ existing: mine, fetched, context: 'c1@acme', origin });
    const again = kubeconfig('https://10.0.0.99:6443');
    const twice = parse(mergeKubeconfig({ existing: once, fetched: again, context: 'c1@acme', origin }));
    assert.equal(twice.clusters.length, 2);
    assert.equal(twice.clusters[1].cluster.server, 'https://10.0.0.99:6443');
  });

  for (const [what, other] of [
    ['another cloud', { ...origin, url: 'https://vcd2' }],
    ['another organization', { ...origin, org: 'globex' }],
  ] as const) {
    it(`replaces nothing of ${what} that has the same name`, () => {
      const once = mergeKubeconfig({ existing: mine, fetched, context: 'c1', origin });
      assert.throws(
        () => mergeKubeconfig({ existing: once, fetched, context: 'c1', origin: other }),
        /'c1' is in the kubeconfig already \(clusters\), and is not this cluster/,
      );
    });
  }

  it('replaces nothing that somebody else made', () => {
    assert.throws(
      () => mergeKubeconfig({ existing: mine, fetched, context: 'home', origin }),
      /is not this cluster/,
    );
  });

  it('fills lists that are empty or null', () => {
    const existing = 'apiVersion: v1\nkind: Config\nclusters: null\nusers: []\n';
    const merged = parse(mergeKubeconfig({ existing, fetched, context: 'c1', origin }));
    assert.deepEqual([merged.clusters.length, merged.users.length, merged.contexts.length], [1, 1, 1]);
  });

  it('takes any name, and what it writes can be read again', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (context) => {
        fc.pre(!['home', 'me'].includes(context) && context !== 'me-admin');
        const merged = parse(mergeKubeconfig({ existing: mine, fetched, context, origin }));
        assert.deepEqual(
          [merged['current-context'], merged.contexts[1].name, merged.contexts[1].context.user],
          [context, context, `${context}-admin`],
        );
        assert.deepEqual(merged.clusters[0], parse(mine).clusters[0]);
      }),
      { numRuns: 50 },
    );
  });

  for (const existing of ['- a\n- list\n', 'just text', 'a: [1\n']) {
    it(`refuses a file that is no kubeconfig: ${JSON.stringify(existing)}`, () => {
      assert.throws(
        () => mergeKubeconfig({ existing, fetched, context: 'c1', origin }),
        /^Problem: The file to merge into is no kubeconfig: /,
      );
    });
  }

  for (const odd of [
    '',
    'a: [',
    'kind: Config\n',
    kubeconfig('https://x').replace("user: 'alice'", "user: 'bob'"),
  ]) {
    it(`refuses an answer that is no kubeconfig: ${JSON.stringify(odd.slice(-20))}`, () => {
      assert.throws(
        () => mergeKubeconfig({ existing: mine, fetched: odd, context: 'c1', origin }),
        /^Problem: What the service sent is no kubeconfig\.$/,
      );
    });
  }
});

describe('cluster config', () => {
  const answer = { status: 200, headers: { 'content-type': 'text/x-yaml' }, body: JSON.stringify(fetched) };
  const route = 'GET /api/cse/c1/config';

  it('prints the text and a newline, whatever the output format', async () => {
    await using cloud = await scriptedCloud({ [route]: answer });
    assert.deepEqual(await cloud.run('-o json cluster config c1'), {
      code: 0,
      stdout: `${fetched}\n`,
      stderr: '',
    });
    assert.equal(cloud.server.seen[0]?.headers['accept'], 'text/x-yaml;version=37.0');
  });

  it('takes nothing but 200 for a success', async () => {
    await using cloud = await scriptedCloud({ [route]: { ...answer, status: 202 } });
    assert.equal((await cloud.run('cluster config c1')).code, 1);
  });

  it('undoes what an original server sends that is no JSON', () => {
    assert.equal(kubeconfigIn('"a: "b"\\nc: d\\n"'), 'a: "b"\nc: d\n');
  });

  it('saves to a file that only its owner reads', async () => {
    await using cloud = await scriptedCloud({ [route]: answer });
    const file = join(cloud.user.home, 'deep', 'c1.yaml');
    assert.equal((await cloud.run(['cluster', 'config', 'c1', '-s', file])).stdout, `Saved to ${file}.\n`);
    assert.equal(await readFile(file, 'utf8'), fetched);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('merges into the file that kubectl uses, through a link, and keeps what it was', async () => {
    await using cloud = await scriptedCloud({ [route]: answer });
    const { home } = cloud.user;
    const real = join(home, 'real-config');
    const link = join(home, '.kube', 'config');
    await writeFile(real, mine, { mode: 0o600 });
    await mkdir(join(home, '.kube'));
    await symlink(real, link);
    const { stdout } = await cloud.run('cluster config c1 --merge --context work');
    assert.equal(
      stdout,
      `${link}: the current context is now work.\nWhat the file was before is in ${link}.vcd-cse-backup.\n`,
    );
    assert.equal(parse(await readFile(real, 'utf8'))['current-context'], 'work');
    assert.equal(await readFile(`${link}.vcd-cse-backup`, 'utf8'), mine);
    assert.deepEqual((await readdir(home)).toSorted(), ['.kube', '.vcd-cse', 'real-config']);
  });

  it('merges into the first file of KUBECONFIG, or the one that is named', async () => {
    await using cloud = await scriptedCloud({ [route]: answer });
    const [first, named] = [join(cloud.user.home, 'first'), join(cloud.user.home, 'named')];
    const environment = { KUBECONFIG: `:${first}:/other` };
    await cloud.run('cluster config c1 --merge', { environment });
    assert.equal(parse(await readFile(first, 'utf8'))['current-context'], 'c1@acme');
    await cloud.run(['cluster', 'config', 'c1', '--merge', named], { environment });
    assert.equal(parse(await readFile(named, 'utf8'))['current-context'], 'c1@acme');
  });

  it('leaves a file alone that it cannot read, and one that it must not change', async () => {
    await using cloud = await scriptedCloud({ [route]: answer });
    const file = join(cloud.user.home, 'odd');
    await writeFile(file, 'a: [1\n');
    const odd = await cloud.run(['cluster', 'config', 'c1', '--merge', file]);
    assert.deepEqual([odd.code, await readFile(file, 'utf8')], [1, 'a: [1\n']);
    await writeFile(file, mine);
    const taken = await cloud.run(['cluster', 'config', 'c1', '--merge', file, '--context', 'home']);
    assert.match(taken.stderr, /is not this cluster\nChoose another name: --context NAME\n$/);
    assert.deepEqual([taken.code, await readFile(file, 'utf8')], [2, mine]);
  });

  it('says when a file cannot be written', async () => {
    await using cloud = await scriptedCloud({ [route]: answer });
    for (const option of ['-s', '--merge']) {
      const { code, stderr } = await cloud.run(['cluster', 'config', 'c1', option, cloud.user.home]);
      assert.match(stderr, /^Error: .* cannot be written: E/);
      assert.equal(code, 1);
    }
    assert.equal((await cloud.run('cluster config c1 -s a --merge b')).code, 2);
  });
});
