import assert from 'node:assert/strict';
import { gone, listed, type Accepted } from './cluster-requests.ts';
import { eventually, type SimulatedCloud } from './simulated-cloud.ts';

/** A cluster that is to be found in vcdsim's own world. */
export interface WantedCluster extends Pick<Accepted, 'name' | 'clusterId'> {
  readonly workers: number;
}

/** How often vCD's tasks of each operation ended how, since the last reset. */
export type TaskCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The vApps of the name, as vcdsim has them. */
export function vAppsNamed({ sim }: SimulatedCloud, name: string) {
  return [...sim.inventory.vApps.values()].filter((vApp) => vApp.name === name);
}

/** Waits until no VM of the cluster carries first-boot data any more. */
export async function wiped(cloud: SimulatedCloud, name: string): Promise<void> {
  const { inventory } = cloud.sim;
  await eventually(async () => {
    const vms = vAppsNamed(cloud, name).flatMap((vApp) => inventory.vmsOf(vApp));
    return vms.every((vm) => !vm.extraConfig.get('guestinfo.userdata')) || undefined;
  }, `${name} carries no secret`);
}

/** One vApp of that name, marked and owned, with all its nodes running, listed, and without a secret. */
export async function assertStands(cloud: SimulatedCloud, wanted: WantedCluster): Promise<void> {
  const { name, clusterId, workers } = wanted;
  await wiped(cloud, name);
  const { inventory } = cloud.sim;
  const [vApp, ...others] = vAppsNamed(cloud, name);
  assert.ok(vApp, `${name} has a vApp`);
  assert.equal(others.length, 0, `${name} has one vApp`);
  assert.equal(inventory.user(vApp.ownerId).name, 'alice');

  const vms = inventory.vmsOf(vApp).toSorted((a, b) => a.name.localeCompare(b.name));
  const names = vms.map((vm) => vm.name).join(' ');
  assert.match(names, new RegExp(`^mstr-\\w{4}( node-\\w{4}){${workers}}$`));
  assert.ok(
    vms.every((vm) => vm.running !== undefined),
    `all nodes of ${name} run`,
  );

  const tags = Object.fromEntries([...vApp.metadata.values()].map(({ key, value }) => [key, value]));
  const [controlPlane] = vms;
  assert.equal(tags['cse.cluster.id'], clusterId);
  assert.equal(tags['cse.template'], 'ubuntu-24.04');
  assert.equal(tags['cse.master.ip'], controlPlane?.hardware.nics[0]?.ipAddress);
  assert.ok(tags['cse.version']);
  assert.ok((await listed(cloud.alice)).includes(name), `${name} is listed`);
}

/** Neither vCD nor the server knows anything of the cluster, and the server says so. */
export async function assertGone(cloud: SimulatedCloud, name: string): Promise<void> {
  await gone(cloud, name);
  assert.ok(!(await listed(cloud.alice)).includes(name), `${name} is not listed`);
  const again = await cloud.alice.call('DELETE', `/api/cse/${name}`);
  assert.match(again.text, new RegExp(`Cluster ${name} not found\\.`));
}

/** Nothing at all is left in a cloud that held this one cluster. */
export async function assertEmpty(cloud: SimulatedCloud): Promise<void> {
  assert.deepEqual(await cloud.leftovers(), { vApps: 0, vms: 0, ipAddresses: 0, runningTasks: 0, total: 0 });
}

export async function resetCounts({ sim }: SimulatedCloud): Promise<void> {
  await fetch(`${sim.url}/sim/reset-stats`, { method: 'POST' });
}

export async function taskCounts({ sim }: SimulatedCloud): Promise<TaskCounts> {
  // vcdsim's own answer: its shape is documented there.
  const stats = (await (await fetch(`${sim.url}/sim/stats`)).json()) as { tasks: TaskCounts };
  return stats.tasks;
}
