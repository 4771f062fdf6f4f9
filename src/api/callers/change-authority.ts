import { ApiError } from '../errors.ts';
import type { Caller } from './caller.ts';
import type { CallerDirectory } from '../ports.ts';
import type { Cluster } from '#records/cluster.ts';

/** Whether a cluster is the caller's without asking vCD: its owner, and who administers its organization or all. */
export function answersFor(caller: Caller, record: Cluster): boolean {
  return (
    caller.systemAdministrator ||
    caller.role === 'Organization Administrator' ||
    caller.userId === record.spec.owner.id
  );
}

/**
 * Refuses a change to who is merely shown the cluster. What a request sets going is done by the service account, to
 * which vCD refuses nothing, so it is here that vCD is asked what it would have said to the caller.
 */
export async function assertMayChange(
  directory: CallerDirectory,
  caller: Caller,
  record: Cluster,
  signal: AbortSignal,
): Promise<void> {
  if (answersFor(caller, record)) return;
  const vAppId = record.status.vApp?.id;
  if (vAppId !== undefined && (await directory.mayChange(caller, vAppId, signal))) return;
  const { name } = record.metadata;
  throw new ApiError(403, `Cluster ${name} is shared with you for looking, and not for changing.`);
}
