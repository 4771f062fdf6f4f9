import assert from 'node:assert/strict';
import { chown, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { verifyAudit } from '#audit/verify-audit.ts';
import { keyOf } from '#records/metadata.ts';
import { RevisionGone } from '#store/errors.ts';
import { writeBackup } from '#store/sqlite/backup.ts';
import { migrate, migrations } from '#store/sqlite/migrations.ts';
import { planRestore, restoreBackup } from '#store/sqlite/restore.ts';
import { auditEntry } from '../../../support/audit-entries.ts';
import { newCluster, standingCluster } from '../../../support/sample-cluster.ts';
import { newTemplate } from '../../../support/sample-template.ts';
import { makeSqliteHome, testSecretKey, type SqliteHome } from '../../../support/sqlite-home.ts';

const madeAt = '2026-11-20T12:00:00.000Z';
const by = { actor: 'olga', at: '2026-11-20T13:00:00.000Z' };
const signal = new AbortController().signal;
const watch = { signal };
const secretKey = async () => testSecretKey;

const placesIn = (home: SqliteHome) => ({
  database: home.path,
  backup: join(home.folder, 'backup.db'),
  kept: join(home.folder, 'kept.db'),
});

/** A database with a backup, which has gone on since: `young` made, `old` deleted, `t` changed. */
async function goneOn(home: SqliteHome): Promise<number> {
  await using store = await home.open();
  const old = await store.templates.create(newTemplate('old'));
  const changed = await store.templates.create(newTemplate('t'));
  const cluster = await store.clusters.create(newCluster('c1'));
  await store.secrets.put(keyOf(cluster), cluster.metadata.uid, 'a', 'value');
  await store.audit.append(auditEntry());
  await writeBackup({ ...placesIn(home), madeAt }, watch);
  await store.templates.remove(keyOf(old));
  await store.templates.updateSpec({ ...changed, spec: { ...changed.spec, paused: true } });
  await store.templates.create(newTemplate('young'));
  await store.audit.append(auditEntry());
  await store.audit.append(auditEntry());
  return store.statistics().revision;
}

it('says what will be different and changes nothing, beside a running server', async () => {
  await using home = await makeSqliteHome();
  await goneOn(home);
  await using store = await home.open();
  const { revision } = store.statistics();
  const { facts, underWay, differences } = await planRestore({ ...placesIn(home), secretKey }, watch);
  assert.deepEqual(underWay, ['Cluster/acme/c1']);
  assert.deepEqual([facts.madeAt, facts.records], [madeAt, { Cluster: 1, Template: 2 }]);
  assert.deepEqual(differences, {
    madeSince: ['Template/acme/young'],
    goneSince: ['Template/acme/old'],
    changedSince: ['Template/acme/t'],
    auditRowsSince: 2,
  });
  assert.equal(store.statistics().revision, revision);
  const elsewhere = { ...placesIn(home), database: join(home.folder, 'none.db'), secretKey };
  assert.equal((await planRestore(elsewhere, watch)).differences, undefined);
});

it('puts everything back as it was, keeps what was there, and writes down who did it', async () => {
  await using home = await makeSqliteHome();
  const reached = await goneOn(home);
  const places = placesIn(home);
  await restoreBackup(places, by, watch);
  {
    await using store = await home.open();
    const names = (await store.templates.list()).items.map(({ metadata }) => metadata.name);
    assert.deepEqual(names, ['old', 't']);
    const [cluster] = (await store.clusters.list()).items;
    assert.ok(cluster);
    assert.equal(await store.secrets.get(keyOf(cluster), cluster.metadata.uid, 'a'), 'value');
    const verdict = await verifyAudit(store.audit, undefined, signal);
    assert.equal(verdict.state, 'whole');
    const [, row] = await store.audit.newest(2);
    const { verb, actor, source, target } = JSON.parse(row?.entry ?? '');
    assert.deepEqual([verb, actor, source, target], ['restore', 'olga', 'command', places.backup]);
    // Who followed the old database lists anew, however far he was.
    assert.ok(store.statistics().revision > reached);
    for (const since of [0, reached - 1, reached]) {
      const next = store.templates.watch(since, signal)[Symbol.asyncIterator]().next();
      await assert.rejects(next, RevisionGone, `since ${since}`);
    }
  }
  await using kept = await home.open({ path: places.kept });
  assert.deepEqual(
    (await kept.templates.list()).items.map(({ metadata }) => metadata.name),
    ['t', 'young'],
  );
  const files = await readdir(home.folder);
  assert.deepEqual(
    files.filter((name) => name.includes('restoring')),
    [],
  );
  assert.equal((await stat(home.path)).mode & 0o777, 0o600);
});

it('pauses what was being made then, and nothing else', async () => {
  await using home = await makeSqliteHome();
  const { status } = standingCluster();
  const failure = { reason: 'VAppFailed' as const, message: 'no room', at: by.at };
  {
    await using store = await home.open();
    await store.clusters.create(newCluster('making'));
    await store.clusters.create(newCluster('ready', { status }));
    await store.clusters.create(newCluster('failed', { status: { failure } }));
    await store.clusters.remove(keyOf(await store.clusters.create(newCluster('leaving'))));
    await writeBackup({ ...placesIn(home), madeAt }, watch);
  }
  await restoreBackup(placesIn(home), by, watch);
  await using store = await home.open();
  const { items } = await store.clusters.list();
  const paused = items.filter(({ spec }) => spec.paused);
  assert.deepEqual(
    paused.map(({ metadata }) => [metadata.name, metadata.generation]),
    [['making', 2]],
  );
  const [event, ...others] = await store.events.list();
  assert.match(event?.message ?? '', /^olga \(command\): paused, because a backup was restored/);
  assert.deepEqual(others, []);
});

it('is refused while a server uses the database', async () => {
  await using home = await makeSqliteHome();
  await goneOn(home);
  await using store = await home.open();
  await assert.rejects(restoreBackup(placesIn(home), by, watch), /another server is using the database/);
  await store.settings.put('still', 'served');
});

it('is refused with another key than the secrets are sealed with, or without one', async () => {
  await using home = await makeSqliteHome();
  await goneOn(home);
  const planned = (key: () => Promise<Buffer>) => planRestore({ ...placesIn(home), secretKey: key }, watch);
  await assert.rejects(
    planned(async () => Buffer.alloc(32, 8)),
    /sealed with the key [0-9a-f]{16}, and the key of the configuration is [0-9a-f]{16}; put the key file there/,
  );
  await assert.rejects(
    planned(() => Promise.reject(new Error('no such file'))),
    /no such file/,
  );
});

it('is refused while somebody reads what is not yet in the database itself', async () => {
  await using home = await makeSqliteHome();
  await goneOn(home);
  const places = placesIn(home);
  const writer = new SqliteDatabase(home.path);
  const reader = new SqliteDatabase(home.path, { readonly: true });
  reader.exec('begin');
  reader.prepare('select * from settings').all();
  writer.exec("insert into settings values ('a', 'b')");
  await assert.rejects(restoreBackup(places, by, watch), /another program reads the database .*end it/);
  reader.close();
  writer.close();
  await restoreBackup(places, by, watch);
});

it('takes the place of a database that cannot be read any more, and of one that is not there', async () => {
  await using home = await makeSqliteHome();
  await goneOn(home);
  const places = placesIn(home);
  const ruins = 'ruins '.repeat(1_000);
  await writeFile(home.path, ruins);
  await writeFile(`${home.path}-wal`, 'a log that belongs to the ruins');
  const { differences } = await planRestore({ ...places, secretKey }, watch);
  assert.ok(typeof differences === 'string');
  assert.match(differences, /is not a SQLite database/);
  await restoreBackup(places, by, watch);
  assert.equal(await readFile(places.kept, 'utf8'), ruins);
  const elsewhere = join(home.folder, 'elsewhere.db');
  await restoreBackup({ ...places, database: elsewhere, kept: undefined }, by, watch);
  for (const path of [home.path, elsewhere]) {
    await using store = await home.open({ path });
    assert.equal((await store.templates.list()).items.length, 2);
  }
});

it('leaves the database alone when it cannot be finished', async () => {
  await using home = await makeSqliteHome();
  await goneOn(home);
  const places = placesIn(home);
  await writeFile(places.kept, 'somebody else has this name');
  await assert.rejects(restoreBackup(places, by, watch), /EEXIST/);
  const other = { ...places, kept: join(home.folder, 'other.db') };
  const interrupted = { signal: AbortSignal.abort(new Error('enough')) };
  await assert.rejects(restoreBackup(other, by, interrupted), /enough/);
  const file = await open(places.backup, 'r+');
  await file.truncate(8_192);
  await file.close();
  await assert.rejects(restoreBackup(other, by, watch), { name: 'StoreUnavailable' });
  await using store = await home.open();
  const names = (await store.templates.list()).items.map(({ metadata }) => metadata.name);
  assert.deepEqual(names, ['t', 'young']);
  const files = await readdir(home.folder);
  assert.deepEqual(
    files.filter((name) => name.includes('restoring')),
    [],
  );
});

it('converts the backup of an older release', async () => {
  await using home = await makeSqliteHome();
  const old = new SqliteDatabase(home.path);
  migrate(old, migrations.slice(0, 1));
  old.exec("insert into settings values ('service', 'disabled')");
  old.close();
  const places = placesIn(home);
  await writeBackup({ ...places, madeAt }, watch);
  const { facts } = await planRestore({ ...places, secretKey }, watch);
  assert.equal(facts.schema, 1);
  await restoreBackup(places, by, watch);
  await using store = await home.open();
  assert.equal(await store.settings.get('service'), 'disabled');
  assert.equal((await store.audit.newest(1)).length, 1);
});

it('by root gives the files to whom their folder belongs', { skip: process.getuid?.() !== 0 }, async () => {
  await using home = await makeSqliteHome();
  await goneOn(home);
  await chown(home.folder, 4_711, 4_712);
  const database = join(home.folder, 'new.db');
  await restoreBackup({ ...placesIn(home), database, kept: undefined }, by, watch);
  for (const path of [database, `${database}.lock`]) {
    const { uid, gid } = await stat(path);
    assert.deepEqual([uid, gid], [4_711, 4_712], path);
  }
});
