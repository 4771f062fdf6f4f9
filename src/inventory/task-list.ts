import { jittered, pause, systemTime, type Time } from '#time/time.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';

/** The tasks that had not ended at some moment after `startedAt` (milliseconds since 1970), by id. */
export interface TaskListing {
  readonly startedAt: number;
  readonly underWay: ReadonlySet<string>;
}

/** Reads the list of tasks for as long as enough things wait for some of them. Disposing ends the reading. */
export interface TaskList extends AsyncDisposable {
  /** More are waiting than before. */
  noteWaiting(): void;
}

/** What is listed, how often, and for whom. */
export interface TaskListOptions {
  readonly vcd: Pick<CloudDirector, 'findTasksUnderWay'>;
  /** How many wait for a task now. */
  readonly waiting: () => number;
  /** Told of each listing; `undefined`: there is none, and who waits must look for itself. */
  readonly onListing: (listing: TaskListing | undefined) => void;
  /** From one listing of up to four pages to the next, in milliseconds; a longer one waits longer in proportion. */
  readonly pauseMs: () => number;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly time?: Time;
  readonly random?: () => number;
}

/** Fewer are cheaper to look at one by one: each looks every few seconds. */
const fewest = 4;

/** A list that failed is tried again after so long, in milliseconds. */
const patienceMs = 60_000;

/** One that was too long to be worth its calls is so no more when more wait. */
const soonMs = 2_000;

/** One query polls the tasks of many. */
export function startTaskList(options: TaskListOptions): TaskList {
  const { vcd, waiting, onListing, pauseMs, clock, log, time = systemTime, random = Math.random } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let reading: Promise<void> | undefined;

  /** Resolves to how long the next one has to wait, in milliseconds. */
  async function readOnce(): Promise<number> {
    const startedAt = clock().getTime();
    try {
      const underWay = await vcd.findTasksUnderWay(waiting(), signal);
      onListing(underWay && { startedAt, underWay });
      return underWay ? pauseMs() * Math.max(1, underWay.size / (4 * 128)) : Math.max(pauseMs(), soonMs);
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'Listing the tasks failed; each is looked at by itself');
      onListing(undefined);
      return patienceMs;
    }
  }

  async function readOn(): Promise<void> {
    while (!signal.aborted && waiting() >= fewest) {
      const restMs = await readOnce();
      await pause(time, jittered(restMs, random), signal);
    }
    onListing(undefined);
    reading = undefined;
  }

  return {
    noteWaiting() {
      if (!reading && !signal.aborted && waiting() >= fewest) reading = readOn();
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await reading;
    },
  };
}
