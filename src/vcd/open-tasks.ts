import { serviceNamespace } from './bodies/task-body.ts';
import type { OpenTask } from './model.ts';
import { readTaskRecords, type TaskRecordPage } from './readers/read-task-records.ts';
import type { ServiceCalls } from './service-calls.ts';

const pageSize = 128;

interface TaskQuery {
  /** FIQL (vCloud API, query service). */
  readonly filter: string;
  /** With the rights of a system administrator: of every organization. */
  readonly administrator: boolean;
}

/** Running tasks that extensions like ours have opened, in every organization that the account sees. */
export async function findOpenTasks(
  calls: ServiceCalls,
  { administrator }: Pick<TaskQuery, 'administrator'>,
  signal: AbortSignal,
): Promise<readonly OpenTask[]> {
  const found = new Map<string, OpenTask>();
  const query = { filter: 'status==running', administrator };
  for await (const { tasks } of pagesOf(calls, query, signal)) {
    // Compared here: not every version of vCD filters by it.
    for (const task of tasks) if (task.serviceNamespace === serviceNamespace) found.set(task.id, task);
  }
  return [...found.values()];
}

/**
 * Ids of all tasks that have not ended, in every organization that the account sees; undefined when they fill more than
 * `mostPages`.
 */
export async function findTasksUnderWay(
  calls: ServiceCalls,
  { administrator, mostPages }: Pick<TaskQuery, 'administrator'> & { readonly mostPages: number },
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const found = new Set<string>();
  const query = { filter: 'status==running,status==queued,status==preRunning', administrator };
  for await (const { total, tasks } of pagesOf(calls, query, signal)) {
    if (total > mostPages * pageSize) return undefined;
    for (const { id } of tasks) found.add(id);
  }
  return found;
}

/** vCloud API, query service, types task and adminTask. */
async function* pagesOf(
  calls: ServiceCalls,
  { filter, administrator }: TaskQuery,
  signal: AbortSignal,
): AsyncGenerator<TaskRecordPage> {
  let seen = 0;
  for (let page = 1; ; page += 1) {
    const parameters = new URLSearchParams({
      type: administrator ? 'adminTask' : 'task',
      format: 'idrecords',
      page: String(page),
      pageSize: String(pageSize),
      filterEncoded: 'true',
      filter,
    });
    const path = `/api/query?${parameters.toString()}`;
    const found = await calls.get('queryTasks', path, readTaskRecords, undefined, signal);
    yield found;
    seen += found.count;
    if (found.count === 0 || seen >= found.total) return;
  }
}
