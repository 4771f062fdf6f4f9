import type { Cluster } from '#records/cluster.ts';
import { keyOf, type RecordKey } from '#records/metadata.ts';
import type { TaskListing } from '#inventory/task-list.ts';
import type { Outcome } from '#runtime/outcome.ts';

type Waiting = Extract<Outcome, { kind: 'waiting' }>;

/**
 * What is known of the tasks that a look has seen under way: `new` to it; `steady`, as the look before had seen the same and
 * there is nothing to do but to wait for them; `listed`, as the newest list shows that none of them has ended; `unlisted`,
 * as a list did not show them all: should a look see them all the same, lists do not tell of these.
 */
type Knowledge = 'new' | 'steady' | 'listed' | 'unlisted';

interface Awaiting {
  readonly taskIds: ReadonlySet<string>;
  readonly outcome: Waiting;
  state: Knowledge;
  /** What was wished for then. */
  readonly wish: string;
  /** When a look first saw these tasks, and when the newest one did; milliseconds since 1970. */
  readonly since: number;
  readonly lookedAt: number;
}

/**
 * The clusters that only wait for tasks of vCD. One list of all tasks under way tells when one has ended, so that not each
 * of them reads its whole vApp every few seconds.
 *
 * The list never proves that anything has happened: it only causes the look that sees what has. A cluster is looked at
 * all the same when its wish has changed, when there is no list, and at the latest after `longestMs`.
 */
export class AwaitedTasks {
  readonly #clock: () => Date;
  readonly #longestMs: number;
  readonly #onWaiting: () => void;
  readonly #waiting = new Map<RecordKey, Awaiting>();

  constructor(options: {
    readonly clock: () => Date;
    readonly longestMs: number;
    /** Told when one more waits. */
    readonly onWaiting: () => void;
  }) {
    this.#clock = options.clock;
    this.#longestMs = options.longestMs;
    this.#onWaiting = options.onWaiting;
  }

  /** How many clusters only wait for tasks, and since when the last of them does. */
  crowd(): { readonly count: number; readonly youngest: Date } {
    let count = 0;
    let youngest = 0;
    for (const awaiting of this.#waiting.values()) {
      if (!isPatient(awaiting)) continue;
      count += 1;
      youngest = Math.max(youngest, awaiting.since);
    }
    return { count, youngest: new Date(youngest) };
  }

  /** A look has ended with this outcome and has seen these tasks under way. */
  noteLook(cluster: Cluster, taskIds: ReadonlySet<string>, outcome: Outcome): void {
    const key = keyOf(cluster);
    const before = this.#waiting.get(key);
    if (outcome.kind !== 'waiting' || taskIds.size === 0) {
      this.#waiting.delete(key);
      return;
    }
    const same = before?.taskIds.symmetricDifference(taskIds).size === 0;
    const state = !same ? 'new' : before.state === 'unlisted' ? 'unlisted' : 'steady';
    const lookedAt = this.#clock().getTime();
    const since = same ? before.since : lookedAt;
    this.#waiting.set(key, { taskIds, outcome, state, wish: wishOf(cluster), since, lookedAt });
    if (state === 'steady') this.#onWaiting();
  }

  /** What a look at the cluster would come to, when the list tells; undefined when one is due. */
  stillWaiting(cluster: Cluster): Outcome | undefined {
    const awaiting = this.#waiting.get(keyOf(cluster));
    if (awaiting?.state !== 'listed' || awaiting.wish !== wishOf(cluster)) return undefined;
    const leftMs = awaiting.lookedAt + this.#longestMs - this.#clock().getTime();
    return leftMs > 0 ? { ...awaiting.outcome, requeueAfterMs: leftMs } : undefined;
  }

  forget(key: RecordKey): void {
    this.#waiting.delete(key);
  }

  /** Takes the next list, or that there is none; returns the clusters that are to be looked at now. */
  take(listing: TaskListing | undefined): readonly RecordKey[] {
    const due: RecordKey[] = [];
    for (const [key, awaiting] of this.#waiting) {
      if (!isPatient(awaiting)) continue;
      if (!listing) {
        if (awaiting.state === 'listed') due.push(key);
        awaiting.state = 'steady';
      } else if (listing.startedAt > awaiting.lookedAt) {
        awaiting.state = awaiting.taskIds.isSubsetOf(listing.underWay) ? 'listed' : 'unlisted';
        if (awaiting.state === 'unlisted') due.push(key);
      }
    }
    return due;
  }
}

/** It only waits, and a list may tell when that is over. */
function isPatient({ state }: Awaiting): boolean {
  return state === 'steady' || state === 'listed';
}

function wishOf({ metadata }: Cluster): string {
  return `${metadata.uid} ${metadata.generation} ${metadata.deletionTimestamp ?? ''}`;
}
