import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  instantGuests,
  startVcdsim,
  type GuestDriver,
  type ModelInput,
  type Simulator,
  type SimulatorOptions,
} from 'vcdsim';
import { loadConfig } from '#config/load-config.ts';
import { startServer, type Server } from '../../src/main.ts';
import type { Cluster } from '#records/cluster.ts';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { createLogger, type Logger } from '#telemetry/logger.ts';
import { writeServerConfig, type SimulatedServerConfig } from '../../scripts/simulated/server-config.ts';
import { provideServiceAccount } from '../../scripts/simulated/service-account.ts';
import { loginTenant, type Tenant } from '../../scripts/simulated/tenant.ts';
import { leftovers, type Leftovers } from '../../scripts/simulated/leftovers.ts';
import { simulatedModel } from './simulated-model.ts';
import { wireCheck, type WireCheck } from './wire-check.ts';

export interface CloudOptions {
  readonly guests?: GuestDriver | 'none';
  readonly latency?: SimulatorOptions['latency'];
  readonly deadlines?: SimulatedServerConfig['deadlines'];
  readonly limits?: SimulatedServerConfig['limits'];
  readonly repair?: SimulatedServerConfig['repair'];
  readonly leaks?: SimulatedServerConfig['leaks'];
  /** Between the server and vCD, where a test wants to stand there. */
  readonly vcdUrl?: (simUrl: string) => Promise<string>;
  /** Another inventory than the built-in one. */
  readonly model?: (model: ModelInput) => ModelInput;
  /** Told of every request to vCD and its answer. */
  readonly onExchange?: NonNullable<SimulatorOptions['onExchange']>;
  /** Serves the vCenter too, and has all nodes made by way of it: what its entry in the configuration says. */
  readonly vCenter?: (vCenter: Simulator['vCenters'][number]) => Readonly<Record<string, string | boolean>>;
  /** A broker that the test may kill, in place of the one that all tests share. */
  readonly amqpUrl?: string;
  /** A queue that survives the broker. */
  readonly durableQueue?: boolean;
  /** Refusals in the form of CSE 0.3.0. */
  readonly flatErrors?: boolean;
  /** How long the server waits at most before it tries to reach its broker again. */
  readonly brokerPauseMs?: number;
  /** How long the server's disk takes for every commit. */
  readonly commitDelayMs?: number;
  /** How long vCD waits for the server's answer, where a test kills the server before it. */
  readonly extensionTimeoutMs?: number;
  /** Takes the server's log instead of what CSE_TEST_LOG says. */
  readonly log?: Logger;
}

/** vcdsim, a real RabbitMQ and the real server, in this process, with everything that a test needs to look at them. */
export interface SimulatedCloud extends AsyncDisposable {
  readonly sim: Simulator;
  readonly wire: WireCheck;
  /** Name of the extension's exchange, its routing key and its queue. */
  readonly exchange: string;
  readonly configPath: string;
  readonly directory: string;
  readonly alice: Tenant;
  /** Starts the server (again) and waits until it takes requests. */
  startServer(): Promise<Server>;
  stopServer(): Promise<void>;
  leftovers(): Promise<Leftovers>;
  /** The server's records, read from its database as it stands. */
  records(): Promise<readonly Cluster[]>;
  login(user: string, org: string): Promise<Tenant>;
}

/** The broker that `make test` starts; a test that needs it skips without it. */
export const amqpUrl = process.env['CSE_TEST_AMQP_URL'];
export const noBroker =
  amqpUrl === undefined && 'CSE_TEST_AMQP_URL is not set: node scripts/with-rabbitmq.ts COMMAND sets it';

/** A cloud of its own for one test file: own exchange, own addresses, own database. */
export async function startCloud(options: CloudOptions = {}): Promise<SimulatedCloud> {
  const brokerUrl = options.amqpUrl ?? amqpUrl;
  if (brokerUrl === undefined) throw new Error('no broker');
  await using starting = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'cse-test-'));
  starting.defer(() => rm(directory, { recursive: true, force: true }));

  const exchange = `cse-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  const wire = wireCheck();
  const guests = options.guests ?? starting.use(quickGuests());
  const sim = starting.use(
    await startVcdsim({
      amqpUrl: brokerUrl,
      guests,
      model: options.model?.(simulatedModel(exchange)) ?? simulatedModel(exchange),
      ...(options.latency !== undefined && { latency: options.latency }),
      ...(options.vCenter && { vCenter: { port: 0 } }),
      ...(options.extensionTimeoutMs !== undefined && { extensionTimeoutMs: options.extensionTimeoutMs }),
      onExchange: (exchange) => {
        wire.note(exchange);
        options.onExchange?.(exchange);
      },
    }),
  );
  await provideServiceAccount(sim.url);
  const vcdUrl = (await options.vcdUrl?.(sim.url)) ?? sim.url;
  const [vCenter] = sim.vCenters;
  const configPath = await writeServerConfig({
    ...(options.vCenter &&
      vCenter && { guestBackend: 'guest-operations', vCenter: options.vCenter(vCenter) }),
    directory,
    vcdUrl,
    amqpUrl: brokerUrl,
    exchange,
    durableQueue: options.durableQueue ?? false,
    flatErrors: options.flatErrors ?? false,
    ...(options.leaks && { leaks: options.leaks }),
    deadlines: { lost_answer: 1, stop: 5, ...options.deadlines },
    ...(options.repair && { repair: options.repair }),
    limits: {
      poll_min_ms: 10,
      poll_max_ms: 100,
      vcd_concurrency: 16,
      vcd_rate_per_second: 2000,
      // Tests change the cloud by hand, and look at once.
      visible_seconds: 0,
      ...options.limits,
    },
  });

  let server: Server | undefined;
  const log = options.log ?? createLogger({ level: process.env['CSE_TEST_LOG'] ?? 'silent' });
  const cloud: Omit<SimulatedCloud, 'alice'> = {
    sim,
    wire,
    exchange,
    configPath,
    directory,
    async startServer() {
      const { config } = await loadConfig(configPath);
      const store = { commitDelayMs: options.commitDelayMs ?? 0 };
      const { brokerPauseMs } = options;
      const started = await startServer(config, {
        log,
        configFile: configPath,
        store,
        ...(brokerPauseMs !== undefined && { intake: { longestPauseMs: brokerPauseMs } }),
      });
      server = started;
      await eventually(async () => (await isReady(started.telemetryUrl)) || undefined, 'the server is ready');
      return started;
    },
    async stopServer() {
      await server?.[Symbol.asyncDispose]();
      server = undefined;
    },
    leftovers: () => leftovers(sim.url),
    async records() {
      await using reader = await openSqliteReader({ path: join(directory, 'cse.db'), log });
      return (await reader.clusters.list()).items;
    },
    login: (user, org) => loginTenant(sim.url, user, org),
    async [Symbol.asyncDispose]() {
      await cloud.stopServer();
      await running.disposeAsync();
    },
  };
  const alice = await loginTenant(sim.url, 'alice', 'acme');
  const running = starting.move();
  return { ...cloud, alice, [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose]() };
}

async function isReady(telemetryUrl: string): Promise<boolean> {
  return fetch(`${telemetryUrl}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** Guests that tell their outcome after a moment and serve no API. */
export function quickGuests(options: Partial<Parameters<typeof instantGuests>[0]> = {}): GuestDriver {
  return instantGuests({ clock: systemTime, bootMs: 20, workloadApi: false, jobPollMs: 25, ...options });
}

/** The clock of the wall, for simulated guests. */
export const systemTime = {
  now: () => new Date(),
  sleep: (ms: number, signal?: AbortSignal) => delay(ms, undefined, signal ? { signal } : {}),
};

/** Waits until `look` gives something other than undefined. Throws after `timeoutMs`. */
export async function eventually<T>(
  look: () => Promise<T | undefined>,
  what: string,
  timeoutMs = 180_000,
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > giveUpAt) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(25);
  }
}

/** Fails the test with what was wrong on the wire, if anything was. */
export function assertWireClean(t: TestContext, wire: WireCheck): void {
  const faults = wire.faults();
  if (faults.length > 0)
    throw new Error(`${faults.length} documents do not fit the schemas:\n${faults.slice(0, 5).join('\n')}`);
  if (!wire.checking)
    t.diagnostic('documents on the wire were not held against the schemas: no vcd-schemas folder');
}
