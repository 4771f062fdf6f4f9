import { z } from 'zod';
import type { TextSealer } from '#store/sealed-text.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import type { VApp, VAppRecord, Vdc } from '#vcd/model.ts';
import { isUnderWay } from '#vcd/task-state.ts';
import { allMetadataKeys, metadataKeys } from '../metadata-keys.ts';
import { operatorWishesKey } from '../operator-wishes.ts';
import { nodeMarkOf } from '../nodes/node-mark.ts';
import { recalledCluster, type RecalledCluster } from './recalled-cluster.ts';

/** A vApp that carries the id of a cluster, and whose it is. */
export interface MarkedVApp extends Pick<VAppRecord, 'id' | 'name' | 'vdcId' | 'metadata'> {
  readonly orgId: string;
  readonly ownerName: string | undefined;
}

/** What came of the wish to make a record from a vApp. */
export type Recall =
  | ({ readonly state: 'recalled' } & RecalledCluster)
  | { readonly state: 'gone' }
  /** `why` goes on after "its vApp": "is being deleted". */
  | { readonly state: 'refused'; readonly why: string };

const recalledKeys = [...allMetadataKeys, operatorWishesKey];

/** What of Cloud Director a recall asks; it only reads. */
export type RecallSource = Pick<
  CloudDirector,
  'findMarkedVApps' | 'findVApps' | 'getVApp' | 'getVdc' | 'orgName'
>;

/**
 * Makes records of clusters out of what vCD shows of them. For one errand: organizations and VDCs are asked for once and
 * remembered. Throws what vCD throws.
 */
export class ClusterRecall {
  readonly #vcd: RecallSource;
  readonly #sealer: TextSealer;
  readonly #clock: () => Date;
  readonly #orgNames = new Map<string, Promise<string>>();
  readonly #vdcs = new Map<string, Promise<Vdc>>();

  constructor(options: {
    readonly vcd: RecallSource;
    readonly sealer: TextSealer;
    readonly clock: () => Date;
  }) {
    this.#vcd = options.vcd;
    this.#sealer = options.sealer;
    this.#clock = options.clock;
  }

  /** The vApps of all organizations that are marked as clusters. */
  async marked(signal: AbortSignal): Promise<readonly MarkedVApp[]> {
    const others = recalledKeys.filter((key) => key !== metadataKeys.clusterId);
    return withOrg(await this.#vcd.findMarkedVApps(metadataKeys.clusterId, others, signal));
  }

  /** One cluster, by what is known of its vApp. */
  async find(
    { id, orgId, clusterId }: { readonly id: string; readonly orgId: string; readonly clusterId: string },
    signal: AbortSignal,
  ): Promise<Recall> {
    if (!isClusterId(clusterId)) return noClusterId;
    const metadata = { key: metadataKeys.clusterId, value: clusterId };
    const twins = withOrg(await this.#vcd.findVApps({ metadata }, recalledKeys, { orgId }, signal));
    const marked = twins.find((each) => each.id === id);
    return marked ? this.recall(marked, { hasTwins: twins.length > 1 }, signal) : { state: 'gone' };
  }

  orgName(orgId: string, signal: AbortSignal): Promise<string> {
    return once(this.#orgNames, orgId, () => this.#vcd.orgName(orgId, signal));
  }

  /** `hasTwins`: other vApps carry the same id, so that it has to be told which is the cluster and which its copies. */
  async recall(
    marked: MarkedVApp,
    { hasTwins }: { readonly hasTwins: boolean },
    signal: AbortSignal,
  ): Promise<Recall> {
    const clusterId = marked.metadata.get(metadataKeys.clusterId) ?? '';
    if (!isClusterId(clusterId)) return noClusterId;
    const context = { orgId: marked.orgId };
    const vApp = await unlessGone(() => this.#vcd.getVApp(marked.id, context, signal));
    if (!vApp) return { state: 'gone' };
    if (isGoing(vApp)) return { state: 'refused', why: 'is being deleted' };
    const madeFor = hasTwins && vApp.vms.map((vm) => nodeMarkOf(vm)?.cluster.name).find(Boolean);
    // A copy has another name than the cluster that its VMs were made for; alone it has only been renamed.
    if (madeFor && madeFor !== vApp.name)
      return { state: 'refused', why: `is a copy of the one of cluster ${madeFor}` };
    const [orgName, vdc] = await Promise.all([
      this.orgName(marked.orgId, signal),
      once(this.#vdcs, marked.vdcId, () => this.#vcd.getVdc(marked.vdcId, context, signal)),
    ]);
    const { metadata, ownerName = '' } = marked;
    const org = { id: marked.orgId, name: orgName };
    const seen = { clusterId, vApp, metadata, org, vdc, ownerName };
    return { state: 'recalled', ...recalledCluster(seen, this.#sealer, this.#clock()) };
  }
}

/** Only records of a system administrator say whose a vApp is, and so do all that the service account gets. */
function withOrg(records: readonly VAppRecord[]): MarkedVApp[] {
  return records.flatMap(({ orgId, ...vApp }) => (orgId === undefined ? [] : [{ ...vApp, orgId }]));
}

const noClusterId = { state: 'refused', why: 'carries no cluster id that is a UUID' } as const;

function isClusterId(text: string): boolean {
  return z.uuid().safeParse(text).success;
}

/** A deletion that vCD has begun will be done: a record would only say that its cluster is missing. */
function isGoing({ tasks }: VApp): boolean {
  return tasks.some((task) => task.operationName === 'vdcDeleteVapp' && isUnderWay(task));
}

async function unlessGone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof VcdForbidden) return undefined;
    throw error;
  }
}

/** What was asked for once is not asked for again, unless it failed. */
function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const earlier = known.get(key);
  if (earlier) return earlier;
  const asked = ask();
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}
