import { serviceNamespace } from './bodies/task-body.ts';
import type { OpenTask } from './model.ts';
import { readTaskRecords } from './readers/read-task-records.ts';
import type { ServiceCalls } from './service-calls.ts';

const pageSize = 128;

/**
 * Running tasks that extensions like ours have opened, in every organization that the account sees (vCloud API, query
 * service, types task and adminTask).
 */
export async function findOpenTasks(
  calls: ServiceCalls,
  { administrator }: { readonly administrator: boolean },
  signal: AbortSignal,
): Promise<readonly OpenTask[]> {
  const found = new Map<string, OpenTask>();
  let seen = 0;
  for (let page = 1; ; page += 1) {
    const parameters = new URLSearchParams({
      type: administrator ? 'adminTask' : 'task',
      format: 'idrecords',
      page: String(page),
      pageSize: String(pageSize),
      filterEncoded: 'true',
      filter: 'status==running',
    });
    const path = `/api/query?${parameters.toString()}`;
    const { total, count, tasks } = await calls.get('queryTasks', path, readTaskRecords, undefined, signal);
    // Compared here: not every version of vCD filters by it.
    for (const task of tasks) if (task.serviceNamespace === serviceNamespace) found.set(task.id, task);
    seen += count;
    if (count === 0 || seen >= total) return [...found.values()];
  }
}
