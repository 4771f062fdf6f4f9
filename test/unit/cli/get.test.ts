import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { Cluster } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { emptyTemplateStatus } from '#records/template.ts';
import { openSqliteStore, type SqliteStore } from '#store/sqlite/store.ts';
import { cliWorld } from '../../support/cli-world.ts';
import { assertGolden } from '../../support/golden.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { sampleCluster, sampleNow } from '../../support/sample-cluster.ts';

const earlier = new Date(sampleNow.getTime() - 312_000);

async function fill(store: SqliteStore): Promise<void> {
  const ready = {
    type: 'Ready',
    reason: 'Ready',
    message: '',
    lastTransitionTime: earlier.toISOString(),
  } as const;
  for (const [namespace, name, message] of [
    ['acme', 'alpha', undefined],
    [
      'acme',
      'beta',
      'Cloud Director is composing the vApp with all of its virtual machines, which takes a while',
    ],
    ['globex', 'alpha', undefined],
  ] as const) {
    const sample = sampleCluster({ metadata: { namespace, name } });
    const created = await store.clusters.create({
      metadata: { namespace, name, uid: randomUUID() },
      spec: sample.spec,
      status: {
        ...sample.status,
        phase: message ? 'composingVApp' : 'ready',
        conditions: [{ ...ready, status: message ? 'False' : 'True' }],
        nodes: sample.status.nodes.map((node) => ({ ...node, state: message ? 'planned' : 'joined' })),
        ...(message && { waiting: { reason: 'CreatingVApp', message, until: sampleNow.toISOString() } }),
      },
    });
    await store.secrets.put(keyOf(created), created.metadata.uid, 'kubeconfig', 'very secret');
    if (message) {
      const about = { key: keyOf(created), uid: created.metadata.uid };
      await store.events.record({ ...about, type: 'Normal', reason: 'CreatingVApp', message });
    }
  }
  for (const [position, name] of ['ubuntu-24.04', 'photon-5'].entries()) {
    await store.templates.create({
      metadata: { namespace: 'admin', name, uid: randomUUID() },
      spec: {
        org: 'admin',
        catalog: 'cse',
        catalogItem: `${name}-k8s`,
        description: '',
        isDefault: position === 0,
        position,
        cpu: 2,
        memoryMb: 2048,
        guestBackend: 'guestinfo',
        kubernetesVersion: 'v1.36.3',
        cni: 'flannel-v0.28.4',
        paused: false,
      },
      status: {
        ...emptyTemplateStatus,
        ...(position === 1 && {
          lastError: { message: 'vCD answered 503', at: earlier.toISOString(), attempts: 3 },
        }),
      },
    });
  }
}

describe('cse get and describe', () => {
  let directory = '';
  let database: string[] = [];
  const { run } = cliWorld();
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cse-get-'));
    const path = join(directory, 'cse.db');
    database = ['--database', path];
    await using store = await openSqliteStore({
      path,
      secretKey: Buffer.alloc(32, 1),
      log: recordedLog().log,
      clock: () => earlier,
      writes: 'here',
    });
    await fill(store);
  });
  after(() => rm(directory, { recursive: true }));

  for (const kind of ['clusters', 'templates', 'nodes', 'events']) {
    it(`lists ${kind} in a table of at most 100 columns`, async () => {
      const { code, stdout, stderr } = await run('get', kind, ...database);
      assert.deepEqual([code, stderr], [0, '']);
      for (const line of stdout.split('\n')) assert.ok(line.length <= 100, line);
      await assertGolden(`cli/get-${kind}.txt`, stdout);
    });
  }

  it('lists more of it where there is room', async () => {
    const { stdout } = await run('get', 'cluster', '-o', 'wide', '-n', 'acme', ...database);
    await assertGolden('cli/get-clusters-wide.txt', stdout);
  });

  it('leaves the organization out where one was asked for', async () => {
    const { stdout } = await run('get', 'clusters', '-n', 'globex', ...database);
    assert.match(stdout, /^NAME +READY +PHASE .*\nalpha +True +ready +3\/3 /);
  });

  it('prints names that other commands take', async () => {
    const { stdout } = await run('get', 'clusters', '-o', 'name', ...database);
    assert.equal(stdout, 'cluster/alpha\ncluster/beta\ncluster/alpha\n');
  });

  it('prints records as JSON and YAML, alone where one was named, and no secrets', async () => {
    const list = await run('get', 'clusters', '-o', 'json', ...database);
    const { kind, items } = JSON.parse(list.stdout) as { kind: string; items: unknown[] }; // as the test wants it
    assert.deepEqual(
      [kind, items.map((item) => Cluster.parse(item).metadata.name)],
      ['List', ['alpha', 'beta', 'alpha']],
    );
    assert.doesNotMatch(list.stdout, /secret/);

    const one = await run('get', 'cluster', 'beta', '-o', 'yaml', ...database);
    assert.equal(Cluster.parse(parse(one.stdout)).metadata.name, 'beta');
    assert.match(one.stdout, /^apiVersion: containerservice.dev\/v1alpha1\nkind: Cluster\n/);
  });

  it('says on standard error when there is nothing, and succeeds', async () => {
    assert.deepEqual(await run('get', 'nodes', '-n', 'initech', ...database), {
      code: 0,
      stdout: '',
      stderr: 'No resources found in initech.\n',
    });
    const { code, stdout } = await run('get', 'nodes', '-n', 'initech', '-o', 'json', ...database);
    assert.deepEqual([code, JSON.parse(stdout)], [0, { apiVersion: 'v1', kind: 'List', items: [] }]);
  });

  it('fails on a name that is not there', async () => {
    assert.deepEqual(await run('get', 'cluster', 'gamma', '-n', 'acme', ...database), {
      code: 1,
      stdout: '',
      stderr: "Error: cluster 'gamma' not found in acme\n",
    });
    assert.equal((await run('describe', 'cluster', 'gamma', ...database)).code, 1);
  });

  it('describes a cluster, with its events', async () => {
    const { code, stdout } = await run('describe', 'cluster', 'beta', ...database);
    assert.equal(code, 0);
    assert.match(stdout, /^Waiting: +CreatingVApp: Cloud Director is composing/m);
    assert.match(stdout, /^Events:\n {2}LAST SEEN .*\n {2}5m12s +Normal +CreatingVApp /m);
  });

  it('wants to know which, when two organizations have the name', async () => {
    const { code, stderr } = await run('describe', 'cluster', 'alpha', ...database);
    assert.deepEqual(
      [code, stderr],
      [2, "Error: there is a cluster 'alpha' in each of acme, globex; choose one with -n\n"],
    );
    const { stdout } = await run('describe', 'cluster', 'alpha', '-n', 'globex', ...database);
    assert.match(stdout, /^Organization: +globex$/m);
  });

  it('refuses what makes no sense', async () => {
    for (const words of [
      ['get', 'vms'],
      ['get', 'clusters', '-o', 'xml'],
      ['get', 'clusters', '-A', '-n', 'acme'],
      ['describe', 'event', 'photon-5'],
      ['get', 'nodes', '--sort-by', 'colour'],
      ['explain', 'template', 'photon-5'],
      ['wait', 'cluster', 'beta', '--for', 'luck'],
      ['wait', 'cluster', 'beta', '--timeout', 'soon'],
      ['top', '--limit', 'all'],
      ['describe', 'cluster'],
      ['describe', 'cluster/beta', 'beta'],
      ['get'],
    ]) {
      const { code, stdout } = await run(...words, ...database);
      assert.deepEqual([code, stdout], [2, ''], words.join(' '));
    }
  });

  it('says so when the database is missing or none', async () => {
    const missing = await run('get', 'clusters', '--database', join(directory, 'none.db'));
    assert.deepEqual([missing.code, missing.stdout], [1, '']);
    assert.match(missing.stderr, /^Error: there is no database .*none\.db; cse run makes it\n$/);
    const other = await run('get', 'clusters', '--database', import.meta.filename);
    assert.equal(other.code, 1);
    assert.match(other.stderr, /^Error: .*get\.test\.ts/);
  });
});
