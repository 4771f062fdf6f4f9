import type { Cluster, TenantRequest } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { StoreConflict, StoreGone } from '#store/errors.ts';
import type { RecordStore } from '#store/record-store.ts';

/**
 * Adds a request to a record's spec unless it is there, reading the record again for as long as somebody else writes
 * at the same time. Resolves with the record as it is then, or undefined when it is gone or a namesake has its place.
 */
export async function withAddedRequest(
  clusters: RecordStore<Cluster>,
  found: Cluster,
  request: TenantRequest,
  signal: AbortSignal,
): Promise<Cluster | undefined> {
  for (;;) {
    signal.throwIfAborted();
    const record = await clusters.get(keyOf(found));
    if (record?.metadata.uid !== found.metadata.uid) return undefined;
    if (record.spec.requests.some(({ id }) => id === request.id)) return record;
    try {
      const spec = { ...record.spec, requests: [...record.spec.requests, request] };
      return await clusters.updateSpec({ ...record, spec });
    } catch (error) {
      if (error instanceof StoreGone) return undefined;
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}
