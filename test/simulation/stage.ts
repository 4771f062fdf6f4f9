import './one-thread.ts';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelModel } from 'amqplib';
import { instantGuests, startVcdsim, type ModelInput, type Simulator, type SimulatorOptions } from 'vcdsim';
import type { Config } from '#config/config.ts';
import { loadConfig } from '#config/load-config.ts';
import { ImageCache } from '#images/image-cache.ts';
import type { AmqpIntake } from '#intake/amqp-intake.ts';
import { OperatorRefusal } from '#operator/refusal.ts';
import { doVerb, type Verb } from '#operator/verbs.ts';
import type { Cluster } from '#records/cluster.ts';
import type { RecordKey } from '#records/metadata.ts';
import { openSqliteStore, type SqliteStore } from '#store/sqlite/store.ts';
import { createLogger, type Logger } from '#telemetry/logger.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { connectCloudDirector, type ConnectedCloudDirector } from '#vcd/connect.ts';
import { issuerHere } from '#workload/issuer.ts';
import { writeServerConfig } from '../../scripts/simulated/server-config.ts';
import { openGuests } from '../../src/wiring/open-guests.ts';
import { startService, type Service } from '../../src/wiring/service.ts';
import { BrokerModel } from './broker-model.ts';
import { Dice } from './dice.ts';
import { Life } from './life.ts';
import type { AtPoint, Point } from './points.ts';
import { stageModel, usualLatency } from './stage-world.ts';
import { storeLine, type StoreLine } from './store-line.ts';
import { Stillness } from './stillness.ts';
import { directTenant, type DirectTenant } from './direct-tenant.ts';
import { vcdLine } from './vcd-line.ts';
import { watchedBroker } from './watched-broker.ts';
import { VirtualTime } from './virtual-time.ts';

export interface StageOptions {
  readonly seed: number;
  /** Told of every point where the process may end. */
  readonly atPoint?: AtPoint;
  readonly deadlines?: Readonly<Record<string, number>>;
  readonly limits?: Readonly<Record<string, number>>;
  readonly model?: (model: ModelInput) => ModelInput;
  /** Milliseconds that tasks of vCD take; by default some seconds. */
  readonly latency?: SimulatorOptions['latency'];
  readonly log?: Logger;
  /** Another configuration than the usual one; what it puts beside the database goes with the stage. */
  readonly config?: (config: Config) => Config | Promise<Config>;
  /** Stands between the service and its memory and vCD, where a test makes it forget what it relies on. */
  readonly between?: (parts: ServiceParts) => ServiceParts;
}

export interface ServiceParts {
  readonly store: SqliteStore;
  readonly vcd: ConnectedCloudDirector;
}

/** One process of the service on the stage. */
interface Process {
  readonly life: Life;
  readonly writing: StoreLine;
  /** Resolves when it runs. */
  readonly started: Promise<void>;
  store?: SqliteStore;
  service?: Service;
  intake?: AmqpIntake;
  belongings?: AsyncDisposable;
}

const base = 'http://127.0.0.1:8080';
const exchange = 'cse-ext';
export const queueName = 'cse';

/** A file system in memory, where there is one: nothing here is ever to survive the machine. */
const memory = '/dev/shm';

/**
 * A whole world in this process, under one virtual time and by one seed: vcdsim with its guests, a broker in memory and
 * the service, of which one process after the other can be started and ended. Nothing happens but in `until` and
 * `pass`, which move time; two stages with the same seed that are told the same do the same.
 */
export class Stage implements AsyncDisposable {
  readonly time = new VirtualTime(new Date('2026-01-01T00:00:00Z'));
  readonly broker = new BrokerModel();
  readonly dice: Dice;
  /** What happened, a line each. */
  readonly trace: string[] = [];
  /** What the service's disk says in place of a commit. */
  disk: string | undefined;
  /** How far the service's wall clock is off. */
  clockOffMs = 0;
  readonly #stillness = new Stillness();
  readonly #directory: string;
  readonly #options: StageOptions;
  readonly #log: Logger;
  #sim: Simulator | undefined;
  #config: Config | undefined;
  #process: Process | undefined;
  #lives = 0;
  readonly #belongings = new AsyncDisposableStack();

  private constructor(options: StageOptions) {
    this.#options = options;
    this.dice = new Dice(options.seed);
    this.#log = options.log ?? createLogger({ level: process.env['CSE_TEST_LOG'] ?? 'silent' });
    this.#directory = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'cse-stage-'));
    this.#belongings.defer(() => rmSync(this.#directory, { recursive: true, force: true }));
  }

  /** A world in which no service has been started yet. */
  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options);
    try {
      await stage.#open();
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #open(): Promise<void> {
    const { seed, model = (given: ModelInput) => given, latency, deadlines, limits } = this.#options;
    const worldClock = {
      now: () => this.time.date(),
      sleep: (ms: number, signal?: AbortSignal) => this.#sleep(ms, signal),
    };
    const guests = instantGuests({
      clock: worldClock,
      bootMs: 20_000,
      workloadApi: false,
      jobPollMs: 15_000,
    });
    this.#belongings.use(guests);
    const opening = startVcdsim({
      listen: false,
      publicUrl: base,
      amqpUrl: 'amqp://guest:guest@127.0.0.1:5672',
      connectBroker: () => this.#connectVcd(),
      log: (line) => this.note(`vcdsim: ${line}`),
      model: model(stageModel),
      guests,
      clock: worldClock,
      seed,
      latency: latency ?? usualLatency,
    });
    this.#sim = this.#belongings.use(await this.until(opening));
    const path = await writeServerConfig({
      directory: this.#directory,
      vcdUrl: base,
      amqpUrl: 'amqp://guest:guest@127.0.0.1:5672',
      exchange,
      deadlines: { ...deadlines },
      limits: { poll_min_ms: 8_000, poll_max_ms: 60_000, ...limits },
    });
    const { config } = await loadConfig(path);
    const templates = config.broker.templates.filter(({ name }) => name !== 'not-built');
    const usual = { ...config, broker: { ...config.broker, templates } };
    this.#config = (await this.#options.config?.(usual)) ?? usual;
  }

  get sim(): Simulator {
    if (!this.#sim) throw new TypeError('the stage is not open');
    return this.#sim;
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** Whether the running process takes requests. */
  get serving(): boolean {
    return this.#process?.intake?.connected() ?? false;
  }

  /** The store of the running process; undefined while none runs. */
  get store(): SqliteStore | undefined {
    return this.#process?.store;
  }

  /** The records, read from the database of the running process. */
  async clusters(): Promise<readonly Cluster[]> {
    return (await this.store?.clusters.list())?.items ?? [];
  }

  tenant(user: string, org: string): DirectTenant {
    return directTenant({ sim: this.sim, base, user, org });
  }

  /** How many processes there were. */
  get lives(): number {
    return this.#lives;
  }

  /** Does what an operator can do to a record of the running process. Throws `OperatorRefusal`. */
  async operate(verb: Verb, key: RecordKey): Promise<void> {
    const { store, service } = this.#process ?? {};
    if (!store || !service) throw new OperatorRefusal('notFound', 'no process runs');
    const wake = (each: RecordKey) => {
      service.demandLook(each);
      service.manager.wake(each);
    };
    const operator = { name: 'the stage', via: 'socket' } as const;
    await doVerb({ ...store, wake }, { verb, key, operator, dryRun: false });
  }

  /**
   * Starts a process of the service. Resolves when it runs, some time before it is `serving`, or when it could not be
   * started and none runs.
   */
  start(): Promise<void> {
    if (this.#process) throw new TypeError('a process runs already');
    const life = new Life((this.#lives += 1), this.time);
    const cross = (point: Point) => this.#cross(life, point);
    const note = (line: string) => this.note(line);
    const writing = storeLine({ life, cross, note, disk: () => this.disk });
    this.note(`${life.number} starts`);
    const { promise, resolve } = Promise.withResolvers<void>();
    const running: Process = { life, writing, started: promise };
    this.#process = running;
    this.#begin(running, cross).then(resolve, (error: unknown) => {
      if (life.over) return;
      this.note(`${life.number} could not start: ${error instanceof Error ? error.message : String(error)}`);
      this.kill();
      resolve();
    });
    return promise;
  }

  /** Ends the process where it is: nothing of it acts any more. The database's file, vCD and the broker stay. */
  kill(): void {
    const killed = this.#process;
    if (!killed) return;
    this.note(`${killed.life.number} is killed`);
    this.#process = undefined;
    killed.life.end();
    killed.writing.close();
    this.broker.cut('service');
  }

  /** Ends the process as an operator does, and waits for it. */
  async stop(): Promise<void> {
    const stopped = this.#process;
    if (!stopped) return;
    await this.until(stopped.started);
    if (this.#process !== stopped) return;
    await this.until(
      (async () => {
        await stopped.intake?.[Symbol.asyncDispose]();
        await stopped.belongings?.[Symbol.asyncDispose]();
      })(),
    );
    stopped.life.end();
    this.note(`${stopped.life.number} has stopped`);
    this.#process = undefined;
  }

  /** Moves time until the promise is settled; then as the promise. Throws when nothing is left that could settle it. */
  async until<T>(promise: Promise<T>): Promise<T> {
    const settled = whetherSettled(promise);
    await this.#stillness.reached();
    while (!settled()) {
      if (!this.time.step()) throw new Error('nothing is left that could happen');
      await this.#stillness.reached();
    }
    return promise;
  }

  /** Moves time on by so many milliseconds. */
  async pass(ms: number): Promise<void> {
    await this.until(this.#sleep(ms));
  }

  /** Moves time until `look` is true, looking every `everyMs`; false when it is not within `withinMs`. */
  async eventually(
    look: () => boolean | Promise<boolean>,
    withinMs: number,
    everyMs = 1_000,
  ): Promise<boolean> {
    const end = this.time.now() + withinMs;
    for (;;) {
      if (await this.until(Promise.resolve(look()))) return true;
      if (this.time.now() >= end) return false;
      await this.pass(everyMs);
    }
  }

  note(line: string): void {
    this.trace.push(`${this.time.now()} ${line}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    // vcdsim's own end waits for time of its own.
    const ending = this.#belongings.disposeAsync();
    const ended = whetherSettled(ending);
    for (await this.#stillness.reached(); !ended(); await this.#stillness.reached()) this.time.step();
    await ending;
    this.#stillness[Symbol.dispose]();
  }

  async #connectVcd(): Promise<ChannelModel> {
    const connection = await this.broker.connect('vcd', this.time);
    // Its `close` is enough for vcdsim; an error that nobody listens to would be thrown here.
    connection.on('error', () => undefined);
    return connection;
  }

  #cross(life: Life, point: Point): boolean {
    if (life.over) return false;
    if (this.#options.atPoint?.(point) !== 'die') return true;
    this.note(`${life.number} ends ${point.when} ${point.kind} ${point.what}`);
    this.kill();
    return false;
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = this.time.after(ms, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** The wiring of `main.ts` without its doors. */
  async #begin(running: Process, cross: (point: Point) => boolean): Promise<void> {
    const { life, writing } = running;
    const config = this.#config;
    if (!config) throw new TypeError('the stage is not open');
    const log = this.#log;
    const dice = this.dice.fork();
    const { time } = life;
    const clock = () => new Date(this.time.date().getTime() + this.clockOffMs);
    await using opening = new AsyncDisposableStack();
    const metrics = createMetrics({ processMetrics: false, tenantLabels: config.telemetry.tenantLabels });
    const store = opening.use(
      await openSqliteStore({
        path: join(this.#directory, 'cse.db'),
        secretKey: Buffer.alloc(32, 7),
        log,
        clock,
        writes: writing.place,
        busyTimeoutMs: 0,
      }),
    );
    running.store = store;
    const vcd = opening.use(
      connectCloudDirector({
        baseUrl: config.vcd.url,
        username: config.vcd.username,
        password: config.vcd.password,
        org: 'System',
        apiVersion: config.vcd.apiVersion,
        verifyTls: config.vcd.verify,
        log,
        limits: { concurrency: config.limits.vcdConcurrency, ratePerSecond: config.limits.vcdRatePerSecond },
        time,
        random: dice.fraction,
        line: vcdLine({
          sim: this.sim,
          time: this.time,
          dice: dice.fork(),
          life,
          cross,
          note: (line) => this.note(line),
        }),
      }),
    );
    const guests = opening.use(await openGuests({ config, vcd, log, clock }));
    const images = opening.use(new ImageCache({ directory: config.store.cacheDirectory, log }));
    const service = opening.use(
      await startService({
        config,
        configFile: 'stage',
        version: '0.0.0-stage',
        enable: false,
        intake: undefined,
        ...(this.#options.between?.({ store, vcd }) ?? { store, vcd }),
        ...{ guests, images, metrics, log },
        // The memory is that of the whole stage, and nothing of the story.
        shortage: () => undefined,
        surroundings: {
          time,
          clock,
          random: dice.fraction,
          // In virtual time no turn takes any time.
          calm: async () => {},
          issuer: issuerHere,
          connectBroker: async () =>
            watchedBroker(await this.broker.connect('service', time), {
              cross,
              note: (line) => this.note(`${life.number} ${line}`),
            }),
        },
      }),
    );
    running.service = service;
    running.intake = service.takeRequests();
    running.belongings = opening.move();
  }
}

function whetherSettled(promise: Promise<unknown>): () => boolean {
  let settled = false;
  const mark = () => void (settled = true);
  promise.then(mark, mark);
  return () => settled;
}
