import { exportsAskedAt, hasToldExports, type ClusterNode } from '#records/cluster.ts';
import { GuestJobsUnavailable } from '#guest/errors.ts';
import type { Vm } from '#vcd/model.ts';
import { guestOf, placeOf } from '../nodes/node-guest.ts';
import type { Situation, StepTools } from './step.ts';

/** What has not been told by then is not waited for: whoever asked has had another answer long ago. */
const limitMs = 60_000;

/**
 * Has the NFS servers say what they export, where somebody has asked since they last did, in a job on each of them
 * (docs/reference/guest-jobs.md). The nodes with what is told by now, and whether there is more to come.
 */
export async function readExports(
  tools: StepTools,
  situation: Situation,
  signal: AbortSignal,
): Promise<{ readonly nodes: ClusterNode[]; readonly isOpen: boolean }> {
  const { cluster, located } = situation;
  const askedAt = exportsAskedAt(cluster);
  let isOpen = false;
  const nodes = await Promise.all(
    cluster.status.nodes.map(async (node) => {
      const vm = located.kind === 'present' && located.vApp.vms.find(({ name }) => name === node.name);
      if (!vm || !isServer(node) || hasToldExports(node, askedAt) || askedAt === 0) return node;
      const told = await toldExports(tools, situation, { node, vm, askedAt }, signal);
      if (told === 'not yet') {
        isOpen = true;
        return node;
      }
      return { ...node, ...(told && { exports: told }), exportsAt: new Date(askedAt).toISOString() };
    }),
  );
  return { nodes, isOpen };
}

function isServer({ role, state }: ClusterNode): boolean {
  return role === 'nfs' && state === 'joined';
}

/** The paths; undefined when the server will not say. */
async function toldExports(
  { guests, secrets }: StepTools,
  { cluster, located, now }: Situation,
  { node, vm, askedAt }: { readonly node: ClusterNode; readonly vm: Vm; readonly askedAt: number },
  signal: AbortSignal,
): Promise<string[] | 'not yet' | undefined> {
  if (located.kind !== 'present' || now.getTime() > askedAt + limitMs) return undefined;
  const guest = guestOf(guests, node);
  const place = placeOf(secrets, cluster, node, located.vApp.id);
  const id = `listExports-${node.name}-${askedAt}`;
  const report = await guest.jobReport(vm, id, place, signal);
  switch (report.state) {
    case 'succeeded':
      return pathsIn(report.output);
    case 'failed':
      return undefined;
    case 'running':
      return 'not yet';
    case 'absent': {
      const job = { id, kind: 'listExports' as const, node: node.name, deadlineSeconds: limitMs / 1000 };
      try {
        await guest.startJob(vm, job, place, signal);
        return 'not yet';
      } catch (error) {
        if (error instanceof GuestJobsUnavailable) return undefined;
        throw error;
      }
    }
  }
}

/** The first word of each line (contract of CSE 1.2.7, section 7.9). */
function pathsIn(output: string): string[] {
  return output.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] || []);
}
