import { additionFailure, pending } from '#machines/node-addition.ts';
import { nodesToTakeBack } from '#machines/node-changes.ts';
import { controlPlaneOutage } from '#machines/node-repair.ts';
import { stalled, waiting } from '#runtime/outcome.ts';
import { VcdDuplicateName } from '#vcd/errors.ts';
import { dispositionOf } from '../../disposition.ts';
import { nextLookMs } from '../../pace.ts';
import { newVms } from '../nodes/new-vms.ts';
import { questionOf, type Situation, type Step, type StepResult, type StepTools } from './step.ts';
import { deliverPlans, guestWords } from './await-guests.ts';
import { configureNodes } from './configure-guests.ts';

/** Asks for the VMs of all new nodes in one call, powered off; or waits until vCD is done with the vApp. */
export const composeNewNodes: Step = async (tools, situation, signal) => {
  const { cluster, observed, located } = situation;
  const question = questionOf(tools, situation);
  const outage = controlPlaneOutage(question);
  if (outage) return { outcome: waiting(outage.reason, tools.pace.maxMs, outage.message) };
  const open = pending(question).filter(({ seen }) => seen.power === 'absent');
  const names = new Set(open.map(({ node }) => node.name));
  if (located.kind !== 'present' || observed.busy || names.size === 0) return lookAgain(tools, situation);
  const vms = await newVms(
    tools,
    cluster,
    open.map(({ node }) => node),
  );
  if (!vms) return { outcome: waiting('TemplateNotReady', tools.pace.maxMs) };
  try {
    await tools.vcd.recomposeVApp(located.vApp.id, { add: vms }, { orgId: cluster.spec.org.id }, signal);
  } catch (error) {
    // An earlier request of ours, whose answer was lost, got through: the next look tells.
    if (error instanceof VcdDuplicateName) return lookAgain(tools, situation, error.message);
    return refusal(error, [...names]);
  }
  const nodes = cluster.status.nodes.map((node) =>
    names.has(node.name) ? { ...node, state: 'requested' as const } : node,
  );
  return { outcome: waiting('AddingNodes', tools.pace.minMs), learned: { nodes } };
};

/** The pool gives the addresses while the VMs are made; some vCD releases show them a moment later. */
export const awaitNewAddresses: Step = async (tools, situation) => {
  const without = pending(questionOf(tools, situation)).filter(({ seen }) => seen.ipAddress === undefined);
  return lookAgain(tools, situation, `no IP address yet: ${without.map(({ node }) => node.name).join(', ')}`);
};

/** Writes first-boot data, CPU and memory to the new VMs. */
export const configureNewNodes: Step = async (tools, situation, signal) => {
  const nodes = pending(questionOf(tools, situation)).map(({ seen }) => seen);
  try {
    await configureNodes(tools, situation, nodes, signal);
  } catch (error) {
    return refusal(
      error,
      nodes.map((node) => node.name),
    );
  }
  return lookAgain(tools, situation, 'first-boot data are being written');
};

/** Powers on the new VMs only: what else of the vApp is off was switched off by somebody. */
export const powerOnNewNodes: Step = async (tools, situation, signal) => {
  const { cluster, located } = situation;
  if (located.kind !== 'present') return lookAgain(tools, situation);
  const off = pending(questionOf(tools, situation)).filter(({ seen }) => seen.power !== 'on' && !seen.busy);
  try {
    await Promise.all(
      off.map(async ({ seen: { vmId } }) => {
        if (vmId === undefined) return;
        await tools.vcd.powerOnVm(located.vApp.id, vmId, { orgId: cluster.spec.org.id }, signal);
      }),
    );
  } catch (error) {
    return refusal(
      error,
      off.map(({ node }) => node.name),
    );
  }
  return lookAgain(tools, situation, 'the new VMs are being powered on');
};

/** The guests work by themselves once they have their plan; what they are at is told. */
export const awaitNewNodes: Step = async (tools, situation, signal) => {
  const nodes = pending(questionOf(tools, situation)).map(({ seen }) => seen);
  await deliverPlans(tools, situation, nodes, signal);
  return lookAgain(tools, situation, guestWords(nodes));
};

/** All have joined: the report that follows sets that down. */
export const admitNewNodes: Step = async () => ({ outcome: waiting('AddingNodes', 0) });

/** Says why the addition cannot go on; the report sets it down for good. */
export const giveUpNewNodes: Step = async (tools, situation) => {
  const { reason, message } = additionFailure(questionOf(tools, situation));
  return { outcome: stalled(reason, message) };
};

/** Takes back the wish for nodes that could not be made: from then on they are to go like any other. */
export const takeNodesBack: Step = async ({ clusters }, { cluster }) => {
  const doomed = nodesToTakeBack(cluster);
  const pools = cluster.spec.pools.map((pool) => {
    const names = doomed.filter((node) => node.pool === pool.name).map((node) => node.name);
    return {
      ...pool,
      count: Math.max(0, pool.count - names.length),
      evict: [...new Set([...pool.evict, ...names])],
    };
  });
  await clusters.updateSpec({ ...cluster, spec: { ...cluster.spec, pools } });
  return { outcome: waiting('DeletingNodes', 0) };
};

/** What vCD will not do at all, in the words of the contract; anything else is thrown on. */
function refusal(error: unknown, names: readonly string[]): StepResult {
  const outcome = dispositionOf(error);
  if (outcome?.kind !== 'stalled') throw error;
  const message = `failure on creating nodes [${names.join(', ')}]\nError:${outcome.message}`;
  return { outcome: stalled(outcome.reason, message) };
}

function lookAgain({ pace }: StepTools, { cluster, now }: Situation, message = ''): StepResult {
  return { outcome: waiting('AddingNodes', nextLookMs(cluster.status.phaseSince, now, pace), message) };
}
