import assert from 'node:assert/strict';
import { createBody, type TaskView, type Tenant } from '../../scripts/simulated/tenant.ts';
import { eventually, type SimulatedCloud } from './simulated-cloud.ts';

/** A request that was answered with 202 and a task. */
export interface Accepted {
  readonly name: string;
  readonly clusterId: string;
  readonly taskHref: string;
  /** The task once it has ended; `onChange` is told each of its texts. */
  ended(onChange?: (task: TaskView) => void): Promise<TaskView>;
}

/** Asks for a cluster; fails the test when the answer is not 202. */
export async function requestCluster(
  tenant: Tenant,
  name: string,
  changes: Record<string, unknown> = {},
): Promise<Accepted> {
  return accepted(tenant, name, await tenant.call('POST', '/api/cse', createBody(name, changes)));
}

/** Asks for a deletion; fails the test when the answer is not 202. */
export async function requestDeletion(tenant: Tenant, name: string): Promise<Accepted> {
  return accepted(tenant, name, await tenant.call('DELETE', `/api/cse/${name}`));
}

/** Deletes the cluster and waits; fails the test when the task does not end in success. */
export async function deleted(tenant: Tenant, name: string): Promise<void> {
  const task = await (await requestDeletion(tenant, name)).ended();
  assert.equal(task.status, 'success', `deletion of ${name}: ${task.error}`);
}

/** Names of the clusters that the tenant's list shows. */
export async function listed(tenant: Tenant): Promise<readonly string[]> {
  const answer = await tenant.call('GET', '/api/cse');
  assert.equal(answer.status, 200, answer.text);
  // The contract's list: objects with a name.
  return (answer.body as { name: string }[]).map(({ name }) => name);
}

/** Waits until neither vCD holds a vApp of the name nor the server a record. */
export async function gone(cloud: SimulatedCloud, name: string): Promise<void> {
  await eventually(async () => {
    const vApps = [...cloud.sim.inventory.vApps.values()].filter((vApp) => vApp.name === name);
    const records = (await cloud.records()).filter((record) => record.metadata.name === name);
    return vApps.length + records.length === 0 || undefined;
  }, `nothing of ${name} is left`);
}

/** Waits until the server has no record of any cluster: a task ends a moment before its record is let go. */
export function noRecords(cloud: SimulatedCloud): Promise<true> {
  return eventually(async () => (await cloud.records()).length === 0 || undefined, 'no record is left');
}

function accepted(
  tenant: Tenant,
  name: string,
  answer: { readonly status: number; readonly text: string; readonly body: unknown },
): Accepted {
  assert.equal(answer.status, 202, answer.text);
  // The contract's 202 of create and delete.
  const body = answer.body as { cluster_id?: string; task_href: string };
  return {
    name,
    clusterId: body.cluster_id ?? '',
    taskHref: body.task_href,
    ended: (onChange) => tenant.waitForTask(body.task_href, { pollMs: 10, ...(onChange && { onChange }) }),
  };
}
