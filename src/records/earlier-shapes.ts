/** Reasons that earlier releases wrote, with what is said for them now. */
const formerReasons: Readonly<Record<string, string>> = {
  IssuingCredentials: 'PlanningNodes',
  NamingNodes: 'PlanningNodes',
};

/**
 * A status that an earlier release wrote, in the present shape; what fits that already stays as it is. Every change of a
 * record's shape that older records do not fit has its line here, and a record in the corpus of the tests.
 */
export function presentStatus(status: unknown): unknown {
  return withLinkedTasks(withPresentReasons(status));
}

/** However deep a reason is. */
function withPresentReasons(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPresentReasons);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      name === 'reason' && typeof part === 'string'
        ? (formerReasons[part] ?? part)
        : withPresentReasons(part),
    ]),
  );
}

/**
 * Tasks had no link before answers were kept. Which Cloud Director it leads to is not known here: like any link of its
 * API it can be relative.
 */
function withLinkedTasks(status: unknown): unknown {
  if (!isObject(status) || !Array.isArray(status['tasks'])) return status;
  const tasks: readonly unknown[] = status['tasks'];
  const linked = tasks.map((task) =>
    isObject(task) && typeof task['id'] === 'string' ? { href: `/api/task/${task['id']}`, ...task } : task,
  );
  return { ...status, tasks: linked };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
