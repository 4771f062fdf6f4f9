import {
  exportsAskedAt,
  exportsAskedLabel,
  hasToldExports,
  type Cluster,
  type ClusterNode,
} from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { StoreConflict, StoreGone } from '#store/errors.ts';
import { sleep } from '#time/time.ts';
import type { ReadDependencies } from '../dependencies.ts';

const lookMs = 50;
/** Who asks while a question of this age is open waits for its answer. */
const sharedForMs = 10_000;

interface LiveExportDependencies extends Pick<ReadDependencies, 'clusters' | 'clock' | 'time'> {
  readonly patienceMs: number;
}

/**
 * What an NFS server exports, as it says itself: the record is marked with the question, and the controller has the
 * server answer it. After `patienceMs`, and for one that cannot be asked now, what it said last.
 */
export async function liveExports(
  dependencies: LiveExportDependencies,
  record: Cluster,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { clusters, patienceMs, time } = dependencies;
  const asked = await askedRecord(dependencies, record, name);
  const askedAt = asked ? exportsAskedAt(asked) : 0;
  for (const until = time.now() + patienceMs; ; await sleep(time, lookMs, signal)) {
    const current = await clusters.get(keyOf(record));
    const server = serverOf(current, name);
    if (!asked || !server || hasToldExports(server, askedAt) || time.now() > until)
      return server?.exports ?? [];
  }
}

/** The record with a question that is not answered yet; undefined when the server cannot be asked. */
async function askedRecord(
  { clusters, clock }: Pick<LiveExportDependencies, 'clusters' | 'clock'>,
  found: Cluster,
  name: string,
): Promise<Cluster | undefined> {
  for (;;) {
    const record = await clusters.get(keyOf(found));
    const server = serverOf(record, name);
    if (record?.metadata.uid !== found.metadata.uid || record.status.phase !== 'ready') return undefined;
    if (server?.role !== 'nfs' || server.state !== 'joined') return undefined;
    const askedAt = exportsAskedAt(record);
    if (!hasToldExports(server, askedAt) && clock().getTime() - askedAt < sharedForMs) return record;
    const labels = { ...record.metadata.labels, [exportsAskedLabel]: String(clock().getTime()) };
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
