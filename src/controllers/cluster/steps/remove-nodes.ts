import type { GuestJob } from '#guest/guest-backend.ts';
import { GuestJobsUnavailable } from '#guest/errors.ts';
import {
  departing,
  deregistrationOutcome,
  drainOutcome,
  removalFailure,
  type Departing,
} from '#machines/node-removal.ts';
import { stalled, waiting } from '#runtime/outcome.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import { nextLookMs } from '../../pace.ts';
import { guestOf, placeOf } from '../nodes/node-guest.ts';
import { nodeJobId } from '../nodes/node-jobs.ts';
import { questionOf, type Situation, type Step, type StepResult, type StepTools } from './step.ts';

/** Has the control plane move the pods away from the next node that is to go: it does one job at a time. */
export const drainNodes: Step = async (tools, situation, signal) => {
  const question = questionOf(tools, situation);
  const next = departing(question).find((each) => drainOutcome(question, each) === undefined);
  return job(tools, situation, 'drainNode', next, signal);
};

/** Has the control plane delete the Node object of the next node. */
export const deregisterNodes: Step = async (tools, situation, signal) => {
  const question = questionOf(tools, situation);
  const next = departing(question).find((each) => deregistrationOutcome(question, each) === undefined);
  return job(tools, situation, 'deleteNode', next, signal);
};

/** Takes the power from the VMs: vCD deletes none that is deployed. */
export const undeployNodes: Step = async (tools, situation, signal) => {
  const { cluster, located } = situation;
  if (located.kind !== 'present') return lookAgain(tools, situation);
  const open = departing(questionOf(tools, situation)).filter(({ seen }) => seen.deployed && !seen.busy);
  await unlessGone(
    Promise.all(
      open.map(async ({ seen: { vmId } }) => {
        if (vmId === undefined) return;
        await tools.vcd.undeployVm(located.vApp.id, vmId, { orgId: cluster.spec.org.id }, signal);
      }),
    ),
  );
  return lookAgain(tools, situation, 'the VMs are being powered off');
};

/** Deletes the VMs of all nodes that go, in one call; their addresses go back to the pool. */
export const deleteNodeVms: Step = async (tools, situation, signal) => {
  const { cluster, observed, located } = situation;
  const removeVmIds = departing(questionOf(tools, situation)).flatMap(({ seen }) => seen.vmId ?? []);
  if (located.kind === 'present' && !observed.busy && removeVmIds.length > 0) {
    const context = { orgId: cluster.spec.org.id };
    await unlessGone(tools.vcd.recomposeVApp(located.vApp.id, { removeVmIds }, context, signal));
  }
  return lookAgain(tools, situation, 'the VMs are being deleted');
};

/** Nothing is left of them. */
export const forgetNodes: Step = async (tools, situation) => {
  const gone = new Set(departing(questionOf(tools, situation)).map(({ node }) => node.name));
  const nodes = situation.cluster.status.nodes.filter((node) => !gone.has(node.name));
  return { outcome: waiting('DeletingNodes', 0), learned: { nodes } };
};

/** Says why VMs could not be removed; the report sets it down until the wish changes. */
export const giveUpRemoval: Step = async (tools, situation) => {
  const { reason, message } = removalFailure(questionOf(tools, situation));
  return { outcome: stalled(reason, message) };
};

/** vCD says "forbidden" of what is gone: the next look tells, and the deadline bounds how often it is asked. */
async function unlessGone(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof VcdForbidden)) throw error;
  }
}

async function job(
  tools: StepTools,
  situation: Situation,
  kind: GuestJob['kind'],
  next: Departing | undefined,
  signal: AbortSignal,
): Promise<StepResult> {
  const { cluster, located } = situation;
  const controlPlane = cluster.status.nodes.find((node) => node.role === 'control-plane');
  const vm = located.kind === 'present' && located.vApp.vms.find(({ name }) => name === controlPlane?.name);
  // A job is named after the beginning of the removal, which the report of the first look sets down.
  if (!next?.node.removal || located.kind !== 'present' || !controlPlane || !vm)
    return lookAgain(tools, situation);
  const limitMs = kind === 'drainNode' ? tools.deadlines.drainingNodes : tools.deadlines.deregisteringNodes;
  const asked = {
    id: nodeJobId(kind, next.node),
    kind,
    node: next.node.name,
    deadlineSeconds: Math.ceil(limitMs / 1000),
  };
  try {
    const place = placeOf(tools.secrets, cluster, controlPlane, located.vApp.id);
    await guestOf(tools.guests, controlPlane).startJob(vm, asked, place, signal);
  } catch (error) {
    // The next look sees that there is no key and goes on without.
    if (!(error instanceof GuestJobsUnavailable)) throw error;
  }
  return lookAgain(tools, situation, `${kind} ${next.node.name}`);
}

function lookAgain({ pace }: StepTools, { cluster, now }: Situation, message = ''): StepResult {
  return { outcome: waiting('DeletingNodes', nextLookMs(cluster.status.phaseSince, now, pace), message) };
}
