import { isNodeOf } from '#controllers/cluster/node-description.ts';
import type { Cluster } from '#records/cluster.ts';
import type { RecordStore } from '#store/record-store.ts';
import type { Logger } from '#telemetry/logger.ts';
import { pause, type Time } from '#time/time.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import type { VAppRecord } from '#vcd/model.ts';

const clusterIdKey = 'cse.cluster.id';

export interface OrphanWatchOptions {
  readonly vcd: Pick<CloudDirector, 'findMarkedVApps' | 'getVApp'>;
  readonly clusters: Pick<RecordStore<Cluster>, 'list'>;
  /** Set to the number of orphans after each look. */
  readonly gauge: { set(count: number): void };
  readonly lookEveryMs: number;
  readonly time: Time;
  readonly log: Logger;
}

/**
 * Looks now and then for vApps that this service made and has no record of. An original server's clusters, which have the same
 * metadata, are known by their VMs: only ours are described with the id of their cluster. Disposing ends it.
 */
export function startOrphanWatch(options: OrphanWatchOptions): AsyncDisposable {
  const { gauge, lookEveryMs, time, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const told = new Set<string>();

  async function look(): Promise<void> {
    const orphans = await findOrphans(options, signal);
    for (const { id, name, orgId } of orphans) {
      if (!told.has(id)) log.warn({ kind: 'vApp', namespace: orgId, name }, 'A vApp of ours has no record');
      told.add(id);
    }
    gauge.set(orphans.length);
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await pause(time, lookEveryMs, signal);
      if (signal.aborted) return;
      await look().catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, 'Looking for vApps without a record failed');
      });
    }
  }

  const watching = watch();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await watching;
    },
  };
}

async function findOrphans(
  { vcd, clusters }: OrphanWatchOptions,
  signal: AbortSignal,
): Promise<readonly VAppRecord[]> {
  const marked = await vcd.findMarkedVApps(clusterIdKey, [], signal);
  // Listed after the vApps: a record is older than its vApp.
  const { items } = await clusters.list();
  const known = new Set(items.map(({ metadata }) => metadata.uid));
  const orphans: VAppRecord[] = [];
  for (const vApp of marked) {
    const clusterId = vApp.metadata.get(clusterIdKey) ?? '';
    if (!known.has(clusterId) && (await isOurs(vcd, vApp, clusterId, signal))) orphans.push(vApp);
  }
  return orphans;
}

/** False, too, for what has gone since it was listed. */
async function isOurs(
  vcd: OrphanWatchOptions['vcd'],
  { id, orgId }: VAppRecord,
  clusterId: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (orgId === undefined) return false;
  try {
    const { vms } = await vcd.getVApp(id, { orgId }, signal);
    return vms.some((vm) => isNodeOf({ metadata: { uid: clusterId } }, vm));
  } catch (error) {
    if (error instanceof VcdForbidden) return false;
    throw error;
  }
}
