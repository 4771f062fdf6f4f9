import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { recalledLabel } from '#records/cluster.ts';
import type { Intent } from '#records/intent.ts';
import { recordKey } from '#records/metadata.ts';
import { startLeakWorld, type LeakWorld } from '../support/leak-world.ts';
import { sampleTask } from '../support/sample-cluster.ts';

const hour = 3_600_000;
const minute = 60_000;

const tags = (uid: string, address?: string) => ({
  'cse.cluster.id': uid,
  ...(address !== undefined && { 'cse.master.ip': address }),
});

/** The line of a vApp whose id vCD has not told. */
function lostAnswer(world: LeakWorld, name: string, uid: string): Intent {
  return {
    id: `vApp/${uid}`,
    record: recordKey('Cluster', 'acme', name),
    uid,
    thing: { kind: 'vApp', name, orgId: world.orgId, vdcId: world.vdcId, vAppId: null },
    at: world.now().toISOString(),
    origin: 'record',
    deletedAt: null,
    foundAt: null,
  };
}

describe('vApps of ours that no record knows', () => {
  it('are reported once and removed after the grace when they were never ready', async () => {
    await using world = await startLeakWorld();
    const [half, ready] = [randomUUID(), randomUUID()];
    await world.compose({ name: 'half', uid: half, metadata: tags(half) });
    await world.compose({ name: 'ready', uid: ready, metadata: tags(ready, '127.0.0.1') });
    const expected = ['vApp half: due', 'vApp ready: kept wasReady'];
    assert.deepEqual((await world.look()).toSorted(), expected);
    assert.deepEqual((await world.look()).toSorted(), expected);
    assert.equal(world.found.length, 2);
    const told = world.lines.filter(({ msg }) => msg === 'Something of ours has no record');
    assert.deepEqual(told.map(({ name }) => String(name)).toSorted(), ['half', 'ready']);
    assert.equal(world.counts.get('vApp'), 2);

    world.pass(hour - 1);
    await world.reconcile();
    assert.deepEqual(world.vApps(), ['half', 'ready']);
    world.pass(1);
    await world.reconcile();
    assert.deepEqual(world.vApps(), ['ready']);
    assert.equal(world.removed.length, 1);
    assert.deepEqual(await world.look(), ['vApp ready: kept wasReady']);
    assert.equal(world.counts.get('vApp'), 1);
    assert.equal((await world.store.intents.list()).length, 1);

    world.pass(1_000 * hour);
    await world.reconcile();
    assert.deepEqual(world.vApps(), ['ready']);
  });

  it('are found by name and VDC when the answer to the request was lost and the record let go', async () => {
    await using world = await startLeakWorld();
    const uid = randomUUID();
    const vApp = await world.compose({ name: 'lost', uid });
    await world.store.intents.put([lostAnswer(world, 'lost', uid)]);
    assert.deepEqual(await world.look(), ['vApp lost: due']);
    const [line] = await world.store.intents.list();
    assert.partialDeepStrictEqual(line?.thing, { vAppId: vApp.id });
    world.pass(hour);
    await world.reconcile();
    assert.deepEqual(world.vApps(), []);
    world.pass(minute);
    await world.reconcile();
    assert.deepEqual(await world.store.intents.list(), []);
  });

  it('are waited for as long as the lost request may take effect, and then forgotten', async () => {
    await using world = await startLeakWorld();
    await world.store.intents.put([lostAnswer(world, 'never-came', randomUUID())]);
    assert.deepEqual(await world.look(), []);
    assert.equal((await world.store.intents.list()).length, 1);
    world.pass(minute);
    await world.look();
    assert.deepEqual(await world.store.intents.list(), []);
  });

  it('that were ready go when the ledger shows that this very one was deleted, and a copy stays', async () => {
    await using world = await startLeakWorld();
    const uid = randomUUID();
    const vApp = await world.compose({ name: 'c1', uid, metadata: tags(uid, '127.0.0.1') });
    await world.compose({ name: 'copy', uid, metadata: tags(uid, '127.0.0.1') });
    const line = lostAnswer(world, 'c1', uid);
    const thing = {
      kind: 'vApp',
      name: 'c1',
      orgId: world.orgId,
      vdcId: world.vdcId,
      vAppId: vApp.id,
    } as const;
    await world.store.intents.put([{ ...line, thing, deletedAt: world.now().toISOString() }]);
    assert.deepEqual((await world.look()).toSorted(), ['vApp c1: due', 'vApp copy: kept wasReady']);
    world.pass(minute);
    await world.reconcile();
    world.pass(100 * hour);
    await world.reconcile();
    assert.deepEqual(world.vApps(), ['copy']);
  });

  it('are not an original server’s, not somebody’s under the same name, and not one that a record holds', async () => {
    await using world = await startLeakWorld();
    const [original, namesake, known] = [randomUUID(), randomUUID(), randomUUID()];
    await world.compose({ name: 'original', uid: original, metadata: tags(original), describedAs: '' });
    await world.compose({ name: 'mine', uid: namesake, describedAs: 'of a user' });
    await world.store.intents.put([lostAnswer(world, 'mine', namesake)]);
    const adopted = await world.compose({ name: 'adopted', uid: known, metadata: tags(known) });
    const vApp = { requestedAt: world.now().toISOString(), id: adopted.id };
    await world.keep({ metadata: { name: 'adopted', uid: randomUUID() }, status: { vApp } });
    assert.deepEqual(await world.look(), []);
    world.pass(100 * hour);
    await world.look();
    await world.reconcile();
    assert.deepEqual(world.vApps(), ['adopted', 'mine', 'original']);
  });

  it('stay when somebody has put a VM of their own into them', async () => {
    await using world = await startLeakWorld();
    const uid = randomUUID();
    const { id } = await world.compose({ name: 'half', uid, metadata: tags(uid) });
    await world.addVm(id, { name: 'half', uid, describedAs: 'of a user' }, 'their-own');
    assert.deepEqual(await world.look(), ['vApp half: kept unproven']);
    world.pass(100 * hour);
    await world.reconcile();
    assert.deepEqual(world.vApps(), ['half']);
  });

  it('stay when a record comes to know them before the grace is over', async () => {
    await using world = await startLeakWorld();
    const uid = randomUUID();
    await world.compose({ name: 'back', uid, metadata: tags(uid) });
    assert.deepEqual(await world.look(), ['vApp back: due']);
    await world.keep({ metadata: { name: 'back', uid }, spec: { requests: [] } });
    world.pass(2 * hour);
    await world.reconcile();
    assert.deepEqual(world.vApps(), ['back']);
    assert.deepEqual(await world.look(), []);
    assert.equal(world.counts.get('vApp'), 0);
  });

  it('stay while some record cannot be read, and their lines in the ledger do, too', async () => {
    await using world = await startLeakWorld();
    const uid = randomUUID();
    await world.keep({ metadata: { name: 'bad', uid } });
    const database = new SqliteDatabase(world.databasePath);
    database.exec("update records set spec = '{}'");
    database.close();
    await world.store.clusters.list();
    const ids = async () => (await world.store.intents.list()).map(({ id }) => id);
    const before = await ids();
    assert.ok(before.length > 0);
    await world.compose({ name: 'bad', uid, metadata: tags(uid) });
    assert.deepEqual(await world.look(), ['vApp bad: kept unreadable']);
    world.pass(100 * hour);
    await world.reconcile();
    assert.deepEqual(world.vApps(), ['bad']);
    const kept = await ids();
    assert.deepEqual(
      before.filter((id) => !kept.includes(id)),
      [],
    );
  });

  it('are removed a few in an hour, and not at all where the configuration says so', async () => {
    await using world = await startLeakWorld({ mostPerHour: 1 });
    for (const name of ['a', 'b']) {
      const uid = randomUUID();
      await world.compose({ name, uid, metadata: tags(uid) });
    }
    await world.look();
    world.pass(hour);
    await world.reconcile();
    assert.equal(world.vApps().length, 1);
    world.pass(hour);
    await world.reconcile();
    assert.equal(world.vApps().length, 0);

    await using careful = await startLeakWorld({ policy: { remove: false } });
    const uid = randomUUID();
    await careful.compose({ name: 'a', uid, metadata: tags(uid) });
    assert.deepEqual(await careful.look(), ['vApp a: kept notAllowed']);
    careful.pass(100 * hour);
    await careful.reconcile();
    assert.deepEqual(careful.vApps(), ['a']);
  });
});

describe('VMs of ours in a vApp whose record does not know them', () => {
  async function withStrangeVm(world: LeakWorld, spec: { readonly paused?: boolean } = {}) {
    const uid = randomUUID();
    const nodes = ['mstr-aaaa', 'node-gone'];
    const made = await world.compose({ name: 'c1', uid, nodes, metadata: tags(uid, '127.0.0.1') });
    const node = {
      name: 'mstr-aaaa',
      role: 'control-plane',
      pool: 'control-plane',
      state: 'joined',
    } as const;
    const now = world.now().toISOString();
    const vApp = { requestedAt: now, id: made.id };
    const status = { vApp, nodes: [node], readyAt: now };
    const cluster = await world.keep({
      metadata: { name: 'c1', uid },
      spec: { requests: [], ...spec },
      status,
    });
    const thing = { kind: 'vm', name: 'node-gone', orgId: world.orgId, vAppId: made.id } as const;
    const line = { ...lostAnswer(world, 'c1', uid), id: `vm/${uid}/node-gone`, thing, deletedAt: now };
    const vms = async () =>
      (await world.vcd.getVApp(made.id, { orgId: world.orgId }, world.signal)).vms.map(({ name }) => name);
    return { cluster, line, vms, vAppId: made.id };
  }

  it('are only reported when nothing shows that they were to go: the record may be an old one', async () => {
    await using world = await startLeakWorld();
    const { cluster, vms } = await withStrangeVm(world);
    assert.deepEqual(await world.look(), ['vm node-gone: kept unproven']);
    world.pass(100 * hour);
    await world.reconcile();
    assert.deepEqual(await vms(), ['mstr-aaaa', 'node-gone']);
    const [event] = await world.store.events.list();
    assert.partialDeepStrictEqual(event, { uid: cluster.metadata.uid, reason: 'LeftBehind' });
  });

  it('are powered off and deleted when the ledger shows that they were', async () => {
    await using world = await startLeakWorld();
    const { line, vms, vAppId } = await withStrangeVm(world);
    await world.vcd.powerOnVApp(vAppId, { orgId: world.orgId }, world.signal);
    await world.settled();
    await world.store.intents.put([line]);
    assert.deepEqual(await world.look(), ['vm node-gone: due']);
    for (const step of [1, 2]) {
      world.pass(minute);
      await world.reconcile();
      assert.equal(world.removed.length, step);
    }
    assert.deepEqual(await vms(), ['mstr-aaaa']);
    world.pass(minute);
    await world.reconcile();
    assert.deepEqual(await world.store.intents.list(), []);
  });

  it('stay as long as their cluster is paused', async () => {
    await using world = await startLeakWorld();
    const { line } = await withStrangeVm(world, { paused: true });
    await world.store.intents.put([line]);
    assert.deepEqual(await world.look(), ['vm node-gone: kept paused']);
    assert.match((await world.audit.removeNow(line.id, { dryRun: false }, world.signal)) ?? '', /paused/);
  });

  it('are removed at once when an operator says so', async () => {
    await using world = await startLeakWorld();
    const { line, vms } = await withStrangeVm(world);
    await world.look();
    const remove = (dryRun: boolean) => world.audit.removeNow(line.id, { dryRun }, world.signal);
    assert.equal(await remove(true), undefined);
    assert.deepEqual(await vms(), ['mstr-aaaa', 'node-gone']);
    assert.equal(await remove(false), undefined);
    await world.settled();
    assert.deepEqual(await vms(), ['mstr-aaaa']);
    assert.match((await remove(false)) ?? '', /not there any more/);
    assert.match((await world.audit.removeNow('vApp/x', { dryRun: false }, world.signal)) ?? '', /not among/);
  });
});

describe('tasks of ours that no record follows', () => {
  it('are ended with the reason as soon as no answer can be on its way, when the ledger names them', async () => {
    await using world = await startLeakWorld();
    const uid = randomUUID();
    const task = await world.openTask(uid, 'create_cluster');
    const thing = { kind: 'task', name: 'create_cluster', orgId: world.orgId, taskId: null } as const;
    await world.store.intents.put([{ ...lostAnswer(world, 'lost', uid), id: 'task/m-1', thing }]);
    assert.deepEqual(await world.look(), ['task create_cluster: due']);
    world.pass(minute);
    await world.reconcile();
    const ended = await world.vcd.getTask(task.id, world.signal);
    assert.equal(ended.state, 'error');
    assert.match(ended.error?.message ?? '', /no record of this request any more/);
    assert.equal(ended.userName, task.userName);
    world.pass(minute);
    await world.reconcile();
    assert.deepEqual(await world.store.intents.list(), []);
  });

  it('are ended after the grace when only a vApp of ours shows whose they are; an original’s are not touched', async () => {
    await using world = await startLeakWorld();
    const [uid, original] = [randomUUID(), randomUUID()];
    await world.compose({ name: 'half', uid, metadata: tags(uid) });
    const ours = await world.openTask(uid, 'create_cluster');
    const others = [
      await world.openTask(original, 'create_cluster'),
      await world.openTask(uid, 'something_else'),
    ];
    assert.deepEqual((await world.look()).toSorted(), ['task create_cluster: due', 'vApp half: due']);
    world.pass(hour);
    await world.reconcile();
    const state = async (id: string) => (await world.vcd.getTask(id, world.signal)).state;
    assert.equal(await state(ours.id), 'error');
    for (const { id } of others) assert.equal(await state(id), 'running');
    assert.deepEqual(world.vApps(), []);
  });

  it('are ended after the grace when the record was lost and made again, and not of an adopted cluster', async () => {
    await using world = await startLeakWorld();
    const [lost, adopted] = [randomUUID(), randomUUID()];
    const spec = { requests: [] };
    const labels = { [recalledLabel]: world.now().toISOString() };
    await world.keep({ metadata: { uid: lost, labels }, spec });
    await world.keep({ metadata: { name: 'adopted', uid: adopted }, spec });
    const ours = await world.openTask(lost, 'create_cluster');
    const theirs = await world.openTask(adopted, 'create_cluster');
    assert.deepEqual(await world.look(), ['task create_cluster: due']);
    world.pass(hour);
    await world.reconcile();
    assert.equal((await world.vcd.getTask(ours.id, world.signal)).state, 'error');
    assert.equal((await world.vcd.getTask(theirs.id, world.signal)).state, 'running');
  });

  it('are not those that a record follows, nor one that it may just be opening', async () => {
    await using world = await startLeakWorld();
    const uid = randomUUID();
    const [request] = (await world.keep({ metadata: { uid }, status: { tasks: [] } })).spec.requests;
    assert.ok(request);
    const { id } = await world.openTask(uid, 'create_cluster');
    assert.deepEqual(await world.look(), []);
    const [cluster] = (await world.store.clusters.list()).items;
    assert.ok(cluster);
    const tasks = [{ ...sampleTask(request), id }];
    await world.store.clusters.updateStatus({ ...cluster, status: { ...cluster.status, tasks } });
    assert.deepEqual(await world.look(), []);
    // A second one for the same request is nobody's.
    await world.openTask(uid, 'create_cluster');
    assert.deepEqual(await world.look(), ['task create_cluster: due']);
  });
});

describe('a look', () => {
  it('goes on when one thing cannot be read, and keeps what is known of it', async () => {
    await using world = await startLeakWorld();
    const [a, b] = [randomUUID(), randomUUID()];
    const broken = await world.compose({ name: 'broken', uid: a, metadata: tags(a) });
    assert.deepEqual(await world.look(), ['vApp broken: due']);
    await world.compose({ name: 'fine', uid: b, metadata: tags(b) });
    const getVApp = world.vcd.getVApp.bind(world.vcd);
    world.vcd.getVApp = (id, ...rest) =>
      id === broken.id ? Promise.reject(new Error('unreadable')) : getVApp(id, ...rest);
    assert.deepEqual((await world.look()).toSorted(), ['vApp broken: due', 'vApp fine: due']);
    assert.ok(world.lines.some(({ msg }) => msg === 'What may be left behind could not be looked at'));
  });
});
