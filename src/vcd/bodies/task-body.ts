import { mediaType } from '../media-types.ts';
import type { TaskDraft } from '../model.ts';
import { vcloud, writeXml } from '../xml/write-xml.ts';

/** The same as the original's: tenants' tools know our tasks by it. */
export const serviceNamespace = 'vcloud.cse';

/** `Task` of an extension in the exact shape that CSE's clients know (contract of CSE 1.2.7, section 5.1). */
export function taskBody(draft: TaskDraft): string {
  return writeXml(
    vcloud(
      'Task',
      {
        status: draft.state,
        serviceNamespace,
        type: mediaType.task,
        operation: draft.operation,
        operationName: draft.operationName,
        name: 'task',
      },
      vcloud('Owner', { href: draft.owner.href, name: draft.owner.name, type: draft.owner.type }),
      draft.state === 'error'
        ? vcloud('Error', {
            stackTrace: '',
            majorErrorCode: '500',
            message: draft.errorMessage ?? '',
            minorErrorCode: 'INTERNAL_SERVER_ERROR',
          })
        : undefined,
      vcloud('User', { href: draft.user.id, name: draft.user.name, type: mediaType.user }),
      vcloud('Details'),
    ),
  );
}
