import { diagnose, type DownNode } from '#machines/node-repair.ts';
import type { ClusterNode } from '#records/cluster.ts';
import { waiting } from '#runtime/outcome.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import { dispositionOf } from '../../disposition.ts';
import { questionOf, type Situation, type Step, type StepTools } from './step.ts';

const degradedLookMs = 60_000;
/** Where nobody does anything about nodes whose VMs run: tenants leave such clusters for weeks, and each look is a call. */
const patientLookMs = 10 * 60_000;

/** Gives nodes their power back; how often that was tried is set down with each, whatever vCD says to it. */
export const powerNodesBackOn: Step = async (tools, situation, signal) => {
  const diagnosis = diagnose(questionOf(tools, situation));
  const due = diagnosis.kind === 'powerOn' ? diagnosis.nodes : [];
  const tried = await Promise.all(due.map((down) => powerBackOn(tools, situation, down, signal)));
  const byName = new Map(tried.map((node) => [node.name, node]));
  const nodes = situation.cluster.status.nodes.map((node) => byName.get(node.name) ?? node);
  const names = tried.map((node) => node.name).join(', ');
  return { outcome: waiting('PoweringNodesBackOn', tools.pace.minMs, names), learned: { nodes } };
};

async function powerBackOn(
  { vcd }: StepTools,
  { cluster, located, now }: Situation,
  { node, seen: { vmId } }: DownNode,
  signal: AbortSignal,
): Promise<ClusterNode> {
  const tried = { times: (node.poweredOn?.times ?? 0) + 1, at: now.toISOString() };
  if (located.kind !== 'present' || vmId === undefined) return node;
  try {
    await vcd.powerOnVm(located.vApp.id, vmId, { orgId: cluster.spec.org.id }, signal);
    return { ...node, poweredOn: tried };
  } catch (error) {
    // What is forbidden may be gone: the next look tells.
    const outcome = dispositionOf(error);
    if (outcome?.kind !== 'stalled') throw error;
    const refusal = error instanceof VcdForbidden ? 'Cloud Director does not allow it' : outcome.message;
    return { ...node, poweredOn: { ...tried, refusal } };
  }
}

/**
 * A cluster that was ever ready is never made again or removed without being told to: what is missing is shown, and
 * why nothing is done about it now.
 */
export const reportDegraded: Step = async (tools, situation) => {
  const diagnosis = diagnose(questionOf(tools, situation));
  if (diagnosis.kind !== 'held') return { outcome: waiting('RepairPending', 0) };
  const { reason, message, vmsRun, dueAt = Infinity } = diagnosis;
  const longestMs = vmsRun && dueAt === Infinity ? patientLookMs : degradedLookMs;
  const lookMs = Math.min(longestMs, Math.max(tools.pace.minMs, dueAt - situation.now.getTime()));
  return { outcome: waiting(reason, lookMs, message) };
};
