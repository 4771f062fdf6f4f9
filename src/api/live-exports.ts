import { setTimeout as delay } from 'node:timers/promises';
import {
  exportsAskedAt,
  exportsAskedLabel,
  hasToldExports,
  type Cluster,
  type ClusterNode,
} from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { StoreConflict, StoreGone } from '#store/errors.ts';
import type { RecordStore } from '#store/record-store.ts';

const lookMs = 50;
/** Who asks while a question of this age is open waits for its answer. */
const sharedForMs = 10_000;

/**
 * What an NFS server exports, as it says itself: the record is marked with the question, and the controller has the
 * server answer it. After `patienceMs`, and for one that cannot be asked now, what it said last.
 */
export async function liveExports(
  { clusters, patienceMs }: { readonly clusters: RecordStore<Cluster>; readonly patienceMs: number },
  record: Cluster,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const asked = await askedRecord(clusters, record, name);
  const askedAt = asked ? exportsAskedAt(asked) : 0;
  for (const until = Date.now() + patienceMs; ; await delay(lookMs, undefined, { signal })) {
    const current = await clusters.get(keyOf(record));
    const server = serverOf(current, name);
    if (!asked || !server || hasToldExports(server, askedAt) || Date.now() > until)
      return server?.exports ?? [];
  }
}

/** The record with a question that is not answered yet; undefined when the server cannot be asked. */
async function askedRecord(
  clusters: RecordStore<Cluster>,
  found: Cluster,
  name: string,
): Promise<Cluster | undefined> {
  for (;;) {
    const record = await clusters.get(keyOf(found));
    const server = serverOf(record, name);
    if (record?.metadata.uid !== found.metadata.uid || record.status.phase !== 'ready') return undefined;
    if (server?.role !== 'nfs' || server.state !== 'joined') return undefined;
    const askedAt = exportsAskedAt(record);
    if (!hasToldExports(server, askedAt) && Date.now() - askedAt < sharedForMs) return record;
    const labels = { ...record.metadata.labels, [exportsAskedLabel]: String(Date.now()) };
    try {
      return await clusters.updateSpec({ ...record, metadata: { ...record.metadata, labels } });
    } catch (error) {
      if (error instanceof StoreGone) return undefined;
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}

function serverOf(record: Cluster | undefined, name: string): ClusterNode | undefined {
  return record?.status.nodes.find((node) => node.name === name);
}
