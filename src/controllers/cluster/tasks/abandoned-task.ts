import { Operation } from '#records/cluster.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Task } from '#vcd/model.ts';
import { taskOwnerHref, taskOwnerType } from './task-owner.ts';
import { failedText } from './task-texts.ts';

/** Ends a running task of the cluster with that uid in error: no record tells of its request any more. */
export async function endAbandonedTask(
  vcd: Pick<CloudDirector, 'updateTask' | 'whoAmI'>,
  task: Task,
  { uid, message }: { readonly uid: string; readonly message: string },
  signal: AbortSignal,
): Promise<void> {
  const { operationName, ownerName = '', userName, userId } = task;
  const session = await vcd.whoAmI(signal);
  await vcd.updateTask(
    task.id,
    {
      operationName,
      operation: failedText(Operation.parse(operationName)),
      state: 'error',
      owner: { href: taskOwnerHref(uid), name: ownerName, type: taskOwnerType },
      user: {
        id: userId ?? session.userId,
        name: userName ?? session.userName,
      },
      errorMessage: message,
    },
    signal,
  );
}
