import { splitKey, type RecordKey } from '#records/metadata.ts';
import type { Logger } from '#telemetry/logger.ts';
import { startController, type Controller, type ControllerOptions } from './controller.ts';
import { jittered, pause, systemTime, type Time } from '#time/time.ts';

/** A controller and what tells it where to look. */
export interface ControllerPlan extends Omit<ControllerOptions, 'log' | 'metrics' | 'time' | 'random'> {
  /**
   * Every key that there is, then each key whose record changed in a way that its controller did not make itself
   * (a controller that wakes itself with its own status would defeat its back-off). Ends when the signal aborts.
   * When it ends or throws before that it is called again.
   */
  readonly changes: (signal: AbortSignal) => AsyncIterable<RecordKey>;
  /** Every key that there is. */
  readonly listKeys: (signal: AbortSignal) => Promise<readonly RecordKey[]>;
}

/** The controllers of a process and what they share. */
export interface ManagerOptions extends Pick<ControllerOptions, 'log' | 'metrics' | 'time' | 'random'> {
  readonly controllers: readonly ControllerPlan[];
  /** Each record is looked at at least once in two of these periods, whether anything was heard of it or not. */
  readonly resyncMs: number;
  /** How long a stop lets running reconciles finish before it tells them to stop. */
  readonly stopGraceMs: number;
  /** Wait before `changes` is called again. */
  readonly rewatchMs?: number;
}

/** The running controllers. Disposing stops what wakes them, then them; it waits for grace and patience at the longest. */
export interface Manager extends AsyncDisposable {
  readonly controllers: readonly Controller[];
  /** Asks the controller of its kind for a look at the record at once. */
  wake(key: RecordKey): void;
}

/** Starts every controller and what wakes it. */
export function startManager(options: ManagerOptions): Manager {
  const { log, time = systemTime, random = Math.random } = options;
  const stopping = new AbortController();
  const watching: Promise<void>[] = [];

  const controllers = options.controllers.map((plan) => {
    const { changes, listKeys, ...rest } = plan;
    const controller = startController({ ...rest, log, metrics: options.metrics, time, random });
    const watchLog = log.child({ kind: plan.name });
    const shared = { controller, time, random, log: watchLog };
    watching.push(
      followChanges({ ...shared, changes, rewatchMs: options.rewatchMs ?? 1_000 }, stopping.signal),
      resync({ ...shared, listKeys, resyncMs: options.resyncMs }, stopping.signal),
    );
    return controller;
  });

  return {
    controllers,
    wake(key) {
      const { kind } = splitKey(key);
      controllers.find(({ name }) => name === kind)?.wake(key);
    },
    async [Symbol.asyncDispose]() {
      log.info({}, 'Stopping controllers');
      stopping.abort();
      const left = await Promise.all(controllers.map((controller) => controller.stop(options.stopGraceMs)));
      const keys = left.flat();
      if (keys.length > 0) log.error({ keys }, 'Reconciles left behind');
      const watchesEnded = new AbortController();
      void Promise.all(watching).then(() => watchesEnded.abort());
      await pause(time, options.stopGraceMs, watchesEnded.signal);
    },
  };
}

interface Watching {
  readonly controller: Controller;
  readonly time: Time;
  readonly random: () => number;
  readonly log: Logger;
}

async function followChanges(
  {
    controller,
    time,
    log,
    changes,
    rewatchMs,
  }: Watching & Pick<ControllerPlan, 'changes'> & { rewatchMs: number },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const key of changes(signal)) controller.wake(key);
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'Watching for changes failed');
    }
    await pause(time, rewatchMs, signal);
  }
}

/** Spreads the looks over the whole period: a thousand records must not be due in the same second. */
async function resync(
  {
    controller,
    time,
    random,
    log,
    listKeys,
    resyncMs,
  }: Watching & Pick<ControllerPlan, 'listKeys'> & { resyncMs: number },
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await pause(time, jittered(resyncMs, random), signal);
    if (signal.aborted) return;
    try {
      for (const key of await listKeys(signal)) controller.wake(key, random() * resyncMs);
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'Listing records failed');
    }
  }
}
