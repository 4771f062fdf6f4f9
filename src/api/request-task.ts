import { ApiError } from './errors.ts';
import type { WriteDependencies } from './dependencies.ts';
import type { Cluster, TenantRequest } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';

/**
 * Opens the vCD task of a request that is in the record, and resolves with its href. When that fails the sender has
 * nothing to follow, so the request is taken back and refused; one whose task is known has been answered once and stays.
 */
export async function openRequestTask(
  { tasks, log }: Pick<WriteDependencies, 'tasks' | 'log'>,
  opening: {
    readonly record: Cluster;
    readonly request: TenantRequest;
    readonly fresh: boolean;
    readonly takeBack: () => Promise<void>;
  },
  signal: AbortSignal,
): Promise<string> {
  const { record, request, fresh, takeBack } = opening;
  try {
    return await tasks.open(record, request, { fresh }, signal);
  } catch (error) {
    if (record.status.tasks.some((task) => task.request === request.id)) throw error;
    log.warn(
      { err: error, key: keyOf(record), requestId: request.id },
      'taking back a request without a task',
    );
    await takeBack();
    throw new ApiError(
      503,
      'Cloud Director did not open a task for the request, so nothing is done for it. Try again later.',
      { cause: error },
    );
  }
}
