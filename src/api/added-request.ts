import type { Cluster, ClusterSpec } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { StoreConflict, StoreGone } from '#store/errors.ts';
import type { RecordStore } from '#store/record-store.ts';

/**
 * Adds a request to a record's spec unless it is there, reading the record again for as long as somebody else writes
 * at the same time; `wish` makes the new spec, the request included, of the record as it is. Resolves with the record as
 * it is then, or undefined when it is gone or a namesake has its place.
 */
export async function withAddedRequest(
  clusters: RecordStore<Cluster>,
  found: Cluster,
  requestId: string,
  wish: (record: Cluster) => ClusterSpec,
  signal: AbortSignal,
): Promise<Cluster | undefined> {
  for (;;) {
    signal.throwIfAborted();
    const record = await clusters.get(keyOf(found));
    if (record?.metadata.uid !== found.metadata.uid) return undefined;
    if (record.spec.requests.some(({ id }) => id === requestId)) return record;
    try {
      return await clusters.updateSpec({ ...record, spec: wish(record) });
    } catch (error) {
      if (error instanceof StoreGone) return undefined;
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}
