import { ApiError } from '../http/api-error.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Task } from './task.ts';
import { hasEnded } from './task.ts';

/** How many operations may run at a time; 0 is no limit. */
export interface OperationLimits {
  readonly perUser: number;
  readonly perOrg: number;
}

/** Who starts an operation, and where. */
interface Starter {
  readonly userId: string;
  readonly orgId: string;
}

/** Throws 400 OPERATION_LIMITS_EXCEEDED where one operation more would be too many. Nothing waits in a queue here. */
export type Admission = (starter: Starter, tasks: Iterable<Task>) => void;

/** Refuses a task where its user or organization has too many under way. */
export function createAdmission(inventory: Inventory, limits: OperationLimits): Admission {
  const { perUser, perOrg } = limits;
  return ({ userId, orgId }, tasks) => {
    if (perUser === 0 && perOrg === 0) return;
    const running = [...tasks].filter((task) => task.kind === 'built-in' && !hasEnded(task));
    const user = inventory.users.get(userId)?.name ?? userId;
    const org = inventory.org(orgId).name;
    if (perUser > 0 && running.filter((task) => task.userId === userId).length >= perUser) {
      throw exceeded(`user "${user}" on organization "${org}"`);
    }
    if (perOrg > 0 && running.filter((task) => task.orgId === orgId).length >= perOrg) {
      throw exceeded(`organization "${org}"`);
    }
  };
}

function exceeded(whose: string): ApiError {
  return new ApiError(
    400,
    'OPERATION_LIMITS_EXCEEDED',
    `The maximum number of simultaneous operations for ${whose} has been reached.`,
  );
}
