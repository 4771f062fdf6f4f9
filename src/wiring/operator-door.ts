import { readFile } from 'node:fs/promises';
import type { ServiceSwitch } from '#api/service-switch.ts';
import type { Auditor } from '#audit/auditor.ts';
import type { Config } from '#config/config.ts';
import { machineChart } from '#machines/chart.ts';
import type { LeakAudit } from '#controllers/leaks/leak-audit.ts';
import type { RecallSource } from '#controllers/cluster/recall/cluster-recall.ts';
import { clusterMachine } from '#machines/cluster.ts';
import { templateMachine } from '#machines/template.ts';
import { Access } from '#operator/access.ts';
import { drawChart } from '#operator/draw-chart.ts';
import { explainFromRecord } from '#operator/explain-from-record.ts';
import type { Explanation } from '#operator/explanation.ts';
import { RecordIndex } from '#operator/record-index.ts';
import { startOperatorServer, type OperatorServer } from '#operator/server.ts';
import type { ServiceReport } from '#operator/service-report.ts';
import type { Cluster } from '#records/cluster.ts';
import { splitKey, type RecordKey } from '#records/metadata.ts';
import type { Manager } from '#runtime/manager.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { ConnectedCloudDirector } from '#vcd/connect.ts';
import { operatorAdoptions } from './operator-adoptions.ts';
import { operatorLeaks } from './operator-leaks.ts';

interface DoorParts {
  readonly config: Config;
  readonly store: SqliteStore;
  readonly vcd: Pick<ConnectedCloudDirector, 'load' | 'isAdministrator'> & RecallSource;
  readonly manager: Manager;
  /** The next look at the record is a full one, even if it is a cluster at rest. */
  readonly demandLook: (key: RecordKey) => void;
  readonly serviceSwitch: ServiceSwitch;
  /** Throws what looking at the world throws. */
  readonly explainCluster: (cluster: Cluster, signal: AbortSignal) => Promise<Explanation['walk']>;
  readonly leaks: LeakAudit;
  readonly auditor: Auditor;
  readonly brokerConnected: () => boolean;
  /** Of what there is too little to take on more work; undefined while there is enough. */
  readonly shortage: () => string | undefined;
  readonly version: string;
  readonly clock: () => Date;
  readonly log: Logger;
}

/** Opens the operators' doors onto a running server. Throws when the token's file cannot be read or a door is taken. */
export async function openOperatorDoor(parts: DoorParts): Promise<OperatorServer> {
  const { config, store, vcd, manager, demandLook, auditor, clock, log } = parts;
  const { clusters, templates, events } = store;
  await using starting = new AsyncDisposableStack();
  const index = starting.use(
    new RecordIndex({ clusters, templates, unreadable: () => store.unreadable(), log }),
  );
  await index.start();
  const startedAt = clock().toISOString();
  const wake = (key: RecordKey) => {
    demandLook(key);
    manager.wake(key);
  };
  const server = starting.use(
    await startOperatorServer({
      doors: config.operator,
      log,
      dependencies: {
        clusters,
        templates,
        events,
        index,
        auditor,
        wake,
        leaks: operatorLeaks(parts.leaks, { clock }),
        adoptions: operatorAdoptions({ ...store, vcd, clock, wake }),
        access: new Access({
          token: await tokenIn(config.operator.tokenFile),
          isAdministrator: (username, password, signal) => vcd.isAdministrator(username, password, signal),
          clock,
        }),
        explain: (key, signal) => explanation(parts, key, signal),
        charts: {
          Cluster: drawChart(machineChart(clusterMachine)),
          Template: drawChart(machineChart(templateMachine)),
        },
        report: () => serviceReport(parts, index, startedAt),
      },
    }),
  );
  const open = starting.move();
  return { url: server.url, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** Where vCD does not answer, the record tells as much as it knows. */
async function explanation(
  { store, clock, explainCluster }: DoorParts,
  key: RecordKey,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const cluster = splitKey(key).kind === 'Cluster' ? await store.clusters.get(key) : undefined;
  if (!cluster) return undefined;
  try {
    return { from: 'world', walk: await explainCluster(cluster, signal) };
  } catch (error) {
    if (signal.aborted) throw error;
    return explainFromRecord(cluster, clock(), error instanceof Error ? error.message : String(error));
  }
}

async function tokenIn(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const token = (await readFile(path, 'utf8')).trim();
  if (token.length < 16) throw new Error(`the token in ${path} is shorter than 16 characters`);
  return token;
}

async function serviceReport(
  { config, store, vcd, manager, serviceSwitch, brokerConnected, shortage, version }: DoorParts,
  index: RecordIndex,
  startedAt: string,
): Promise<ServiceReport> {
  const { calls } = vcd.load();
  const { revision, databaseBytes, logBytes, queued, commits, failedCommits, refusal } = store.statistics();
  return {
    version,
    startedAt,
    switch: await serviceSwitch.state(),
    broker: { connected: brokerConnected() },
    queues: manager.controllers.map((controller) => ({ kind: controller.name, ...controller.load() })),
    vcd: {
      url: config.vcd.url,
      ...calls,
      concurrency: config.limits.vcdConcurrency,
      ratePerSecond: config.limits.vcdRatePerSecond,
    },
    store: {
      revision,
      databaseBytes: databaseBytes + logBytes,
      queued,
      unreadable: store.unreadable().map(({ key, problem }) => ({ key, problem })),
      refusal: refusal ?? null,
      commits,
      failedCommits,
    },
    shortage: shortage() ?? null,
    records: {
      Cluster: [...index.clusters()].length,
      Template: [...index.templates()].length,
    },
  };
}
