import type { Adoption } from '#api/ports.ts';
import { ClusterRecall, type RecallSource } from '#controllers/cluster/recall/cluster-recall.ts';
import { metadataKeys } from '#controllers/cluster/metadata-keys.ts';
import type { TextSealer } from '#store/sealed-text.ts';
import { keepRecalled, type RecallStores } from './keep-recalled.ts';

/** Takes over clusters without a record when a tenant wants something done with one, by what the service account sees. */
export function clusterAdoption({
  vcd,
  sealer,
  secrets,
  events,
  clock,
}: {
  readonly vcd: RecallSource;
  readonly sealer: TextSealer;
  readonly clock: () => Date;
} & Pick<RecallStores, 'secrets' | 'events'>): Adoption {
  return {
    async adopt(clusters, { id, orgId, metadata }, signal) {
      const clusterId = metadata.get(metadataKeys.clusterId) ?? '';
      const recall = new ClusterRecall({ vcd, sealer, clock });
      const recalled = await recall.find({ id, orgId, clusterId }, signal);
      if (recalled.state !== 'recalled') return recalled;
      signal.throwIfAborted();
      const kept = await keepRecalled({ clusters, secrets, events }, recalled);
      return kept.state === 'refused' ? kept : { state: 'adopted', record: kept.record };
    },
  };
}
