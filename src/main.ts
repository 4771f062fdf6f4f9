import packageJson from '../package.json' with { type: 'json' };
import { openConnection } from '#broker/connection.ts';
import type { Config } from '#config/config.ts';
import { ImageCache } from '#images/image-cache.ts';
import type { AmqpIntakeOptions } from '#intake/intake-options.ts';
import { loadSecretKey } from '#store/secret-key.ts';
import { openSqliteStore, type SqliteStoreOptions } from '#store/sqlite/store.ts';
import { startHealthServer } from '#telemetry/health-server.ts';
import type { Logger } from '#telemetry/logger.ts';
import { MemoryRoom } from '#telemetry/memory-room.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { Courtesy } from '#time/courtesy.ts';
import { systemTime } from '#time/time.ts';
import { connectCloudDirector } from '#vcd/connect.ts';
import { commitMeter, meterStore, meterVcdLoad, vcdMeter } from './wiring/meters.ts';
import { openOperatorDoor } from './wiring/operator-door.ts';
import { openGuests } from './wiring/open-guests.ts';
import { serviceAccount } from './wiring/service-account.ts';
import { startService } from './wiring/service.ts';

/** The release, as package.json has it. */
export const version: string = packageJson.version;

/** What a server is told beside its configuration. */
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

/** A server that runs; disposing of it finishes what is in hand and stops it. */
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
  const courtesy = new Courtesy();
  const vcd = starting.use(
    connectCloudDirector({
      ...serviceAccount(config, log),
      metrics: vcdMeter(metrics),
      calm: courtesy.calm,
    }),
  );
  meterVcdLoad(metrics, vcd, config.limits.vcdConcurrency);
  const guests = starting.use(await openGuests({ config, vcd, log }));
  const images = starting.use(new ImageCache({ directory: config.store.cacheDirectory, log }));
  const memory = starting.use(MemoryRoom.watch());
  const shortage = () => memory.shortage();
  const service = starting.use(
    await startService({
      config,
      configFile,
      version,
      enable: options.enable ?? false,
      intake: options.intake,
      store,
      vcd,
      guests,
      images,
      metrics,
      shortage,
      log,
      surroundings: {
        time: systemTime,
        clock,
        random: Math.random,
        connectBroker: openConnection,
        courtesy,
      },
    }),
  );
  const intake = service.takeRequests();

  const alive = () => store.templates.list();
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
      manager: service.manager,
      demandLook: service.demandLook,
      serviceSwitch: service.serviceSwitch,
      explainCluster: service.explainCluster,
      auditor: service.auditor,
      leaks: service.leaks,
      brokerConnected: () => intake.connected(),
      shortage,
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
    drained: service.drained,
    alive,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
