import type { Cluster } from '#records/cluster.ts';
import type { RecordStore } from '#store/record-store.ts';

/**
 * How many requests of tenants have not come to their end: those whose task runs, or is not open yet. Clusters that
 * are paused do not count, because nothing goes on there until a person wants it.
 */
export async function openRequests(clusters: Pick<RecordStore<Cluster>, 'walk'>): Promise<number> {
  let open = 0;
  await clusters.walk(({ spec, status }) => {
    if (spec.paused) return;
    const ended = new Set(
      status.tasks.filter((task) => task.state !== 'running').map((task) => task.request),
    );
    open += spec.requests.filter(({ id }) => !ended.has(id)).length;
  });
  return open;
}
