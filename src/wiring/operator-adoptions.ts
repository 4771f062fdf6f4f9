import { ClusterRecall, type RecallSource } from '#controllers/cluster/recall/cluster-recall.ts';
import { metadataKeys } from '#controllers/cluster/metadata-keys.ts';
import { OperatorRefusal } from '#operator/refusal.ts';
import type { AdoptionRequest, AdoptionResult, ClusterAdoptions } from '#operator/shown-clusters.ts';
import type { Cluster } from '#records/cluster.ts';
import type { RecordKey } from '#records/metadata.ts';
import { keyOf } from '#records/metadata.ts';
import type { RecordStore } from '#store/record-store.ts';
import type { TextSealer } from '#store/sealed-text.ts';
import { VcdError } from '#vcd/errors.ts';
import { keepRecalled, wouldKeep, type RecallStores } from './keep-recalled.ts';

interface Parts extends RecallStores {
  readonly vcd: RecallSource;
  readonly sealer: TextSealer;
  readonly clock: () => Date;
  /** Has a record looked at now. */
  readonly wake: (key: RecordKey) => void;
}

/** What operators see of clusters without a record, and how they take them over. */
export function operatorAdoptions(parts: Parts): ClusterAdoptions {
  return {
    list: (signal) =>
      explainingVcd(async () => {
        const recall = new ClusterRecall(parts);
        const marked = await recall.marked(signal);
        // Listed after the vApps: a record is older than its vApp.
        const { items } = await parts.clusters.list();
        const recorded = new Set(items.map(({ status }) => status.vApp?.id));
        return Promise.all(
          marked.map(async ({ id, name, orgId, metadata }) => ({
            name,
            namespace: await recall.orgName(orgId, signal),
            orgId,
            vAppId: id,
            clusterId: metadata.get(metadataKeys.clusterId) ?? '',
            version: metadata.get(metadataKeys.version) ?? '',
            recorded: recorded.has(id),
          })),
        );
      }),
    adopt: (clusters, request, signal) => explainingVcd(() => adopt(parts, clusters, request, signal)),
  };
}

async function adopt(
  parts: Parts,
  clusters: RecordStore<Cluster>,
  { vAppId, orgId, clusterId, name, dryRun }: AdoptionRequest & { readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<AdoptionResult> {
  const what = `cluster '${name}'`;
  const recalled = await new ClusterRecall(parts).find({ id: vAppId, orgId, clusterId }, signal);
  if (recalled.state === 'gone') throw new OperatorRefusal('notFound', `${what} has gone meanwhile`);
  if (recalled.state === 'refused')
    throw new OperatorRefusal('conflict', `${what} is left alone: its vApp ${recalled.why}`);
  const kept = dryRun
    ? await wouldKeep(parts, recalled)
    : await keepRecalled({ ...parts, clusters }, recalled);
  switch (kept.state) {
    case 'refused':
      throw new OperatorRefusal('conflict', `${what} is left alone: its vApp ${kept.why}`);
    case 'present': {
      const { generation } = kept.record.metadata;
      const added = kept.secretsAdded > 0;
      if (added && !dryRun) parts.wake(keyOf(kept.record));
      return {
        outcome: added ? 'changed' : 'unchanged',
        message: added
          ? `${what} has its record, and ${kept.secretsAdded} secrets of it are there again`
          : `${what} has its record already`,
        generation: { before: generation, after: generation },
        remarks: [],
      };
    }
    case 'taken':
      return {
        outcome: 'changed',
        message: `${what} is taken over as it stands, with ${nodesText(recalled.record.status.nodes.length)}`,
        generation: { before: 0, after: 1 },
        remarks: [...recalled.remarks],
      };
  }
}

function nodesText(count: number): string {
  return count === 1 ? '1 node' : `${count} nodes`;
}

/** What vCD refuses, or that it does not answer, is told as it is: nothing was changed then. */
async function explainingVcd<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof VcdError)) throw error;
    throw new OperatorRefusal('unavailable', `Cloud Director did not tell: ${error.message}`, {
      cause: error,
    });
  }
}
