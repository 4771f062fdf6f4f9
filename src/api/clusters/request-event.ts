import type { WriteDependencies } from '../dependencies.ts';
import type { Cluster, TenantRequest } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import type { Reason } from '#records/reasons.ts';

/** Writes into the record's history who asked for what. */
export function noteRequest(
  dependencies: Pick<WriteDependencies, 'events' | 'log'>,
  record: Cluster,
  request: TenantRequest,
): Promise<void> {
  const message = `${request.user.name} asked for ${request.operation} (request ${request.id})`;
  return noteEvent(dependencies, record, 'Accepted', message);
}

/** Writes a line into the record's history. What it tells of is kept already, so a failure is only logged. */
async function noteEvent(
  { events, log }: Pick<WriteDependencies, 'events' | 'log'>,
  record: Cluster,
  reason: Reason,
  message: string,
): Promise<void> {
  try {
    await events.record({ key: keyOf(record), uid: record.metadata.uid, type: 'Normal', reason, message });
  } catch (error) {
    log.warn({ err: error, key: keyOf(record) }, 'could not write the event of a request');
  }
}
