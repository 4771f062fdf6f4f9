import './one-thread.ts';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelModel } from 'amqplib';
import type { Simulator } from 'vcdsim';
import type { Config } from '#config/config.ts';
import { loadConfig } from '#config/load-config.ts';
import { OperatorRefusal } from '#operator/refusal.ts';
import { doVerb, type Verb } from '#operator/verbs.ts';
import type { Cluster } from '#records/cluster.ts';
import type { RecordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import { createLogger, type Logger } from '#telemetry/logger.ts';
import { writeServerConfig } from '../../scripts/simulated/server-config.ts';
import { BrokerModel } from './broker-model.ts';
import { Dice } from './dice.ts';
import type { Life } from './life.ts';
import type { Point } from './points.ts';
import { ServiceProcess } from './service-process.ts';
import type { StageOptions } from './stage-options.ts';
import { amqpUrl, startWorld } from './stage-world.ts';
import { Stillness } from './stillness.ts';
import { directTenant, type DirectTenant } from './direct-tenant.ts';
import { VirtualTime } from './virtual-time.ts';

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
  #process: { readonly process: ServiceProcess; readonly started: Promise<void> } | undefined;
  #lives = 0;
  #end = Promise.withResolvers<void>();
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
    const { seed, model, latency, deadlines, limits } = this.#options;
    const { guests, opening } = startWorld({
      ...{ base, seed, model, latency },
      clock: { now: () => this.time.date(), sleep: (ms, signal) => this.#sleep(ms, signal) },
      connectBroker: () => this.#connectVcd(),
      log: (line) => this.note(`vcdsim: ${line}`),
    });
    this.#belongings.use(guests);
    this.#sim = this.#belongings.use(await this.until(opening));
    const path = await writeServerConfig({
      directory: this.#directory,
      vcdUrl: base,
      amqpUrl,
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

  get config(): Config {
    if (!this.#config) throw new TypeError('the stage is not open');
    return this.#config;
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** Whether the running process takes requests. */
  get serving(): boolean {
    return this.#process?.process.intake?.connected() ?? false;
  }

  /** The store of the running process; undefined while none runs. */
  get store(): SqliteStore | undefined {
    return this.#process?.process.store;
  }

  /** The records, read from the database of the running process. */
  async clusters(): Promise<readonly Cluster[]> {
    return (await this.store?.clusters.list())?.items ?? [];
  }

  async templates(): Promise<readonly Template[]> {
    return (await this.store?.templates.list())?.items ?? [];
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
    const { store, service } = this.#process?.process ?? {};
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
    this.#lives += 1;
    this.note(`${this.#lives} starts`);
    const { promise, resolve } = Promise.withResolvers<void>();
    const process = new ServiceProcess({
      ...{ number: this.#lives, config: this.config, directory: this.#directory, log: this.#log },
      ...{ sim: this.sim, broker: this.broker, time: this.time, dice: this.dice.fork() },
      ...{ clock: () => this.#serviceClock(), disk: () => this.disk },
      cross: (life, point) => this.#cross(life, point),
      note: (line) => this.note(line),
      between: this.#options.between,
    });
    const running = { process, started: promise };
    this.#process = running;
    process.start().then(resolve, (error: unknown) => {
      if (process.life.over) return;
      const why = error instanceof Error ? error.message : String(error);
      this.note(`${process.life.number} could not start: ${why}`);
      this.kill();
      resolve();
    });
    return promise;
  }

  /** Ends the process where it is: nothing of it acts any more. The database's file, vCD and the broker stay. */
  kill(): void {
    const killed = this.#process?.process;
    if (!killed) return;
    this.note(`${killed.life.number} is killed`);
    this.#process = undefined;
    killed.kill();
    this.broker.cut('service');
    const ended = this.#end;
    this.#end = Promise.withResolvers<void>();
    ended.resolve();
  }

  /** Resolves when the next process, or the one that runs, is killed or cannot be started. */
  nextEnd(): Promise<void> {
    return this.#end.promise;
  }

  /** Ends the process as an operator does, and waits for it. */
  async stop(): Promise<void> {
    const stopped = this.#process;
    if (!stopped) return;
    await this.until(stopped.started);
    if (this.#process !== stopped) return;
    await this.until(stopped.process.stop());
    this.note(`${stopped.process.life.number} has stopped`);
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

  #serviceClock(): Date {
    return new Date(this.time.date().getTime() + this.clockOffMs);
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
}

function whetherSettled(promise: Promise<unknown>): () => boolean {
  let settled = false;
  const mark = () => void (settled = true);
  promise.then(mark, mark);
  return () => settled;
}
