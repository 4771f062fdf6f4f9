import type { WriteDependencies } from './dependencies.ts';
import type { Cluster, TenantRequest } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';

/** Writes into the record's history who asked for what. The request is kept already, so a failure is only logged. */
export async function noteRequest(
  { events, log }: Pick<WriteDependencies, 'events' | 'log'>,
  record: Cluster,
  request: TenantRequest,
): Promise<void> {
  const message = `${request.user.name} asked for ${request.operation} (request ${request.id})`;
  try {
    const { uid } = record.metadata;
    await events.record({ key: keyOf(record), uid, type: 'Normal', reason: 'Accepted', message });
  } catch (error) {
    log.warn({ err: error, key: keyOf(record) }, 'could not write the event of a request');
  }
}
