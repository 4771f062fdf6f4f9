import assert from 'node:assert/strict';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Cluster } from '#records/cluster.ts';
import type { Rebuilt } from '#installation/record-works.ts';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import { openSite } from '#wiring/open-site.ts';
import { cliWorld } from '../support/cli-world.ts';
import { assertEmpty, resetCounts, taskCounts, vAppsNamed } from '../support/cluster-facts.ts';
import { deleted, listed, noRecords, requestCluster, type Accepted } from '../support/cluster-requests.ts';
import { fault } from '../support/faults.ts';
import {
  inPhase,
  nodesShown,
  recordOf,
  requestNodes,
  requestRemoval,
  warnings,
} from '../support/node-requests.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

const sshKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3v alice@laptop';

/** The night in which somebody deletes the database of a service with clusters, and the way back. */
describe('a service that has lost its database', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  const earlier = new Map<string, Cluster>();
  let unfinished: Accepted;
  let templates: readonly string[];
  before(async () => {
    // What the service may remove of its own accord it removes at once.
    cloud = await startCloud({ leaks: { grace: 1 }, limits: { resync_seconds: 1 } });
    await cloud.startServer();
    const wishes = {
      c1: { node_count: 2, enable_nfs: true, ssh_key: sshKey, cpu: 4, memory: 4096 },
      c2: { node_count: 0 },
    };
    for (const [name, wish] of Object.entries(wishes)) {
      const task = await (await requestCluster(cloud.alice, name, wish)).ended();
      assert.equal(task.status, 'success', task.error);
    }
    const { workers } = await nodesShown(cloud.alice, 'c1');
    const changes = [
      await requestRemoval(cloud.alice, 'c1', workers.slice(0, 1)),
      await requestNodes(cloud.alice, 'c1', { cpu: 8 }),
    ];
    for (const change of changes) assert.equal((await change.ended()).status, 'success');
    const protection = await cliWorld().run('protect', 'cluster', 'c2', '-c', cloud.configPath);
    assert.equal(protection.code, 0, protection.stderr);
    await eventually(
      async () => vAppsNamed(cloud, 'c2').some(bearsWishes) || undefined,
      'vCD knows of the protection',
    );
    for (const name of ['c1', 'c2']) earlier.set(name, await inPhase(cloud, name, 'ready'));
    cloud.sim.setFaults([fault({ operation: 'guest boot', effect: 'guest-silent' })]);
    unfinished = await requestCluster(cloud.alice, 'c3', { node_count: 0 });
    await inPhase(cloud, 'c3', 'initializingControlPlane');
    templates = await templateIds(cloud);
    await cloud.stopServer();
    cloud.sim.setFaults([]);
    await loseDatabase(cloud);
    await resetCounts(cloud);
  });
  after(() => cloud[Symbol.asyncDispose]());

  const cse = (...words: string[]) =>
    cliWorld({
      openSite: async (config, options) => openSite(config, options),
      workingDirectory: cloud.directory,
    }).run('rebuild', '-c', cloud.configPath, ...words);

  it('is told what would come back, and nothing is made', async () => {
    const { code, stdout, stderr } = await cse('--dry-run');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\[3\/3\] acme\/c\d: restored, /);
    assert.match(stdout, /3 of 3 clusters are back\.\nDry run: nothing was made\./);
    assert.ok(!(await readdir(cloud.directory)).includes('cse.db'));
  });

  it('is not brought back without its secret key by accident', async () => {
    const [key, aside] = ['cse.key', 'aside.key'].map((name) => join(cloud.directory, name));
    assert.ok(key && aside);
    await rename(key, aside);
    const { code, stderr } = await cse();
    assert.deepEqual([code, (await readdir(cloud.directory)).includes('cse.db')], [1, false]);
    assert.match(stderr, /the secret key file \S+cse\.key does not exist\n {2}put its copy back: /);
    const tried = await cse('--dry-run');
    assert.match(tried.stdout, /acme\/c1: Its keys are sealed with another secret key/);
    await rename(aside, key);
  });

  it('has every record again, as it was', async () => {
    const { code, stdout, stderr } = await cse('-o', 'json');
    assert.equal(code, 0, stderr);
    const { clusters, templates: told } = JSON.parse(stdout) as Rebuilt;
    assert.deepEqual(
      clusters.map(({ org, name, outcome, nodes, message }) => [org, name, outcome, nodes, message]),
      [
        ['acme', 'c1', 'restored', 4, 'with its keys'],
        ['acme', 'c2', 'restored', 1, 'with its keys'],
        ['acme', 'c3', 'restored', 1, 'it was being made: it is kept as failed, for its user to delete'],
      ],
    );
    assert.deepEqual(
      told.map(({ name, outcome }) => [name, outcome]),
      [
        ['ubuntu-24.04', 'found'],
        ['photon-5', 'found'],
        ['not-built', 'missing'],
      ],
    );
    for (const [name, lost] of earlier) {
      const record = await recordOf(cloud, name);
      assert.deepEqual(essence(record), essence(lost));
      // The vApp tells that it was ready, not since when.
      assert.ok(record.status.readyAt && lost.status.readyAt);
      assert.ok(record.status.readyAt > lost.status.readyAt, record.status.readyAt);
    }
    assert.deepEqual(await templateIds(cloud), templates);
    const audit = await cliWorld().run('audit', 'list', '-c', cloud.configPath);
    assert.match(audit.stdout, /^2 .* operator +command +rebuild .* accepted rebuilt$/m, audit.stderr);
  });

  it('is not rebuilt twice, but completed when somebody says so', async () => {
    const refused = await cse();
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /has records of 3 clusters\n {2}cse rebuild --merge adds what is missing/);
    const merged = await cse('--merge');
    assert.equal(merged.code, 0, merged.stderr);
    assert.match(merged.stdout, /0 of 3 clusters are back, 3 were there\./);
  });

  it('serves its tenants again, and no VM was touched for that', async () => {
    const boots = bootsOf(cloud);
    await cloud.startServer();
    await inPhase(cloud, 'c1', 'ready');
    await inPhase(cloud, 'c2', 'ready');
    assert.deepEqual((await listed(cloud.alice)).toSorted(), ['c1', 'c2', 'c3']);
    const config = await cloud.alice.call('GET', '/api/cse/c1/config');
    assert.equal(config.status, 200, config.text);
    assert.match(String(config.body), /client-certificate-data/);
    const beside = await cse('--merge');
    assert.equal(beside.code, 1);
    assert.match(
      beside.stderr,
      /another server is using the database.*\n.*cse adopt --all takes over what has no/,
    );
    assert.deepEqual(bootsOf(cloud), boots);
    // The task of the creation that was lost may have been ended by now.
    const { create_cluster: _, ...worked } = await taskCounts(cloud);
    assert.deepEqual(worked, {});
  });

  it('tells who was waiting that it was in vain, and lets them begin anew', async () => {
    const task = await unfinished.ended();
    assert.equal(task.status, 'error');
    assert.match(task.error, /the database was lost/);
    const { status } = await inPhase(cloud, 'c3', 'failed');
    assert.equal(status.failure?.reason, 'RecordLost');
    await deleted(cloud.alice, 'c3');
    assert.equal(
      (await (await requestCluster(cloud.alice, 'c3', { node_count: 0 })).ended()).status,
      'success',
    );
    await deleted(cloud.alice, 'c3');
  });

  it('adds and drains nodes with the keys of before', async () => {
    const added = await (await requestNodes(cloud.alice, 'c2')).ended();
    assert.equal(added.status, 'success', added.error);
    const [worker = ''] = (await nodesShown(cloud.alice, 'c1')).workers;
    const removed = await (await requestRemoval(cloud.alice, 'c1', [worker])).ended();
    assert.equal(removed.status, 'success', removed.error);
    // The control plane believed the orders, so they were signed with its key.
    assert.deepEqual(await warnings(cloud, 'c1', worker), []);
    assert.equal((await nodesShown(cloud.alice, 'c1')).workers.length, 1);
  });

  it('deletes its clusters without a trace', async (t) => {
    await deleted(cloud.alice, 'c1');
    const refused = await cloud.alice.call('DELETE', '/api/cse/c2');
    assert.match(refused.text, /protected/, refused.text);
    await cliWorld().run('unprotect', 'cluster', 'c2', '-c', cloud.configPath);
    await deleted(cloud.alice, 'c2');
    await noRecords(cloud);
    await assertEmpty(cloud);
    assertWireClean(t, cloud.wire);
  });
});

async function loseDatabase({ directory }: SimulatedCloud): Promise<void> {
  for (const file of await readdir(directory)) if (file.startsWith('cse.db')) await rm(join(directory, file));
}

async function templateIds({ directory }: SimulatedCloud): Promise<readonly string[]> {
  await using reader = await openSqliteReader({
    path: join(directory, 'cse.db'),
    log: createLogger({ level: 'silent' }),
  });
  return (await reader.templates.list()).items.map(({ metadata }) => `${metadata.name} ${metadata.uid}`);
}

/** What of a record must survive; what somebody asked for once, what was to become of a failed creation, and names of nodes that have gone, need not. */
function bearsWishes({ metadata }: { readonly metadata: Iterable<[unknown, { readonly key: string }]> }) {
  return [...metadata].some(([, { key }]) => key === 'cse.wishes');
}

function essence({ metadata, spec, status }: Cluster) {
  const { requests: _requests, rollback: _rollback, ...wish } = spec;
  return {
    ids: [metadata.namespace, metadata.name, metadata.uid, metadata.finalizers],
    wish: {
      ...wish,
      pools: wish.pools.map((pool) => ({ ...pool, sshKey: pool.sshKey ?? null, evict: [] })),
    },
    vApp: status.vApp?.id,
    nodes: status.nodes
      .map(({ exports: _exports, exportsAt: _at, ...node }) => node)
      .toSorted((a, b) => a.name.localeCompare(b.name)),
    endpoint: status.endpoint,
  };
}

function bootsOf({ sim }: SimulatedCloud) {
  return [...sim.inventory.vms.values()].map(({ name, boots }) => [name, boots]);
}
