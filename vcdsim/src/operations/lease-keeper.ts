import { ApiError } from '../http/api-error.ts';
import type { VApp } from '../inventory/entities.ts';
import { leaseEnds } from '../inventory/leases.ts';
import type { World } from '../world.ts';
import type { Caller } from './access.ts';
import { startDelete } from './compose.ts';
import { startVAppPower } from './power.ts';

const lookEveryMs = 1000;

/** Ends what has run for as long as its lease allows. It sleeps for as long as nobody has a lease. */
export class LeaseKeeper {
  #news = Promise.withResolvers<void>();

  /** A vApp has another lease than before. */
  wake(): void {
    this.#news.resolve();
  }

  /** Keeps the leases of a world until it is disposed of. */
  keep(world: World): AsyncDisposable {
    const stopping = new AbortController();
    const keeping = this.#keep(world, stopping.signal);
    return {
      [Symbol.asyncDispose]: async () => {
        stopping.abort();
        this.wake();
        await keeping;
      },
    };
  }

  async #keep(world: World, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!hasLeases(world)) {
        await this.#news.promise;
        this.#news = Promise.withResolvers();
        continue;
      }
      for (const vApp of world.inventory.vApps.values()) enforce(world, vApp);
      await world.clock.sleep(lookEveryMs, signal).catch(() => undefined);
    }
  }
}

function hasLeases({ inventory }: World): boolean {
  const isLease = (lease: { readonly deploymentSeconds: number; readonly storageSeconds: number }) =>
    lease.deploymentSeconds > 0 || lease.storageSeconds > 0;
  return (
    [...inventory.orgs.values()].some((org) => isLease(org.leases)) ||
    [...inventory.vApps.values()].some((vApp) => isLease(vApp.lease))
  );
}

function enforce(world: World, vApp: VApp): void {
  const now = world.clock.now();
  const { deployment, storage } = leaseEnds(vApp);
  const { stopBy, deleteExpired } = world.inventory.orgOfVApp(vApp).leases;
  if (world.tasks.isBusy(vApp.id) || vApp.creation !== 'done') return;
  try {
    if (deployment && deployment <= now)
      startVAppPower(world, system(world), vApp, { kind: 'undeploy', suspend: stopBy === 'suspend' });
    else if (vApp.lease.running === 'storage' && storage && storage <= now) {
      if (deleteExpired) startDelete(world, system(world), vApp, true);
      else vApp.lease.expired = true;
    }
  } catch (error) {
    // One of its VMs is busy: at the next look.
    if (!(error instanceof ApiError)) throw error;
  }
}

/** vCD itself, in whose name such tasks run. */
function system({ inventory, random }: World): Caller {
  const org = inventory.systemOrg;
  const user = [...inventory.users.values()].find(({ orgId }) => orgId === org.id);
  if (!user) throw new Error('a model has an administrator');
  const role = inventory.roles.get(user.roleId);
  if (!role) throw new Error('dangling role');
  return { user, role, org, administrator: true, actingIn: undefined, requestId: random.uuid() };
}
