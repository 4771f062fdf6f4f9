import { waiting } from '#runtime/outcome.ts';
import { nextLookMs } from '../../pace.ts';
import { guestOf, placeOf } from '../nodes/node-guest.ts';
import type { Step } from './step.ts';

/** Removes the first-boot data with its keys from every VM whose guest is done with them. */
export const wipeUserData: Step = async (tools, { cluster, observed, located, now }, signal) => {
  const outcome = waiting('WipingUserData', nextLookMs(cluster.status.phaseSince, now, tools.pace));
  if (located.kind !== 'present') return { outcome };
  // Another node may have its power and not have read them yet.
  const done = observed.nodes.filter((node) => !node.wiped && !node.busy && node.guest === 'succeeded');
  const open = new Set(done.map((node) => node.name));
  const nodes = cluster.status.nodes.filter((node) => open.has(node.name));
  await Promise.all(
    nodes.map(async (node) => {
      const vm = located.vApp.vms.find(({ name }) => name === node.name);
      const place = placeOf(tools.secrets, cluster, node, located.vApp.id);
      if (vm) await guestOf(tools.guests, node).wipe(vm, place, signal);
    }),
  );
  return { outcome };
};
