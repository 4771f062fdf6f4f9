import { waiting } from '#runtime/outcome.ts';
import { nextLookMs } from '../../pace.ts';
import type { Step } from './step.ts';

/** The pool gives the addresses while the VMs are made; some vCD releases show them a moment later. */
export const awaitAddresses: Step = async ({ pace }, { cluster, observed, now }) => {
  const without = observed.nodes.filter((node) => node.ipAddress === undefined).map((node) => node.name);
  const message = `network '${cluster.spec.network.name}' has given no IP address yet to ${without.join(', ')}`;
  return { outcome: waiting('CreatingVApp', nextLookMs(cluster.status.phaseSince, now, pace), message) };
};
