import type { Cluster, TenantRequest } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { StoreConflict, StoreGone } from '#store/errors.ts';
import type { RecordStore } from '#store/record-store.ts';

/**
 * Changes the requests in a record's spec, reading it again for as long as somebody else writes at the same time.
 * Resolves with the record as written, or undefined when it is gone or a namesake has taken its place.
 */
export async function withChangedRequests(
  clusters: RecordStore<Cluster>,
  found: Cluster,
  change: (requests: readonly TenantRequest[]) => TenantRequest[],
  signal: AbortSignal,
): Promise<Cluster | undefined> {
  for (;;) {
    signal.throwIfAborted();
    const record = await clusters.get(keyOf(found));
    if (record?.metadata.uid !== found.metadata.uid) return undefined;
    try {
      const spec = { ...record.spec, requests: change(record.spec.requests) };
      return await clusters.updateSpec({ ...record, spec });
    } catch (error) {
      if (error instanceof StoreGone) return undefined;
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}
