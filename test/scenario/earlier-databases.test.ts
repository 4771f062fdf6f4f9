import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Cluster } from '#records/cluster.ts';
import { cliWorld } from '../support/cli-world.ts';
import { requestDeletion } from '../support/cluster-requests.ts';
import { corpusFiles, makeCorpusDatabase, type CorpusFile } from '../support/corpus.ts';
import { testSecretKey } from '../support/sqlite-home.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

/** This one is taken away, with its item; in the corpus that is the one of which a cluster is being made. */
const ownItem =
  "update records set spec = json_set(spec, '$.catalogItem', name) where kind = 'Template' and name = 'everything';";

/** Every deadline begins now, on whatever day that is. */
function asOfNow(file: CorpusFile): CorpusFile {
  const now = new Date().toISOString();
  const sql = file.sql.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, now);
  return { ...file, sql: `${sql}\n${ownItem}\n` };
}

async function putDatabase(cloud: SimulatedCloud, file: CorpusFile): Promise<void> {
  for (const name of await readdir(cloud.directory)) {
    if (name.startsWith('cse.db')) await rm(join(cloud.directory, name));
  }
  await writeFile(join(cloud.directory, 'cse.key'), testSecretKey.toString('base64'), { mode: 0o600 });
  makeCorpusDatabase(asOfNow(file), join(cloud.directory, 'cse.db'));
}

/** In a cloud that has nothing of it: what was ever ready is missed and kept, the rest is finished. */
function endOf({ metadata, status }: Cluster): 'missed' | 'gone' | 'made' {
  if (metadata.deletionTimestamp !== undefined || status.failure) return 'gone';
  return status.readyAt === undefined ? 'made' : 'missed';
}

describe('clusters in the database of an older release', { skip: noBroker }, () => {
  it('are gone on with where that release stopped', async (t) => {
    await using cloud = await startCloud({ limits: { resync_seconds: 1 } });
    for (const file of await corpusFiles()) {
      await putDatabase(cloud, file);
      await cloud.startServer();
      const before = await cloud.records();
      assert.ok(before.length > 0);
      await eventually(async () => {
        const now = new Map((await cloud.records()).map((record) => [record.metadata.name, record]));
        const states = before.map((record) => {
          const phase = now.get(record.metadata.name)?.status.phase;
          switch (endOf(record)) {
            case 'gone':
              return phase === undefined;
            case 'made':
              return phase === 'ready';
            case 'missed':
              return phase === 'degraded';
          }
        });
        return states.every(Boolean) || undefined;
      }, `${file.name} is gone on with`);
      const kept = await cloud.records();
      for (const { metadata, spec } of kept) {
        if (!spec.deletionProtection) continue;
        const { run } = cliWorld({ clock: () => new Date() });
        const words = ['unprotect', 'cluster', metadata.name, '-c', cloud.configPath];
        assert.equal((await run(...words)).code, 0);
      }
      const deletions = await Promise.all(
        kept.map(({ metadata }) => requestDeletion(cloud.alice, metadata.name)),
      );
      for (const deletion of deletions) assert.equal((await deletion.ended()).status, 'success');
      await eventually(async () => (await cloud.records()).length === 0 || undefined, 'all are gone');
      await cloud.stopServer();
      assert.equal((await cloud.leftovers()).total, 0, file.name);
    }
    assertWireClean(t, cloud.wire);
  });
});
