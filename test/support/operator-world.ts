import { join } from 'node:path';
import { Auditor } from '#audit/auditor.ts';
import { machineChart } from '#machines/chart.ts';
import { clusterMachine } from '#machines/cluster.ts';
import { templateMachine } from '#machines/template.ts';
import { Access, type AccessOptions } from '#operator/access.ts';
import { drawChart } from '#operator/draw-chart.ts';
import { OperatorClient } from '#operator/client.ts';
import { explainFromRecord } from '#operator/explain-from-record.ts';
import type { Leak } from '#operator/leaks.ts';
import { OperatorRefusal } from '#operator/refusal.ts';
import { RecordIndex } from '#operator/record-index.ts';
import { startOperatorServer } from '#operator/server.ts';
import type { ServiceReport } from '#operator/service-report.ts';
import type { RecordKey } from '#records/metadata.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import { recordedLog, type LogLine } from './recorded-log.ts';
import { sampleNow } from './sample-cluster.ts';
import { makeSqliteHome } from './sqlite-home.ts';

export const operatorToken = 'a token for the tests';

export const quietService: ServiceReport = {
  version: '2.0.0',
  startedAt: '2026-11-20T11:00:00.000Z',
  switch: 'enabled',
  broker: { connected: true },
  queues: [{ kind: 'Cluster', depth: 0, running: 0 }],
  vcd: { url: 'https://vcd.example.com', running: 1, waiting: 2, concurrency: 8, ratePerSecond: 20 },
  shortage: null,
  store: {
    revision: 1,
    databaseBytes: 1,
    queued: 0,
    unreadable: [],
    commits: 1,
    failedCommits: 0,
    refusal: null,
  },
  records: { Cluster: 1, Template: 0 },
};

/** A store with the operators' doors onto it, and nothing that reconciles. */
export interface OperatorWorld extends AsyncDisposable {
  readonly store: SqliteStore;
  /** The file of the store's database. */
  readonly databasePath: string;
  readonly index: RecordIndex;
  readonly socket: string;
  readonly url: string;
  /** Keys that a controller was woken for. */
  readonly woken: RecordKey[];
  /** What is told to have been left behind, and the ids of what was removed of it. */
  readonly leaks: Leak[];
  readonly removedLeaks: string[];
  readonly lines: readonly LogLine[];
  /** Through the socket. */
  readonly client: OperatorClient;
}

export async function openOperatorWorld(access: Partial<AccessOptions> = {}): Promise<OperatorWorld> {
  await using opening = new AsyncDisposableStack();
  const home = opening.use(await makeSqliteHome());
  const store = opening.use(await home.open());
  const { log, lines } = recordedLog();
  const { clusters, templates, events } = store;
  const index = opening.use(
    new RecordIndex({ clusters, templates, unreadable: () => store.unreadable(), log }),
  );
  await index.start();
  const woken: RecordKey[] = [];
  const [leaks, removedLeaks] = [[] as Leak[], [] as string[]];
  const socket = join(home.folder, 'cse.sock');
  const server = opening.use(
    await startOperatorServer({
      doors: { socket, listen: { host: '127.0.0.1', port: 0 } },
      log,
      dependencies: {
        clusters,
        templates,
        events,
        index,
        auditor: new Auditor({ audit: store.audit, clock: () => new Date(), log }),
        wake: (key) => void woken.push(key),
        leaks: {
          list: async () => leaks,
          remove: async ({ id, dryRun }) => {
            if (!leaks.some((leak) => leak.id === id))
              throw new OperatorRefusal('conflict', `${id} is not removed: it is not there any more`);
            if (!dryRun) removedLeaks.push(id);
            return {
              outcome: 'changed',
              message: `${id} is being removed`,
              generation: { before: 0, after: 0 },
            };
          },
        },
        adoptions: {
          list: async () => [],
          adopt: async () => {
            throw new OperatorRefusal('notFound', 'there is no Cloud Director');
          },
        },
        access: new Access({ token: operatorToken, clock: () => new Date(), ...access }),
        explain: async (key) => {
          const cluster = await clusters.get(key);
          return cluster && explainFromRecord(cluster, sampleNow);
        },
        report: async () => quietService,
        charts: {
          Cluster: drawChart(machineChart(clusterMachine)),
          Template: drawChart(machineChart(templateMachine)),
        },
      },
    }),
  );
  const open = opening.move();
  return {
    store,
    databasePath: home.path,
    index,
    socket,
    url: server.url ?? '',
    woken,
    leaks,
    removedLeaks,
    lines,
    client: new OperatorClient({ socket }, 'olga'),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** Gives up rather than hang. */
export function soon(): AbortSignal {
  return AbortSignal.timeout(30_000);
}
