import { keyOf } from '#records/metadata.ts';
import type { Cluster, ClusterNode } from '#records/cluster.ts';
import { downWords } from '#records/node-words.ts';
import type { EventLog } from '#store/record-store.ts';

/** Writes into the record's history what changed between two looks: phases, failures, nodes that came or failed. */
export async function noteEvents(events: EventLog, before: Cluster, after: Cluster): Promise<void> {
  const common = { key: keyOf(after), uid: after.metadata.uid };
  const notes: Promise<void>[] = [];
  const note = (type: 'Normal' | 'Warning', reason: string, message: string) =>
    notes.push(events.record({ ...common, type, reason, message }));

  if (before.status.phase !== after.status.phase && after.status.phase !== undefined) {
    note('Normal', 'PhaseChanged', `${before.status.phase ?? 'accepted'} → ${after.status.phase}`);
  }
  if (!before.status.failure && after.status.failure) {
    note('Warning', after.status.failure.reason, after.status.failure.message);
  }
  for (const node of after.status.nodes) {
    const earlier = before.status.nodes.find((candidate) => candidate.name === node.name);
    if (node.failure && !earlier?.failure)
      note('Warning', 'NodeGivenUp', `${node.name}: ${node.failure.message}`);
    noteRemoval(earlier, node);
    noteRepair(earlier, node);
    if (earlier?.state === node.state) continue;
    if (node.state === 'joined')
      note('Normal', 'NodeJoined', `${node.name} joined (${node.ipAddress ?? 'no address'})`);
    if (node.state === 'failed') note('Warning', 'NodeFailed', `${node.name}: ${node.message ?? 'failed'}`);
  }
  const { askedAt, refusal } = after.status.leases ?? {};
  if (askedAt !== undefined && askedAt !== before.status.leases?.askedAt) {
    if (refusal === undefined) note('Normal', 'LeaseRenewed', 'the leases of the vApp begin anew');
    else note('Warning', 'LeaseNotRenewed', refusal);
  }
  const left = new Set(after.status.nodes.map((node) => node.name));
  for (const { name } of before.status.nodes) {
    if (!left.has(name)) note('Normal', 'NodeRemoved', `${name} is gone`);
  }
  await Promise.all(notes);

  /** That a node went down, and what was done about it. */
  function noteRepair(earlier: ClusterNode | undefined, node: ClusterNode): void {
    const { name, downSince, poweredOn, replacement } = node;
    if (downSince !== undefined && earlier?.downSince === undefined)
      note('Warning', 'NodeDown', `${name} ${downWords(node)}`);
    if (poweredOn && poweredOn.at !== earlier?.poweredOn?.at) {
      const { times, refusal } = poweredOn;
      const words = refusal === undefined ? 'is being powered on' : `could not be powered on: ${refusal}`;
      note(
        refusal === undefined ? 'Normal' : 'Warning',
        'NodePoweredOn',
        `${name} ${words} (attempt ${times})`,
      );
    }
    if (replacement && !earlier)
      note(
        'Warning',
        'NodeReplaced',
        `${name} is made in place of ${replacement.of}, which ${replacement.because ? 'its cluster has lost' : 'is gone'}`,
      );
  }

  /** What was left undone for a node on its way out, and what keeps it from going. */
  function noteRemoval(earlier: ClusterNode | undefined, { name, state, removal }: ClusterNode): void {
    const { drained, deregistered, stuck } = removal ?? {};
    if (state === 'joined' && drained && !earlier?.removal?.drained && drained.state !== 'succeeded')
      note('Warning', 'NodeNotDrained', `${name}: ${drained.message}`);
    if (
      state === 'joined' &&
      deregistered &&
      !earlier?.removal?.deregistered &&
      deregistered.state !== 'succeeded'
    )
      note('Warning', 'NodeObjectLeft', `${name}: ${deregistered.message}`);
    if (stuck && !earlier?.removal?.stuck) note('Warning', 'NodeStuck', `${name}: ${stuck.message}`);
  }
}
