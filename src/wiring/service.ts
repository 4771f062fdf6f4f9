import { createApi } from '#api/api.ts';
import { ServiceSwitch } from '#api/service-switch.ts';
import { Auditor } from '#audit/auditor.ts';
import type { OpenConnection } from '#broker/connection.ts';
import type { Config } from '#config/config.ts';
import type { ClusterDependencies } from '#controllers/cluster/dependencies.ts';
import { clusterExplainer } from '#controllers/cluster/explain.ts';
import { AwaitedTasks } from '#controllers/cluster/awaited-tasks.ts';
import { FleetAtRest } from '#controllers/cluster/fleet-at-rest.ts';
import type { LeakAudit } from '#controllers/leaks/leak-audit.ts';
import { metadataKeys } from '#controllers/cluster/metadata-keys.ts';
import { clusterReconciler } from '#controllers/cluster/reconcile.ts';
import { taskDesk } from '#controllers/cluster/tasks/task-desk.ts';
import { nextLookMs } from '#controllers/pace.ts';
import { startAmqpIntake, type AmqpIntake } from '#intake/amqp-intake.ts';
import type { AmqpIntakeOptions } from '#intake/intake-options.ts';
import { startInventory } from '#inventory/inventory.ts';
import { startTaskList } from '#inventory/task-list.ts';
import type { RecordKey } from '#records/metadata.ts';
import { startManager, type Manager } from '#runtime/manager.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { Metrics } from '#telemetry/metrics.ts';
import type { Courtesy } from '#time/courtesy.ts';
import type { Time } from '#time/time.ts';
import type { ConnectedCloudDirector } from '#vcd/connect.ts';
import { callerDirectory } from './caller-directory.ts';
import { CallerMemory, forgettingViews } from './caller-memory.ts';
import { clusterAdoption } from './cluster-adoption.ts';
import { sourcesOf } from './controller-sources.ts';
import { startDrain } from './drain.ts';
import { leakAudit, leakController } from './leak-audit.ts';
import { intakeMeter, meterInventory } from './meters.ts';
import type { OpenGuests } from './open-guests.ts';
import { openRequests } from './open-requests.ts';
import { startRecordMeter } from './record-meter.ts';
import { templateController, type TemplateSurroundings } from './template-controller.ts';
import { nodeScripts } from './template-scripts.ts';
import { wishForTemplates } from './template-wishes.ts';
import { vdcProviders } from './vdc-providers.ts';

/** From one list of all vApps to the next: how late what was done by hand is seen. */
const longestListingPauseMs = 60_000;

/** A cluster that waits for a task of vCD is looked at itself at the latest after so many of the longest pauses. */
const longestPausesUnseen = 6;

/** An agent looks for its jobs every three seconds; whoever asked waits for ten. */
const exportsPatienceMs = 6000;

/**
 * Requests that are taken from the broker and wait for their turn. There they would stand in one line, and one tenant's
 * thousand before another's one; here tenants take turns.
 */
const messagesInHand = 4_096;

/** Time, chance and the line to the broker: the machine's own, or a simulation's. */
export interface Surroundings {
  readonly time: Time;
  readonly clock: () => Date;
  /** From 0 up to 1, as `Math.random`. */
  readonly random: () => number;
  readonly connectBroker: OpenConnection;
  /** Told of the requests in hand, it holds the other work back for them. */
  readonly courtesy: Pick<Courtesy, 'attend' | 'calm'>;
}

/** What the service is made of. */
export interface ServiceOptions {
  readonly config: Config;
  /** As given on the command line; tenants' administrators see it in `system info`. */
  readonly configFile: string;
  readonly version: string;
  /** Takes requests even where an administrator has switched them off or begun a stop. */
  readonly enable: boolean;
  readonly intake?: Pick<AmqpIntakeOptions, 'longestPauseMs'> | undefined;
  readonly store: SqliteStore;
  readonly vcd: ConnectedCloudDirector;
  readonly guests: OpenGuests;
  readonly images: TemplateSurroundings['images'];
  readonly metrics: Metrics;
  /** Of what there is too little to take on more work, for operators; undefined while there is enough. */
  readonly shortage: () => string | undefined;
  readonly log: Logger;
  readonly surroundings: Surroundings;
}

/** What runs between the doors: it opens no file and listens nowhere. */
export interface Service extends AsyncDisposable {
  readonly manager: Manager;
  readonly auditor: Auditor;
  readonly leaks: LeakAudit;
  readonly serviceSwitch: ServiceSwitch;
  /** Has the record looked at itself, and not at what a list said of it. */
  readonly demandLook: (key: RecordKey) => void;
  readonly explainCluster: ReturnType<typeof clusterExplainer>;
  /** Resolves when a system administrator has stopped the service and its work has ended: it is time to go. */
  readonly drained: Promise<void>;
  /** Begins to consume tenants' requests. Disposing of what it gives ends that, and comes before all else. */
  takeRequests(): AmqpIntake;
}

/** Starts controllers and API over what was opened for them. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { config, configFile, version, store, vcd, guests, images, metrics, log } = options;
  const { time, clock, random, connectBroker, courtesy } = options.surroundings;
  const { clusters, templates, secrets, events, traces, intents, sealer } = store;
  const { backends, sharedPasswords, originalPasswords } = guests;
  await using starting = new AsyncDisposableStack();

  const auditor = new Auditor({ audit: store.audit, clock, log });
  const serviceSwitch = new ServiceSwitch(store.settings);
  if (options.enable) await serviceSwitch.change(() => 'enabled');
  const requestsInProgress = () => openRequests(clusters);
  const drain = starting.use(startDrain({ serviceSwitch, openRequests: requestsInProgress, log, time }));
  const memory = new CallerMemory({ visibleMs: config.limits.visibleMs, time });
  const tasks = forgettingViews(taskDesk({ clusters, intents, vcd, clock, time }), memory);
  await wishForTemplates(templates, config.broker);
  const phasesWithDeadline = {
    Cluster: Object.keys({ ...config.deadlines.creation, ...config.deadlines.nodes }),
    Template: Object.keys(config.deadlines.templates),
  };
  starting.use(startRecordMeter({ metrics, store, phasesWithDeadline, clock, time, log }));

  const fleet = new FleetAtRest({ clock, random, resyncMs: config.limits.resyncMs });
  const awaited = new AwaitedTasks({
    clock,
    longestMs: longestPausesUnseen * config.limits.pace.maxMs,
    onWaiting: () => taskList.noteWaiting(),
  });
  const clusterWork: ClusterDependencies = {
    clusters,
    templates,
    secrets,
    sealer,
    events,
    traces,
    intents,
    vcd,
    tasks,
    fleet,
    awaited,
    calm: courtesy.calm,
    clock,
    random,
    version,
    guests: backends,
    sharedPasswords,
    nodeScripts: nodeScripts(config),
    originalPasswords,
    workload: config.workload,
    deadlines: { ...config.deadlines.creation, ...config.deadlines.nodes },
    lostAnswerGraceMs: config.deadlines.lostAnswerMs,
    repair: config.repair,
    pace: config.limits.pace,
  };
  const inventory = starting.use(
    startInventory({
      vcd,
      metadataKey: metadataKeys.clusterId,
      shownKeys: [metadataKeys.masterIp],
      everyMs: Math.min(longestListingPauseMs, config.limits.resyncMs),
      clock,
      log,
      time,
      random,
    }),
  );
  const leaks = leakAudit(config, {
    ...{ clusters, templates, intents, events, vcd, auditor, metrics, clock, log },
    listing: () => inventory.latest(),
    unreadable: () => store.unreadable(),
  });
  const work = { workers: config.limits.workers, timeoutMs: config.deadlines.reconcileMs };
  const manager = starting.use(
    startManager({
      controllers: [
        { name: 'Cluster', reconcile: clusterReconciler(clusterWork), ...work, ...sourcesOf(clusters) },
        templateController(config, {
          ...{ templates, clusters, secrets, events, intents, vcd, images, clock },
          guests: backends,
          sharedPasswords,
        }),
        leakController(config, leaks, { clusters }),
      ],
      resyncMs: config.limits.resyncMs,
      stopGraceMs: config.deadlines.stopMs,
      log,
      metrics,
      time,
      random,
    }),
  );

  inventory.onListing((listing) => {
    for (const key of fleet.take(listing)) manager.wake(key);
  });
  const taskList = starting.use(
    startTaskList({
      vcd,
      waiting: () => awaited.crowd().count,
      onListing: (listing) => {
        for (const key of awaited.take(listing)) manager.wake(key);
      },
      pauseMs: () => nextLookMs(awaited.crowd().youngest, clock(), config.limits.pace),
      ...{ clock, log, time, random },
    }),
  );
  meterInventory(metrics, { inventory, fleet });

  const handle = createApi({
    clusters,
    templates,
    secrets,
    events,
    traces,
    tasks,
    clock,
    time,
    log,
    directory: callerDirectory(vcd, { time }),
    recentDirectory: callerDirectory(vcd, { memory, time }),
    enforceAuthorization: config.enforceAuthorization,
    adoption: clusterAdoption({ vcd, sealer, secrets, events, clock }),
    serviceSwitch,
    auditor,
    vdcProviders: vdcProviders(vcd),
    exportsPatienceMs,
    vcdHost: new URL(config.vcd.url).host,
    shortage: options.shortage,
    service: {
      version,
      runtime: `Node.js ${process.version}`,
      configFile,
      listeners: config.listeners,
      allThreads: () => config.listeners + 2 * config.limits.workers,
      requestsInProgress,
    },
  });

  const running = starting.move();
  return {
    manager,
    auditor,
    leaks,
    serviceSwitch,
    demandLook(key) {
      fleet.demandLook(key);
      awaited.forget(key);
    },
    explainCluster: clusterExplainer(clusterWork),
    drained: drain.over,
    takeRequests: () =>
      startAmqpIntake({
        ...options.intake,
        address: config.amqp,
        durableQueue: config.amqp.durableQueue,
        listeners: config.listeners,
        prefetch: Math.ceil(messagesInHand / config.listeners),
        turns: { atOnce: 16 * config.listeners, atOnceEach: 8 },
        handle,
        errorForm: config.flatErrors ? 'flat' : 'structured',
        log,
        meter: intakeMeter(metrics, courtesy),
        time,
        random,
        connect: connectBroker,
      }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
