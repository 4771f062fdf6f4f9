import { jittered, pause, systemTime, type Time } from '#time/time.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { VAppRecord } from '#vcd/model.ts';

/**
 * Every marked vApp as the query service lists it, by id. A record that is in it was so at some moment after
 * `startedAt`; one that is not in it proves nothing, for a list that grows or shrinks while its pages are read may skip
 * one. A listing whose pages could not all be read is none.
 */
export interface Listing {
  /** Milliseconds since 1970, before the first page was asked for. */
  readonly startedAt: number;
  readonly vApps: ReadonlyMap<string, VAppRecord>;
}

/**
 * What vCD has of ours, read in pages of 128 instead of one by one, and shared by all who want to know: who looks for
 * drift, for what nobody knows, for what is left behind. Disposing ends the reading.
 */
export interface Inventory extends AsyncDisposable {
  /** The newest one that could be read; undefined before the first. */
  latest(): Listing | undefined;
  /** Calls back with each listing, at once with the newest if there is one; returns what ends that. */
  onListing(listener: (listing: Listing) => void): () => void;
}

/** What is listed, how often, and who is told. */
export interface InventoryOptions {
  readonly vcd: Pick<CloudDirector, 'findMarkedVApps'>;
  /** Which vApps: those that have some value under this key. */
  readonly metadataKey: string;
  /** Other keys to show in the records. */
  readonly shownKeys: readonly string[];
  /** From the end of one listing to the next, for one of up to 24 pages; a longer one waits longer in proportion. */
  readonly everyMs: number;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly time?: Time;
  readonly random?: () => number;
}

/** At a period of a minute: 24 calls a minute, however many vApps there are. */
const recordsPerPeriod = 24 * 128;

/** Reads the first listing at once, then one after the other for as long as it lives. */
export function startInventory(options: InventoryOptions): Inventory {
  const { everyMs, log, time = systemTime, random = Math.random } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const listeners = new Set<(listing: Listing) => void>();
  let latest: Listing | undefined;

  async function read(): Promise<void> {
    try {
      const listing = await readListing(options, latest, signal);
      latest = listing;
      for (const listener of listeners) listener(listing);
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'Listing the vApps failed; the last list stays');
    }
  }

  async function readOn(): Promise<void> {
    while (!signal.aborted) {
      await read();
      const periods = Math.max(1, (latest?.vApps.size ?? 0) / recordsPerPeriod);
      await pause(time, jittered(everyMs * periods, random), signal);
    }
  }

  const reading = readOn();
  return {
    latest: () => latest,
    onListing(listener) {
      listeners.add(listener);
      if (latest) listener(latest);
      return () => listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await reading;
    },
  };
}

/** What says the same as in the listing before is the same object: whoever keeps one keeps no second copy. */
async function readListing(
  { vcd, metadataKey, shownKeys, clock }: InventoryOptions,
  before: Listing | undefined,
  signal: AbortSignal,
): Promise<Listing> {
  const startedAt = clock().getTime();
  const records = await vcd.findMarkedVApps(metadataKey, shownKeys, signal);
  const vApps = new Map<string, VAppRecord>();
  for (const record of records) {
    const known = before?.vApps.get(record.id);
    // A copy of what is new: text out of a document keeps the whole document in memory.
    const kept = known && saysTheSame(known, record) ? known : structuredClone(record);
    vApps.set(kept.id, kept);
  }
  return { startedAt, vApps };
}

function saysTheSame(one: VAppRecord, other: VAppRecord): boolean {
  return (
    one.name === other.name &&
    one.vdcId === other.vdcId &&
    one.vdcName === other.vdcName &&
    one.status === other.status &&
    one.busy === other.busy &&
    one.ownerName === other.ownerName &&
    one.orgId === other.orgId &&
    one.numberOfVms === other.numberOfVms &&
    one.metadata.size === other.metadata.size &&
    [...one.metadata].every(([key, value]) => other.metadata.get(key) === value)
  );
}
