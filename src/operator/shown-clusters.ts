import { z } from 'zod';
import type { Cluster } from '#records/cluster.ts';
import type { RecordStore } from '#store/record-store.ts';
import { VerbResult } from './verbs.ts';

/** A vApp that vCD shows as a cluster, of this service or another. */
export const ShownCluster = z.object({
  name: z.string(),
  /** Its organization's name and id. */
  namespace: z.string(),
  orgId: z.string(),
  vAppId: z.string(),
  clusterId: z.string(),
  /** Of the server that made it; empty when it does not say. */
  version: z.string(),
  /** Has a record here. */
  recorded: z.boolean(),
});
export type ShownCluster = z.output<typeof ShownCluster>;

/** What the list of clusters without a record answers. */
export const ShownClusterPage = z.object({ items: z.array(ShownCluster) });

/** Which of them is to be taken over. */
export const AdoptionRequest = ShownCluster.pick({
  name: true,
  namespace: true,
  orgId: true,
  vAppId: true,
  clusterId: true,
});
export type AdoptionRequest = z.output<typeof AdoptionRequest>;

/** `remarks`: what could not be known of the cluster, in sentences. */
export const AdoptionResult = VerbResult.extend({ remarks: z.array(z.string()) });
export type AdoptionResult = z.output<typeof AdoptionResult>;

/** What vCD shows as clusters, and making records of those that have none. Both throw `OperatorRefusal`. */
export interface ClusterAdoptions {
  list(signal: AbortSignal): Promise<readonly ShownCluster[]>;
  adopt(
    clusters: RecordStore<Cluster>,
    request: AdoptionRequest & { readonly dryRun: boolean },
    signal: AbortSignal,
  ): Promise<AdoptionResult>;
}
