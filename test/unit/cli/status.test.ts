import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { keyOf } from '#records/metadata.ts';
import { cliWorld } from '../../support/cli-world.ts';
import { assertGolden } from '../../support/golden.ts';
import { openOperatorWorld, operatorToken, soon, type OperatorWorld } from '../../support/operator-world.ts';
import { newCluster, sampleNow } from '../../support/sample-cluster.ts';
import { newTemplate } from '../../support/sample-template.ts';

const ago = (seconds: number) => new Date(sampleNow.getTime() - seconds * 1000).toISOString();

describe('status commands against a running server', { timeout: 300_000 }, () => {
  let world: OperatorWorld;
  let config: string[] = [];
  const { run } = cliWorld({ environment: { USER: 'olga' } });
  const say = async (...words: string[]) => run(...words, ...config);

  before(async () => {
    world = await openOperatorWorld();
    const path = join(dirname(world.socket), 'config.yaml');
    await cliWorld().run('sample', '--output', path);
    config = ['-c', path];
    const { clusters, templates } = world.store;
    await clusters.create(
      newCluster('alpha', {
        metadata: { labels: { tier: 'gold' } },
        status: {
          phase: 'composingVApp',
          phaseSince: ago(90),
          phaseDeadline: ago(-90),
          waiting: { reason: 'CreatingVApp', message: '', until: ago(-2) },
        },
      }),
    );
    await clusters.create(
      newCluster('beta', {
        status: {
          phase: 'poweringOn',
          phaseSince: ago(900),
          phaseDeadline: ago(30),
          lastError: { message: 'vCD answered 503', at: ago(5), attempts: 7 },
        },
      }),
    );
    await templates.create(newTemplate('photon-5', { status: { phase: 'missing', phaseSince: ago(3_600) } }));
    const known = async () => (await world.client.summaries('Cluster', {}, soon())).total === 2;
    while (!(await known()));
  });
  after(() => world[Symbol.asyncDispose]());

  it('asks the server, without a word about where it looked', async () => {
    const { code, stdout, stderr } = await say('get', 'clusters', '--sort-by', 'name', '-o', 'name');
    assert.deepEqual([code, stdout, stderr], [0, 'cluster/alpha\ncluster/beta\n', '']);
    const labelled = await say('get', 'nodes', '-l', 'tier=gold', '--sort-by', 'role', '-o', 'json');
    const { items } = JSON.parse(labelled.stdout) as { items: { cluster: string; role: string }[] }; // as nodes are
    assert.deepEqual(
      items.map(({ cluster, role }) => `${cluster} ${role}`),
      ['alpha control-plane', 'alpha worker', 'alpha worker'],
    );
  });

  it('asks a server on a port, with its token', async () => {
    const tokenFile = join(dirname(world.socket), 'token');
    await writeFile(tokenFile, `${operatorToken}\n`);
    const where = ['--server', world.url, '--token-file', tokenFile];
    assert.equal((await run('get', 'clusters', ...where)).code, 0);
    const environment = { CSE_SERVER: world.url, CSE_TOKEN: operatorToken };
    assert.equal((await cliWorld({ environment }).run('get', 'clusters')).code, 0);
    const wrong = await cliWorld({ environment: { ...environment, CSE_TOKEN: 'guess' } }).run(
      'get',
      'clusters',
    );
    assert.deepEqual(
      [wrong.code, wrong.stderr],
      [1, 'Error: log in, or send the token of the configuration\n'],
    );
    assert.equal((await run('get', 'clusters', '--server', world.url)).code, 2);
    assert.equal((await run('get', 'clusters', '--server', 'nowhere', '--token-file', tokenFile)).code, 2);
    assert.equal(
      (await run('get', 'clusters', '--server', world.url, '--token-file', `${tokenFile}.no`)).code,
      1,
    );
    const silent = await run('get', 'clusters', '--server', 'http://127.0.0.1:1', '--token-file', tokenFile);
    assert.equal(silent.code, 1);
    assert.match(silent.stderr, /^Error: no server answers on http:\/\/127\.0\.0\.1:1: /);
  });

  it('tells how busy the service is and what takes longest', async () => {
    const { code, stdout } = await say('top');
    assert.equal(code, 0);
    await assertGolden('cli/top.txt', stdout.replace(/up \S+,/, 'up 30m,'));
  });

  it('explains the walk to the phase', async () => {
    const { code, stdout } = await say('explain', 'cluster/alpha');
    assert.equal(code, 0);
    await assertGolden('cli/explain.txt', stdout);
    assert.equal((await say('explain', 'cluster', 'gamma')).code, 1);
  });

  it('describes a template and a node', async () => {
    const template = await say('describe', 'template', 'photon-5');
    assert.match(template.stdout, /^Catalog item: +photon-5$/m);
    const node = await say('describe', 'node', 'mstr-aaaa', '-n', 'acme');
    assert.deepEqual(
      [node.code, node.stderr],
      [2, "Error: there are 2 nodes 'mstr-aaaa'; choose one with -n\n"],
    );
    assert.equal((await say('describe', 'node', 'none')).code, 1);
  });

  it('pauses and resumes, and says who did', async () => {
    const dry = await say('pause', 'cluster', 'alpha', '--dry-run');
    assert.match(dry.stdout, /is paused: .* \(dry run: nothing was done\)$/m);
    assert.match((await say('pause', 'cluster', 'alpha')).stdout, /^cluster 'alpha' is paused: /);
    assert.match((await say('pause', 'cluster', 'alpha')).stdout, /is paused already$/m);
    assert.equal((await say('resume', 'cluster/alpha')).stdout, "cluster 'alpha' is resumed\n");
    const events = await say('events', 'alpha');
    assert.match(events.stdout, /Operator +cluster\/alpha +olga \(socket\): pause/);
    assert.match((await say('reconcile', 'template', 'photon-5')).stdout, /is looked at now/);
    assert.match((await say('retry', 'cluster', 'beta')).stdout, /is tried again now/);
  });

  it('asks before it deletes or forgets, and takes no silence for a yes', async () => {
    await world.store.clusters.create(newCluster('gone', { metadata: { finalizers: [] } }));
    const silent = await say('purge', 'cluster', 'gone');
    assert.deepEqual(
      [silent.code, silent.stderr],
      [2, 'Error: there is no terminal to ask on; say --yes to purge without a question\n'],
    );
    const asked: string[] = [];
    const answering = (answer: string) =>
      cliWorld({ ask: async (question) => (asked.push(question), answer) }).run(
        'delete',
        'cluster',
        'gone',
        ...config,
      );
    assert.deepEqual([(await answering('n')).code, asked.length], [1, 1]);
    assert.match(
      asked[0] ?? '',
      /^Delete cluster 'gone' of acme, with everything that it has in Cloud Director\?/,
    );
    assert.equal((await answering('yes')).code, 0);
    const waited = await say('wait', 'cluster', 'gone', '--for=delete', '--timeout', '20s');
    assert.deepEqual([waited.code, waited.stdout], [0, 'cluster/gone: delete holds\n']);
  });

  it('waits until something holds, and says what it is at when it does not', async () => {
    const waiting = say('wait', 'cluster', 'alpha', '--for=phase=ready', '--timeout', '20s');
    const alpha = (await world.store.clusters.list({ name: 'alpha' })).items[0] ?? assert.fail();
    await world.store.clusters.updateStatus({ ...alpha, status: { ...alpha.status, phase: 'ready' } });
    assert.equal((await waiting).stdout, 'cluster/alpha: phase=ready holds\n');
    const late = await say('wait', 'cluster', 'beta', '--timeout', '1s');
    assert.equal(late.code, 1);
    assert.match(late.stderr, /'condition=Ready' did not hold within 1s\. It is in poweringOn\./);
    assert.equal((await say('wait', 'cluster', 'none')).code, 1);
  });

  it('fails when what it waits for is gone', async () => {
    const made = await world.store.clusters.create(newCluster('brief', { metadata: { finalizers: [] } }));
    while ((await world.client.summaries('Cluster', { name: 'brief' }, soon())).total === 0);
    const waiting = say('wait', 'cluster', 'brief', '--timeout', '20s');
    setTimeout(() => void world.store.clusters.remove(keyOf(made)), 200);
    const { code, stderr } = await waiting;
    assert.equal(code, 1);
    assert.match(stderr, /cluster\/brief is gone, and 'condition=Ready' never held/);
  });

  it('tells of what is gone how it was last, and fails all the same', async () => {
    const failure = { reason: 'ControlPlaneFailed' as const, message: 'no memory left', at: ago(9) };
    const made = await world.store.clusters.create(
      newCluster('undone', { metadata: { finalizers: [] }, status: { failure, phase: 'releasing' } }),
    );
    await world.store.clusters.remove(keyOf(made));
    while ((await world.client.summaries('Cluster', { name: 'undone' }, soon())).total > 0);
    for (const command of ['describe', 'explain']) {
      const { code, stdout, stderr } = await say(command, 'cluster', 'undone');
      assert.match(stdout, /^Cause: .*: no memory left$/m);
      assert.deepEqual([code, stderr], [1, "Error: cluster 'undone' is gone; this is how it was last\n"]);
    }
    const elsewhere = await say('describe', 'cluster', 'undone', '-n', 'umbrella');
    assert.deepEqual([elsewhere.code, elsewhere.stdout], [1, '']);
  });

  it('applies a file, and shows before what would change', async () => {
    const file = join(dirname(world.socket), 'beta.yaml');
    const { stdout: yaml } = await say('get', 'cluster', 'beta', '-o', 'yaml');
    const { stdout: stamped } = await say('get', 'cluster', 'beta', '-o', 'json');
    assert.deepEqual(await say('diff', '-f', file), {
      code: 2,
      stdout: '',
      stderr: `Error: cannot read ${file}: ENOENT: no such file or directory, open '${file}'\n`,
    });
    await writeFile(file, yaml);
    assert.deepEqual(await say('diff', '-f', file), { code: 0, stdout: '', stderr: '' });
    await writeFile(file, yaml.replace('rollback: true', 'rollback: false'));
    const different = await say('diff', '-f', file);
    assert.equal(different.code, 1);
    assert.match(different.stdout, /^- {3}rollback: true\n\+ {3}rollback: false$/m);
    assert.match((await say('apply', '-f', file, '--dry-run')).stdout, /would be changed/);
    assert.equal((await say('apply', '-f', file)).stdout, "cluster 'beta' in 'acme' is changed\n");
    assert.equal((await say('diff', '-f', file)).code, 2, 'the file has an old resourceVersion');
    const readInput = async () => stamped.replace(/"resourceVersion": "\d+",/, '');
    const typed = await cliWorld({ readInput }).run('apply', '-f', '-', ...config);
    assert.equal(typed.code, 0, typed.stderr);
    for (const text of ['', 'kind: [', 'kind: Cluster']) {
      await writeFile(file, text);
      assert.equal((await say('apply', '-f', file)).code, 1, text);
    }
  });

  it('prints changes as they come, until it is stopped', async () => {
    for (const kind of ['clusters', 'nodes', 'events']) {
      const signals = new EventEmitter();
      const { run: watching, printed } = cliWorld({ signals });
      const watch = watching('get', kind, '-w', ...config);
      while (!printed.stdout) await new Promise((resolve) => setTimeout(resolve, 10));
      const before = printed.stdout.length;
      const beta = (await world.store.clusters.list({ name: 'beta' })).items[0] ?? assert.fail();
      const nodes = beta.status.nodes.map((node) => ({ ...node, message: `now for ${kind}` }));
      await world.store.clusters.updateStatus({
        ...beta,
        status: { ...beta.status, nodes, phase: `for ${kind}` },
      });
      const about = { key: keyOf(beta), uid: beta.metadata.uid };
      await world.store.events.record({ ...about, type: 'Normal', reason: 'Test', message: `for ${kind}` });
      while (!printed.stdout.slice(before).includes(`for ${kind}`))
        await new Promise((resolve) => setTimeout(resolve, 10));
      assert.doesNotMatch(printed.stdout.slice(before), /NAMESPACE/);
      signals.emit('SIGINT', 'SIGINT');
      assert.equal((await watch).code, 0);
    }
  });

  it('completes names of records', async () => {
    const path = config[1] ?? '';
    const { stdout } = await cliWorld({ environment: { CSE_CONFIG: path } }).run(
      ...['completion', '--words', '=describe', '=cluster', '=a'],
    );
    assert.equal(stdout, 'alpha\n');
  });

  it('reads the database when the server is down, and changes nothing then', async () => {
    const path = join(dirname(world.socket), 'down.yaml');
    const text = await readFile(config[1] ?? '', 'utf8');
    await writeFile(path, `${text}\noperator:\n  socket: nobody.sock\n`, { mode: 0o600 });
    const down = ['-c', path];
    const { code, stdout, stderr } = await run('get', 'clusters', '-o', 'name', ...down);
    assert.deepEqual([code, stdout], [0, 'cluster/alpha\ncluster/beta\n']);
    assert.match(stderr, /^No server answers on .*nobody\.sock: this is what its database says\.$/m);
    assert.match((await run('explain', 'cluster', 'beta', ...down)).stdout, /as the server left it$/m);
    assert.match((await run('top', ...down)).stdout, /^Phases of the 2 records|^Phases of/m);
    const refused = await run('pause', 'cluster', 'alpha', ...down);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^Error: no server answers, .* start it with cse run/);
    await rm(path);
  });
});
