import type { Cluster } from '#records/cluster.ts';
import { stalled, waiting } from '#runtime/outcome.ts';
import { VcdDuplicateName } from '#vcd/errors.ts';
import { isUnderWay } from '#vcd/task-state.ts';
import { dispositionOf } from '../../disposition.ts';
import { nextLookMs } from '../../pace.ts';
import { newVms } from '../nodes/new-vms.ts';
import { clusterDescription } from '../nodes/node-description.ts';
import type { LocatedVApp } from '../locate-vapp.ts';
import type { Step } from './step.ts';

/** Asks for the vApp with all its VMs in one call, powered off; or waits for the one that is being made. */
export const composeVApp: Step = async (tools, { cluster, observed, located, now }, signal) => {
  const { spec, metadata, status } = cluster;
  const lookAgainMs = nextLookMs(status.phaseSince, now, tools.pace);
  if (observed.vApp === 'present') {
    if (observed.busy) return { outcome: waiting('CreatingVApp', lookAgainMs, workOn(located)) };
    return { outcome: stalled('VAppFailed', missingVms(cluster, observed.lastTaskError)) };
  }
  if (spec.vdc.id === null || spec.network.id === null)
    throw new TypeError('an unplaced cluster is refused before');

  const vms = await newVms(tools, cluster, status.nodes);
  if (!vms) return { outcome: waiting('TemplateNotReady', tools.pace.maxMs) };
  try {
    const vApp = await tools.vcd.composeVApp(
      {
        vdcId: spec.vdc.id,
        name: metadata.name,
        description: clusterDescription(metadata.name),
        network: { id: spec.network.id, name: spec.network.name },
        vms,
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
      return { outcome: waiting('NameTaken', lookAgainMs, error.message) };
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

/** Which task somebody would look for in Cloud Director when this takes too long. */
function workOn(located: LocatedVApp): string {
  const tasks = located.kind === 'present' ? located.vApp.tasks : [];
  const running = tasks.find(isUnderWay);
  return running
    ? `Cloud Director is making the vApp: its task ${running.operationName} ${running.id} has not ended.`
    : '';
}

function missingVms(cluster: Cluster, lastTaskError: string | undefined): string {
  const because = lastTaskError ?? 'Cloud Director made the vApp without all of its VMs';
  return `Error while creating vApp: failure on creating nodes [${cluster.status.nodes.map((node) => node.name).join(', ')}]\nError:${because}`;
}
