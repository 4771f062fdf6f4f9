import type { WriteDependencies } from '../dependencies.ts';
import { finishedRequests, withoutFinished } from './finished-requests.ts';
import type { Cluster, ClusterSpec } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { traceOf } from '#records/request-trace.ts';
import { StoreConflict, StoreGone } from '#store/errors.ts';

/**
 * Adds a request to a record's spec unless it is there, reading the record again for as long as somebody else writes
 * at the same time; `wish` makes the new spec, the request included, of the record as it is. What is finished leaves the
 * spec as the request comes, so that it does not grow for ever. Resolves with the record as it is then, or undefined
 * when it is gone or a namesake has its place.
 */
export async function withAddedRequest(
  { clusters, traces }: Pick<WriteDependencies, 'clusters' | 'traces'>,
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
    const finished = finishedRequests(record);
    // One whose answer was cut off may still come again.
    await Promise.all(finished.flatMap((each) => traceOf(record, each) ?? []).map(traces.put));
    try {
      const spec = wish({ ...record, spec: withoutFinished(record, finished) });
      return await clusters.updateSpec({ ...record, spec });
    } catch (error) {
      if (error instanceof StoreGone) return undefined;
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}
