import {
  ClusterRecall,
  type MarkedVApp,
  type Recall,
  type RecallSource,
} from '#controllers/cluster/recall/cluster-recall.ts';
import type { RecalledCluster } from '#controllers/cluster/recall/recalled-cluster.ts';
import { metadataKeys } from '#controllers/cluster/metadata-keys.ts';
import type { RebuildProgress, RebuiltCluster } from '#installation/record-works.ts';
import type { TextSealer } from '#store/sealed-text.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { NotTaken } from './keep-recalled.ts';

/** Keeps what was recalled of one cluster, or only says what would become of it. */
export type Keep = (recalled: RecalledCluster) => Promise<{ readonly state: 'taken' } | NotTaken>;

/** What a rebuild needs from outside. */
export interface RebuildParts {
  readonly vcd: RecallSource;
  readonly sealer: TextSealer;
  readonly keep: Keep;
  /** Names of the configuration's templates. */
  readonly offered: ReadonlySet<string>;
  readonly onProgress: (progress: RebuildProgress) => void;
  readonly log: Logger;
  readonly clock: () => Date;
}

/** vApps that are read at the same time; how many calls that may be at once is the connection's to say. */
const atOnce = 16;

/**
 * Recalls every cluster of every organization; the result is in the order of their names. One that cannot be read is told and does not keep
 * the others from coming back. Throws when vCD cannot list them.
 */
export async function rebuildClusters(
  parts: RebuildParts,
  signal: AbortSignal,
): Promise<readonly RebuiltCluster[]> {
  const recall = new ClusterRecall(parts);
  const marked = await recall.marked(signal);
  const rebuilt: RebuiltCluster[] = [];
  const rebuildNext = async (vApp: MarkedVApp) => {
    const hasTwins = marked.some((other) => other.id !== vApp.id && clusterIdOf(other) === clusterIdOf(vApp));
    const cluster = await rebuildOne(parts, recall, { vApp, hasTwins }, signal);
    rebuilt.push(cluster);
    parts.onProgress({ done: rebuilt.length, total: marked.length, cluster });
  };
  for (let start = 0; start < marked.length; start += atOnce) {
    signal.throwIfAborted();
    await Promise.all(marked.slice(start, start + atOnce).map(rebuildNext));
  }
  return rebuilt.toSorted((a, b) => a.org.localeCompare(b.org) || a.name.localeCompare(b.name));
}

async function rebuildOne(
  parts: RebuildParts,
  recall: ClusterRecall,
  { vApp, hasTwins }: { readonly vApp: MarkedVApp; readonly hasTwins: boolean },
  signal: AbortSignal,
): Promise<RebuiltCluster> {
  const { keep, offered, log } = parts;
  // Told by its id where its name cannot be read, either.
  const org = await recall.orgName(vApp.orgId, signal).catch(() => vApp.orgId);
  const named = { org, name: vApp.name, vAppId: vApp.id, clusterId: clusterIdOf(vApp) };
  try {
    const recalled = await recall.recall(vApp, { hasTwins }, signal);
    const told =
      recalled.state === 'recalled' ? await restored(recalled, keep, offered) : leftAlone(recalled);
    return { ...named, ...told };
  } catch (error) {
    signal.throwIfAborted();
    log.error({ err: error, kind: 'vApp', name: vApp.name }, 'could not bring a cluster back');
    const message = error instanceof Error ? error.message : String(error);
    return { ...named, outcome: 'failed', nodes: 0, message, remarks: [] };
  }
}

type Told = Pick<RebuiltCluster, 'outcome' | 'nodes' | 'message' | 'remarks'>;

async function restored(recalled: RecalledCluster, keep: Keep, offered: ReadonlySet<string>): Promise<Told> {
  const nodes = recalled.record.status.nodes.length;
  const kept = await keep(recalled);
  switch (kept.state) {
    case 'taken':
      return {
        outcome: 'restored',
        nodes,
        message: messageOn(recalled),
        remarks: remarksOn(recalled, offered),
      };
    case 'present':
      return kept.secretsAdded > 0
        ? { outcome: 'completed', nodes, message: `${kept.secretsAdded} secrets added`, remarks: [] }
        : { outcome: 'present', nodes, message: 'it has its record', remarks: [] };
    case 'refused':
      return leftAlone(kept);
  }
}

function leftAlone(why: Exclude<Recall, { state: 'recalled' }>): Told {
  const message = why.state === 'gone' ? 'its vApp has gone meanwhile' : `its vApp ${why.why}`;
  return { outcome: 'left', nodes: 0, message, remarks: [] };
}

function messageOn({ record, isOurs, version, secrets }: RecalledCluster): string {
  if (record.status.failure) return 'it was being made: it is kept as failed, for its user to delete';
  if (!isOurs)
    return `made by another server (${version || 'unknown version'}); it is taken over as it stands`;
  return secrets.size > 0 ? 'with its keys' : 'without its keys';
}

function remarksOn({ record, remarks }: RecalledCluster, offered: ReadonlySet<string>): readonly string[] {
  const { template } = record.spec.controlPlane;
  if (offered.has(template)) return remarks;
  return [
    ...remarks,
    `Its template '${template}' is not in the configuration: its kubeconfig is not given out.`,
  ];
}

function clusterIdOf({ metadata }: MarkedVApp): string {
  return metadata.get(metadataKeys.clusterId) ?? '';
}
