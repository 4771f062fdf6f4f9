import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Cluster } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import type { TaskView, Tenant } from '../../scripts/simulated/tenant.ts';
import { eventually, type SimulatedCloud } from './simulated-cloud.ts';

/** The body that `vcd cse node create` sends by default, with changes. */
export function nodesBody(cluster: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: cluster,
    node_count: 1,
    vdc: 'acme-vdc',
    cpu: null,
    memory: null,
    network: 'acme-net',
    storage_profile: null,
    ssh_key: null,
    template: null,
    node_type: 'node',
    disable_rollback: true,
    ...changes,
  };
}

/** A change of nodes that was answered with 202. */
export interface NodeChange {
  readonly taskHref: string;
  /** The task once it has ended, with every text that it had. */
  ended(): Promise<TaskView & { readonly texts: readonly string[] }>;
}

/** Asks for nodes; fails the test when the answer is not 202. */
export async function requestNodes(
  tenant: Tenant,
  cluster: string,
  changes: Record<string, unknown> = {},
): Promise<NodeChange> {
  const answer = await tenant.call('POST', `/api/cse/${cluster}/node`, nodesBody(cluster, changes));
  return accepted(tenant, cluster, answer);
}

/** Asks for the removal of nodes; fails the test when the answer is not 202. */
export async function requestRemoval(
  tenant: Tenant,
  cluster: string,
  nodes: readonly string[],
  changes: Record<string, unknown> = {},
): Promise<NodeChange> {
  const body = { name: cluster, vdc: 'acme-vdc', nodes, force: false, ...changes };
  return accepted(tenant, cluster, await tenant.call('DELETE', `/api/cse/${cluster}/node`, body));
}

/** What `cluster info` says, by role: names of nodes. */
export async function nodesShown(
  tenant: Tenant,
  cluster: string,
): Promise<{ readonly masters: string[]; readonly workers: string[]; readonly nfs: string[] }> {
  const answer = await tenant.call('GET', `/api/cse/${cluster}/info`);
  assert.equal(answer.status, 200, answer.text);
  // The contract's cluster object.
  const body = answer.body as Record<'master_nodes' | 'nodes' | 'nfs_nodes', { name: string }[]>;
  const names = (nodes: { name: string }[]) => nodes.map(({ name }) => name).toSorted();
  return { masters: names(body.master_nodes), workers: names(body.nodes), nfs: names(body.nfs_nodes) };
}

/** Names of the VMs that vcdsim has of the cluster. */
export function vmNames({ sim }: SimulatedCloud, cluster: string): string[] {
  const vApps = [...sim.inventory.vApps.values()].filter((vApp) => vApp.name === cluster);
  return vApps.flatMap((vApp) => sim.inventory.vmsOf(vApp).map((vm) => vm.name)).toSorted();
}

/** The one VM of that name, as vcdsim has it. */
export function vmNamed({ sim }: SimulatedCloud, name: string) {
  const vm = [...sim.inventory.vms.values()].find((candidate) => candidate.name === name);
  assert.ok(vm, `VM ${name}`);
  return vm;
}

export async function recordOf(cloud: SimulatedCloud, cluster: string): Promise<Cluster> {
  const record = (await cloud.records()).find(({ metadata }) => metadata.name === cluster);
  assert.ok(record, `record of ${cluster}`);
  return record;
}

/** Reasons of the events that warn of a node. */
export async function warnings(cloud: SimulatedCloud, cluster: string, node: string): Promise<string[]> {
  const path = join(cloud.directory, 'cse.db');
  await using reader = await openSqliteReader({ path, log: createLogger({ level: 'silent' }) });
  const events = await reader.events.list({ key: keyOf(await recordOf(cloud, cluster)) });
  return events
    .filter(({ type, message }) => type === 'Warning' && message.startsWith(node))
    .map(({ reason }) => reason);
}

/** Waits until the cluster rests in one of the phases. */
export function inPhase(
  cloud: SimulatedCloud,
  cluster: string,
  ...phases: readonly string[]
): Promise<Cluster> {
  return eventually(
    async () => {
      const record = await recordOf(cloud, cluster);
      return phases.includes(record.status.phase ?? '') ? record : undefined;
    },
    `${cluster} is in phase ${phases.join(' or ')}`,
  );
}

function accepted(
  tenant: Tenant,
  cluster: string,
  answer: { readonly status: number; readonly text: string; readonly body: unknown },
): NodeChange {
  assert.equal(answer.status, 202, answer.text);
  // The contract's 202 of node create and delete.
  const body = answer.body as { cluster_name: string; task_href: string };
  assert.deepEqual(Object.keys(body).toSorted(), ['cluster_name', 'task_href']);
  assert.equal(body.cluster_name, cluster);
  return {
    taskHref: body.task_href,
    async ended() {
      const texts: string[] = [];
      const onChange = ({ operation }: TaskView) => void texts.push(operation);
      return { ...(await tenant.waitForTask(body.task_href, { pollMs: 5, onChange })), texts };
    },
  };
}
