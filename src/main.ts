import packageJson from '../package.json' with { type: 'json' };
import { createApi } from '#api/api.ts';
import { ServiceSwitch } from '#api/service-switch.ts';
import { Auditor } from '#audit/auditor.ts';
import type { Config } from '#config/config.ts';
import { clusterExplainer } from '#controllers/cluster/explain.ts';
import type { ClusterDependencies } from '#controllers/cluster/dependencies.ts';
import { FleetAtRest } from '#controllers/cluster/fleet-at-rest.ts';
import { metadataKeys } from '#controllers/cluster/metadata-keys.ts';
import { clusterReconciler } from '#controllers/cluster/reconcile.ts';
import { taskDesk } from '#controllers/cluster/task-desk.ts';
import { ImageCache } from '#images/image-cache.ts';
import { startAmqpIntake } from '#intake/amqp-intake.ts';
import type { AmqpIntakeOptions } from '#intake/intake-options.ts';
import { startInventory } from '#inventory/inventory.ts';
import { startManager } from '#runtime/manager.ts';
import { loadSecretKey } from '#store/secret-key.ts';
import { openSqliteStore, type SqliteStoreOptions } from '#store/sqlite/store.ts';
import { startHealthServer } from '#telemetry/health-server.ts';
import type { Logger } from '#telemetry/logger.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { connectCloudDirector } from '#vcd/connect.ts';
import { callerDirectory } from './wiring/caller-directory.ts';
import { CallerMemory, forgettingViews } from './wiring/caller-memory.ts';
import { sourcesOf } from './wiring/controller-sources.ts';
import { startDrain } from './wiring/drain.ts';
import {
  commitMeter,
  intakeMeter,
  meterInventory,
  meterStore,
  meterVcdLoad,
  vcdMeter,
} from './wiring/meters.ts';
import { openOperatorDoor } from './wiring/operator-door.ts';
import { openGuests } from './wiring/open-guests.ts';
import { openRequests } from './wiring/open-requests.ts';
import { startOrphanWatch } from './wiring/orphan-watch.ts';
import { startRecordMeter } from './wiring/record-meter.ts';
import { templateController } from './wiring/template-controller.ts';
import { nodeScripts } from './wiring/template-scripts.ts';
import { wishForTemplates } from './wiring/template-wishes.ts';
import { vdcProviders } from './wiring/vdc-providers.ts';

/** From one list of all vApps to the next: how late what was done by hand is seen. */
const longestListingPauseMs = 60_000;

/** An agent looks for its jobs every three seconds; whoever asked waits for ten. */
const exportsPatienceMs = 6000;

export const version: string = packageJson.version;

export interface ServerOptions {
  readonly log: Logger;
  /** As given on the command line; tenants' administrators see it in `system info`. */
  readonly configFile: string;
  /** Takes requests even where an administrator has switched them off or begun a stop. */
  readonly enable?: boolean;
  /** What the configuration does not say of the store: how long its disk takes for a commit, where a test slows it. */
  readonly store?: Pick<SqliteStoreOptions, 'commitDelayMs'>;
  /** And of the intake: how long it waits for a broker, where a test has many to wait for. */
  readonly intake?: Pick<AmqpIntakeOptions, 'longestPauseMs'>;
}

export interface Server extends AsyncDisposable {
  /** Where metrics and probes are served. */
  readonly telemetryUrl: string;
  /** Where the web page is, with `operator.listen`. */
  readonly operatorUrl: string | undefined;
  /** Resolves when a system administrator has stopped the service and its work has ended: it is time to go. */
  readonly drained: Promise<void>;
  /** Resolves when the store answers: without it nothing else can go on. */
  readonly alive: () => Promise<unknown>;
}

/** Builds the whole service once and starts it, door last; disposing of it closes the door first. */
export async function startServer(config: Config, options: ServerOptions): Promise<Server> {
  const { log, configFile } = options;
  const clock = () => new Date();
  await using starting = new AsyncDisposableStack();

  const metrics = createMetrics({ processMetrics: true, tenantLabels: config.telemetry.tenantLabels });
  const secretKey = await loadSecretKey({ kind: 'file', path: config.store.secretKeyFile, create: true });
  const store = starting.use(
    await openSqliteStore({
      path: config.store.path,
      secretKey,
      log,
      onWritten: commitMeter(metrics),
      auditDaysKept: config.store.auditDays,
      auditRowsKept: config.store.auditRows,
      ...options.store,
    }),
  );
  meterStore(metrics, store);
  const auditor = new Auditor({ audit: store.audit, clock, log });
  const serviceSwitch = new ServiceSwitch(store.settings);
  if (options.enable) await serviceSwitch.change(() => 'enabled');
  const requestsInProgress = () => openRequests(store.clusters);
  const drain = starting.use(startDrain({ serviceSwitch, openRequests: requestsInProgress, log }));

  const vcd = starting.use(
    connectCloudDirector({
      baseUrl: config.vcd.url,
      username: config.vcd.username,
      password: config.vcd.password,
      org: 'System',
      apiVersion: config.vcd.apiVersion,
      verifyTls: config.vcd.verify,
      log,
      limits: { concurrency: config.limits.vcdConcurrency, ratePerSecond: config.limits.vcdRatePerSecond },
      metrics: vcdMeter(metrics),
    }),
  );
  meterVcdLoad(metrics, vcd, config.limits.vcdConcurrency);
  const {
    backends: guests,
    sharedPasswords,
    originalPasswords,
  } = starting.use(await openGuests({ config, vcd, log }));
  const { clusters, templates, secrets, events, traces, intents } = store;
  const memory = new CallerMemory({ visibleMs: config.limits.visibleMs });
  const tasks = forgettingViews(taskDesk({ clusters, intents, vcd, clock }), memory);
  await wishForTemplates(templates, config.broker);
  const phasesWithDeadline = {
    Cluster: Object.keys({ ...config.deadlines.creation, ...config.deadlines.nodes }),
    Template: Object.keys(config.deadlines.templates),
  };
  starting.use(await startRecordMeter({ metrics, store, phasesWithDeadline, clock, log }));

  const fleet = new FleetAtRest({ clock });
  const clusterWork: ClusterDependencies = {
    clusters,
    templates,
    secrets,
    events,
    traces,
    intents,
    vcd,
    tasks,
    fleet,
    clock,
    version,
    guests,
    sharedPasswords,
    nodeScripts: nodeScripts(config),
    originalPasswords,
    workload: config.workload,
    deadlines: { ...config.deadlines.creation, ...config.deadlines.nodes },
    lostAnswerGraceMs: config.deadlines.lostAnswerMs,
    pace: config.limits.pace,
  };
  const lookEveryMs = config.limits.resyncMs;
  starting.use(startOrphanWatch({ vcd, clusters, gauge: metrics.orphans, lookEveryMs, log }));
  const images = starting.use(new ImageCache({ directory: config.store.cacheDirectory, log }));
  const work = { workers: config.limits.workers, timeoutMs: config.deadlines.reconcileMs };
  const manager = starting.use(
    startManager({
      controllers: [
        { name: 'Cluster', reconcile: clusterReconciler(clusterWork), ...work, ...sourcesOf(clusters) },
        templateController(config, {
          ...{ templates, clusters, secrets, events, intents, vcd, images, clock },
          guests,
          sharedPasswords,
        }),
      ],
      resyncMs: config.limits.resyncMs,
      stopGraceMs: config.deadlines.stopMs,
      log,
      metrics,
    }),
  );
  const inventory = starting.use(
    startInventory({
      vcd,
      metadataKey: metadataKeys.clusterId,
      shownKeys: [metadataKeys.masterIp],
      everyMs: Math.min(longestListingPauseMs, config.limits.resyncMs),
      clock,
      log,
    }),
  );
  inventory.onListing((listing) => {
    for (const key of fleet.take(listing)) manager.wake(key);
  });
  meterInventory(metrics, { inventory, fleet });

  const handle = createApi({
    clusters,
    templates,
    secrets,
    events,
    traces,
    tasks,
    clock,
    log,
    directory: callerDirectory(vcd),
    recentDirectory: callerDirectory(vcd, { memory }),
    enforceAuthorization: config.enforceAuthorization,
    serviceSwitch,
    auditor,
    vdcProviders: vdcProviders(vcd),
    exportsPatienceMs,
    vcdHost: new URL(config.vcd.url).host,
    service: {
      version,
      runtime: `Node.js ${process.version}`,
      configFile,
      listeners: config.listeners,
      allThreads: () => config.listeners + 2 * config.limits.workers,
      requestsInProgress,
    },
  });
  const intake = startAmqpIntake({
    ...options.intake,
    address: config.amqp,
    durableQueue: config.amqp.durableQueue,
    listeners: config.listeners,
    prefetch: 16,
    handle,
    errorForm: config.flatErrors ? 'flat' : 'structured',
    log,
    meter: intakeMeter(metrics),
  });

  const alive = () => templates.list();
  const health = starting.use(
    await startHealthServer({
      listen: config.telemetry.listen,
      metrics,
      readyChecks: {
        amqp: () => (intake.connected() ? undefined : 'not connected to the message broker'),
        store: () => alive().then(() => undefined),
      },
      log,
    }),
  );
  const door = starting.use(
    await openOperatorDoor({
      config,
      store,
      vcd,
      manager,
      demandLook: (key) => fleet.demandLook(key),
      serviceSwitch,
      explainCluster: clusterExplainer(clusterWork),
      auditor,
      brokerConnected: () => intake.connected(),
      version,
      clock,
      log,
    }),
  );
  starting.use(intake);

  const running = starting.move();
  return {
    telemetryUrl: health.url,
    operatorUrl: door.url,
    drained: drain.over,
    alive,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
