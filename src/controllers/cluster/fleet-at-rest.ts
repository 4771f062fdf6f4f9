import { exportsAskedAt, hasToldExports, type Cluster } from '#records/cluster.ts';
import { findCondition } from '#records/condition.ts';
import { keyOf, splitKey, type RecordKey } from '#records/metadata.ts';
import { jittered } from '#time/time.ts';
import type { Listing } from '#inventory/inventory.ts';
import type { VAppRecord } from '#vcd/model.ts';

/** How long the list may fail before each cluster at rest is looked at by itself again. */
const patienceMs = 15 * 60_000;

/**
 * What a list does not tell (a node that is not ready, a VM in the place of another, an owner) is seen by full looks, at most
 * fourteen a minute in all: each cluster of a small fleet at every resync, and each of 10,000 twice a day.
 */
const fullLooks = { perClusterMs: 4_320, longestMs: 12 * 3_600_000 };

interface Resting {
  readonly vAppId: string;
  readonly nodes: number;
  /** Listings that began before do not count: they may show what was before it came to rest. */
  readonly since: number;
  /** When its leases are to be renewed, in milliseconds since 1970; Infinity where nobody does. */
  readonly renewAt: number;
  /** One of its nodes was not ready when it was looked at last. */
  readonly ailing: boolean;
  readonly lookedAt: number;
  /** After what share of the time between two full looks the next one is due. */
  readonly share: number;
  /** The vApp in the last listing that counted; undefined while there was none. */
  judged: VAppRecord | 'absent' | undefined;
  /** It was there as it should be. */
  agreed: boolean;
}

type Rest = Pick<Resting, 'vAppId' | 'nodes' | 'since' | 'renewAt' | 'ailing'>;

/**
 * The clusters that need nothing: ready, with nothing asked for and nothing to be tried again. Each was looked at in
 * full when it came to rest; from then on the list of all vApps is enough, and one is looked at in full again only when
 *
 * - its vApp in the list is not powered on as a whole, is busy, or has another number of VMs, or is not in it;
 * - its turn has come, for what a list does not tell, or a lease of it is to be renewed;
 * - no list could be read for a quarter of an hour: unknown is not absent, but not well either;
 * - somebody demands it.
 *
 * The list never proves that anything is wrong or gone: it only causes the look that sees what is. What a look does at a
 * certain time for a cluster at rest can thus come up to half a day late; who must be in time returns `waiting` until then.
 */
export class FleetAtRest {
  readonly #clock: () => Date;
  readonly #random: () => number;
  readonly #resyncMs: number;
  readonly #resting = new Map<RecordKey, Resting>();
  readonly #demanded = new Set<RecordKey>();
  #listing: Listing | undefined;
  #heardAt: number;

  constructor(options: {
    readonly clock: () => Date;
    readonly random?: () => number;
    /** How often everything is looked at without a reason, and none oftener than that. */
    readonly resyncMs: number;
  }) {
    this.#clock = options.clock;
    this.#resyncMs = options.resyncMs;
    this.#random = options.random ?? Math.random;
    this.#heardAt = options.clock().getTime();
  }

  /** Clusters at rest, and how many of them were in the newest list as they should be. */
  count(): { readonly resting: number; readonly seen: number } {
    let seen = 0;
    for (const { agreed } of this.#resting.values()) if (agreed) seen += 1;
    return { resting: this.#resting.size, seen };
  }

  /** Whether the cluster can be let alone now. One that was ready before the start is waited for in the first list. */
  mayRest(cluster: Cluster): boolean {
    const key = keyOf(cluster);
    const now = this.#clock().getTime();
    if (this.#demanded.delete(key)) return false;
    const rest = restOf(cluster);
    if (!rest) {
      this.#resting.delete(key);
      return false;
    }
    const known = this.#resting.get(key);
    const resting =
      known?.vAppId === rest.vAppId && known.nodes === rest.nodes ? known : this.#meet(key, rest);
    if (this.#fullLookDueAt(resting) <= now || this.#heardAt + patienceMs <= now) return false;
    return this.#judge(resting) !== 'differs';
  }

  /** A full look has ended with this record. */
  noteLook(cluster: Cluster): void {
    const key = keyOf(cluster);
    const rest = restOf(cluster);
    if (!rest) {
      this.#resting.delete(key);
      return;
    }
    const now = this.#clock().getTime();
    this.#resting.set(key, {
      ...rest,
      since: now,
      lookedAt: now,
      share: jittered(1, this.#random),
      judged: this.#resting.get(key)?.judged,
      agreed: false,
    });
  }

  forget(key: RecordKey): void {
    this.#resting.delete(key);
    this.#demanded.delete(key);
  }

  /** The next look at it is a full one; of what is no cluster each is. */
  demandLook(key: RecordKey): void {
    if (splitKey(key).kind === 'Cluster') this.#demanded.add(key);
  }

  /**
   * Takes the next list; returns those that it shows otherwise than they should be and otherwise than the list before did.
   * What stays so after a full look is looked at no more often than everything is.
   */
  take(listing: Listing): readonly RecordKey[] {
    this.#listing = listing;
    this.#heardAt = this.#clock().getTime();
    const moved: RecordKey[] = [];
    for (const [key, resting] of this.#resting) {
      const before = resting.judged;
      if (this.#judge(resting) === 'differs' && resting.judged !== before) moved.push(key);
    }
    return moved;
  }

  #meet(key: RecordKey, rest: Rest): Resting {
    const lookedAt = this.#clock().getTime();
    const resting = { ...rest, lookedAt, share: this.#random(), judged: undefined, agreed: false };
    this.#resting.set(key, resting);
    return resting;
  }

  /** Reckoned anew each time: at the start the fleet becomes known one by one. */
  #fullLookDueAt({ renewAt, ailing, lookedAt, share }: Resting): number {
    const { perClusterMs, longestMs } = fullLooks;
    const ownTurnMs = ailing ? 0 : Math.min(longestMs, this.#resting.size * perClusterMs);
    const everyMs = Math.max(this.#resyncMs, ownTurnMs);
    return Math.min(renewAt, lookedAt + share * everyMs);
  }

  #judge(resting: Resting): 'unlisted' | 'agrees' | 'differs' {
    if (!this.#listing || this.#listing.startedAt <= resting.since) return 'unlisted';
    const listed = this.#listing.vApps.get(resting.vAppId);
    resting.judged = listed ?? 'absent';
    resting.agreed = listed !== undefined && isWhole(listed, resting.nodes);
    return resting.agreed ? 'agrees' : 'differs';
  }
}

/** vCD says of a vApp that it is powered on when all of its VMs are (vCloud API, query service, type vApp). */
function isWhole({ status, busy, numberOfVms }: VAppRecord, nodes: number): boolean {
  return status === 'POWERED_ON' && !busy && numberOfVms === String(nodes);
}

/** What is expected of the cluster in the list; undefined when there is or may be something to do for it. */
function restOf(cluster: Cluster): Rest | undefined {
  const { metadata, status } = cluster;
  const { phase, phaseSince, vApp, nodes, tasks } = status;
  const settled =
    phase === 'ready' &&
    findCondition(status.conditions, 'Ready')?.status === 'True' &&
    status.observedGeneration === metadata.generation &&
    metadata.deletionTimestamp === undefined &&
    status.waiting === undefined &&
    status.lastError === undefined &&
    !tasks.some(({ state }) => state === 'running') &&
    !mustTellExports(cluster);
  if (!settled || phaseSince === undefined || vApp?.id === undefined) return undefined;
  const renewAt = status.leases?.renewAt === undefined ? Infinity : Date.parse(status.leases.renewAt);
  const ailing = nodes.some(({ inCluster }) => inCluster?.state === 'notReady');
  return { vAppId: vApp.id, nodes: nodes.length, since: Date.parse(phaseSince), renewAt, ailing };
}

function mustTellExports(cluster: Cluster): boolean {
  const askedAt = exportsAskedAt(cluster);
  return (
    askedAt > 0 && cluster.status.nodes.some((node) => node.role === 'nfs' && !hasToldExports(node, askedAt))
  );
}
