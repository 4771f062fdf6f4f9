import type { Cluster } from '#records/cluster.ts';
import type { Play } from './play.ts';

/** Tasks of which one too many means that something was made, changed or taken away twice. */
const countedTasks = new Set([
  ...['create_cluster', 'delete_cluster', 'create_nodes', 'delete_nodes'],
  ...['vdcComposeVapp', 'vdcRecomposeVapp', 'vdcDeleteVapp', 'vdcInstantiateVapp'],
  ...['vdcUploadOvfContents', 'vdcCaptureTemplate'],
]);

/** What a play has come to, without what chance decides: two plays of the same scenario end the same. */
export async function endingOf(play: Play): Promise<unknown> {
  const { clusters, templates } = await play.stage.until(play.memory());
  const { vApps, vms, usedAddresses, catalogs } = play.stage.sim.remains();
  return {
    clusters: clusters.map(clusterFacts),
    templates: templates.map(({ metadata, status }) => `${metadata.name} ${status.phase}`),
    vApps: vApps.map(({ id, name, owner, metadata }) => ({
      name,
      owner,
      tags: Object.keys(metadata).toSorted(),
      vms: vms
        .filter(({ vAppId }) => vAppId === id)
        .map(({ name, running, ipAddresses }) =>
          [roleIn(name), running ? 'runs' : 'is off', `${ipAddresses.length} addresses`].join(', '),
        )
        .toSorted(),
    })),
    secretsInVms: [...play.stage.sim.inventory.vms.values()].filter(({ extraConfig }) =>
      extraConfig.has('guestinfo.userdata'),
    ).length,
    addresses: Object.values(usedAddresses).flat().length,
    items: catalogs.flatMap(({ name, items }) =>
      items.map((item) => `${name}/${item.name} version ${item.version} status ${item.status}`),
    ),
    tasks: await tasksOf(play),
  };
}

function clusterFacts({ metadata, spec, status }: Cluster) {
  return {
    name: metadata.name,
    phase: status.phase,
    failure: status.failure?.reason,
    lastError: status.lastError?.message,
    pools: spec.pools.map(({ name, count }) => `${name}: ${count}`),
    nodes: status.nodes.map(({ role, state }) => `${role} ${state}`).toSorted(),
    tasks: status.tasks.map(({ operation, state }) => `${operation} ${state}`),
    endpoint: status.endpoint !== undefined,
  };
}

function roleIn(vmName: string): string {
  return vmName.replace(/-\w{4}$/, '');
}

async function tasksOf({ stage }: Play): Promise<unknown> {
  const ending = await stage.until(stage.sim.answer({ method: 'GET', url: '/sim/stats', headers: {} }));
  if (ending.kind !== 'answer') throw new TypeError('the simulator tells its counts');
  // vcdsim's own answer: its shape is documented there.
  const { tasks } = JSON.parse(ending.body?.toString('utf8') ?? '') as { tasks: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(tasks)
      .filter(([operation]) => countedTasks.has(operation))
      .toSorted(([a], [b]) => a.localeCompare(b)),
  );
}
