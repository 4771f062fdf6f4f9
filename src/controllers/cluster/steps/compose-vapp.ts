import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import { stalled, waiting } from '#runtime/outcome.ts';
import { VcdDuplicateName } from '#vcd/errors.ts';
import type { NewVm } from '#vcd/model.ts';
import { dispositionOf } from '../../disposition.ts';
import { nextLookMs } from '../../pace.ts';
import { machineOf } from '../node-machine.ts';
import { nodeDescription } from '../node-description.ts';
import type { Step, StepTools } from '../step.ts';

/** Asks for the vApp with all its VMs in one call, powered off; or waits for the one that is being made. */
export const composeVApp: Step = async (tools, { cluster, observed, now }, signal) => {
  const { spec, metadata, status } = cluster;
  const lookAgainMs = nextLookMs(status.phaseSince, now, tools.pace);
  if (observed.vApp === 'present') {
    if (observed.busy) return { outcome: waiting('CreatingVApp', lookAgainMs) };
    return { outcome: stalled('VAppFailed', missingVms(cluster, observed.lastTaskError)) };
  }
  if (spec.vdc.id === null || spec.network.id === null)
    throw new TypeError('an unplaced cluster is refused before');

  const templates = await readyTemplates(tools, cluster);
  if (!templates) return { outcome: waiting('TemplateNotReady', tools.pace.maxMs) };
  try {
    const vApp = await tools.vcd.composeVApp(
      {
        vdcId: spec.vdc.id,
        name: metadata.name,
        description: `cluster ${metadata.name}`,
        network: { id: spec.network.id, name: spec.network.name },
        vms: status.nodes.map((node) => newVm(cluster, node, templates)),
      },
      { orgId: spec.org.id },
      signal,
    );
    tools.tags.noteNew(vApp.id);
    const requestedAt = status.vApp?.requestedAt ?? now.toISOString();
    return {
      outcome: waiting('CreatingVApp', tools.pace.minMs),
      learned: { vApp: { requestedAt, id: vApp.id } },
    };
  } catch (error) {
    // Either someone else took the name this moment or an earlier request of ours got through: the next look tells.
    if (error instanceof VcdDuplicateName)
      return { outcome: waiting('CreatingVApp', lookAgainMs, error.message) };
    const refused = dispositionOf(error);
    if (refused?.kind !== 'stalled') throw error;
    const outcome = stalled(refused.reason, `Error while creating vApp: ${refused.message}`);
    return { outcome, ...(neverAskedBefore(cluster) && { learned: { vApp: null } }) };
  }
};

/** No earlier request whose answer was lost can still make a vApp: the name is free as soon as this one is refused. */
function neverAskedBefore({ status }: Cluster): boolean {
  return status.phase !== 'composingVApp' && status.lastError === undefined;
}

async function readyTemplates(
  { templates }: StepTools,
  cluster: Cluster,
): Promise<Map<string, Template> | undefined> {
  const byName = new Map<string, Template>();
  for (const node of cluster.status.nodes) {
    const name = machineOf(cluster.spec, node).template;
    const template = byName.get(name) ?? (await templates.list({ name })).items[0];
    if (!template?.status.source) return undefined;
    byName.set(name, template);
  }
  return byName;
}

function newVm(cluster: Cluster, node: ClusterNode, templates: ReadonlyMap<string, Template>): NewVm {
  const machine = machineOf(cluster.spec, node);
  const source = templates.get(machine.template)?.status.source;
  if (!source) throw new TypeError(`template ${machine.template} has no source`);
  const profile = machine.storageProfile;
  return {
    name: node.name,
    description: nodeDescription(cluster, node.role),
    source: { vmId: source.vmId, vmName: source.vmName },
    nic: { index: source.primaryNicIndex, network: cluster.spec.network.name, adapter: source.nicAdapter },
    storageProfile: profile?.id ? { id: profile.id, name: profile.name } : undefined,
    customizationScript: undefined,
  };
}

function missingVms(cluster: Cluster, lastTaskError: string | undefined): string {
  const because = lastTaskError ?? 'Cloud Director made the vApp without all of its VMs';
  return `Error while creating vApp: failure on creating nodes [${cluster.status.nodes.map((node) => node.name).join(', ')}]\nError:${because}`;
}
