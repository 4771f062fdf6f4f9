import { join } from 'node:path';
import type { Simulator } from 'vcdsim';
import type { Config } from '#config/config.ts';
import { ImageCache } from '#images/image-cache.ts';
import type { AmqpIntake } from '#intake/amqp-intake.ts';
import { openSqliteStore, type SqliteStore } from '#store/sqlite/store.ts';
import type { Logger } from '#telemetry/logger.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { connectCloudDirector, type ConnectedCloudDirector } from '#vcd/connect.ts';
import { openGuests } from '../../src/wiring/open-guests.ts';
import { startService, type Service } from '../../src/wiring/service.ts';
import type { BrokerModel } from './broker-model.ts';
import type { Dice } from './dice.ts';
import { Life } from './life.ts';
import type { Point } from './points.ts';
import { storeLine, type StoreLine } from './store-line.ts';
import { vcdLine } from './vcd-line.ts';
import type { VirtualTime } from './virtual-time.ts';
import { watchedBroker } from './watched-broker.ts';

/** What a process of the service relies on, and what a test may stand in front of. */
export interface ServiceParts {
  readonly store: SqliteStore;
  readonly vcd: ConnectedCloudDirector;
}

/** Where a process of the service runs. */
export interface ProcessPlace {
  readonly number: number;
  readonly config: Config;
  /** Of its database. */
  readonly directory: string;
  readonly log: Logger;
  readonly sim: Simulator;
  readonly broker: BrokerModel;
  readonly time: VirtualTime;
  readonly dice: Dice;
  /** The wall clock as the service sees it. */
  readonly clock: () => Date;
  /** What the disk says to a commit in place of making it; undefined as long as it is well. */
  readonly disk: () => string | undefined;
  /** False when the process ends there. */
  readonly cross: (life: Life, point: Point) => boolean;
  readonly note: (line: string) => void;
  readonly between: ((parts: ServiceParts) => ServiceParts) | undefined;
}

/** One process of the service: the wiring of `main.ts` without its doors, within the fence of one life. */
export class ServiceProcess {
  readonly life: Life;
  /** Each is there as soon as it is open. */
  store: SqliteStore | undefined;
  service: Service | undefined;
  intake: AmqpIntake | undefined;
  readonly #place: ProcessPlace;
  readonly #writing: StoreLine;
  #belongings: AsyncDisposable | undefined;

  constructor(place: ProcessPlace) {
    const { number, time, disk, note } = place;
    this.#place = place;
    this.life = new Life(number, time);
    this.#writing = storeLine({ life: this.life, cross: (point) => this.#cross(point), note, disk });
  }

  /** Resolves when it runs, some time before it takes requests; throws when it cannot be started. */
  async start(): Promise<void> {
    const { config, directory, log, dice, clock, broker, note } = this.#place;
    const { time, number } = this.life;
    await using opening = new AsyncDisposableStack();
    const metrics = createMetrics({ processMetrics: false, tenantLabels: config.telemetry.tenantLabels });
    const store = opening.use(
      await openSqliteStore({
        path: join(directory, 'cse.db'),
        secretKey: Buffer.alloc(32, 7),
        log,
        clock,
        writes: this.#writing.place,
        busyTimeoutMs: 0,
      }),
    );
    this.store = store;
    const vcd = opening.use(this.#connectVcd());
    const guests = opening.use(await openGuests({ config, vcd, log, clock, time }));
    const images = opening.use(new ImageCache({ directory: config.store.cacheDirectory, log }));
    const service = opening.use(
      await startService({
        config,
        configFile: 'stage',
        version: '0.0.0-stage',
        enable: false,
        intake: undefined,
        ...(this.#place.between?.({ store, vcd }) ?? { store, vcd }),
        ...{ guests, images, metrics, log },
        // The memory is that of the whole stage, and nothing of the story.
        shortage: () => undefined,
        surroundings: {
          time,
          clock,
          random: dice.fraction,
          // In virtual time no work takes any time.
          courtesy: { attend: () => {}, calm: async () => {} },
          connectBroker: async () =>
            watchedBroker(await broker.connect('service', time), {
              cross: (point) => this.#cross(point),
              note: (line) => note(`${number} ${line}`),
            }),
        },
      }),
    );
    this.service = service;
    this.intake = service.takeRequests();
    this.#belongings = opening.move();
  }

  /** Ends it where it is; the database's file, vCD and the broker stay. */
  kill(): void {
    this.life.end();
    this.#writing.close();
  }

  /** Ends it as an operator does. */
  async stop(): Promise<void> {
    await this.intake?.[Symbol.asyncDispose]();
    await this.#belongings?.[Symbol.asyncDispose]();
    this.life.end();
  }

  #connectVcd(): ConnectedCloudDirector {
    const { config, log, dice, sim, time, note } = this.#place;
    return connectCloudDirector({
      baseUrl: config.vcd.url,
      username: config.vcd.username,
      password: config.vcd.password,
      org: 'System',
      apiVersion: config.vcd.apiVersion,
      verifyTls: config.vcd.verify,
      log,
      limits: { concurrency: config.limits.vcdConcurrency, ratePerSecond: config.limits.vcdRatePerSecond },
      time: this.life.time,
      random: dice.fraction,
      line: vcdLine({
        ...{ sim, time, note, life: this.life, dice: dice.fork() },
        cross: (point) => this.#cross(point),
      }),
    });
  }

  #cross(point: Point): boolean {
    return this.#place.cross(this.life, point);
  }
}
