import type { Org, VApp, VAppLease } from './entities.ts';
import type { Inventory } from './inventory.ts';

/** What a new vApp gets of its organization. */
export function newLease({ leases }: Org, now: Date): VAppLease {
  const { deploymentSeconds, storageSeconds } = leases;
  return { deploymentSeconds, storageSeconds, running: 'storage', since: now, expired: false };
}

/** Goes over to the other lease when the vApp was deployed, or undeployed, since the last time. */
export function followLease(inventory: Inventory, vApp: VApp, now: Date): void {
  const { lease } = vApp;
  const running = inventory.isDeployed(vApp) ? 'deployment' : 'storage';
  if (lease.running === running) return;
  lease.running = running;
  lease.since = now;
  lease.expired = false;
}

/** When the vApp will be stopped, and when it expires; what lasts for ever has no end. */
export function leaseEnds({ lease }: VApp): { readonly deployment?: Date; readonly storage?: Date } {
  const { deploymentSeconds, storageSeconds, running, since } = lease;
  const deployment =
    running === 'deployment' && deploymentSeconds > 0 ? later(since, deploymentSeconds) : undefined;
  const from = running === 'deployment' ? deployment : since;
  const storage = from && storageSeconds > 0 ? later(from, storageSeconds) : undefined;
  return { ...(deployment && { deployment }), ...(storage && { storage }) };
}

function later(since: Date, seconds: number): Date {
  return new Date(since.getTime() + seconds * 1000);
}
