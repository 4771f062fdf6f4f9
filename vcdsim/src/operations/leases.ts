import { badRequest } from '../http/api-error.ts';
import type { VApp } from '../inventory/entities.ts';
import type { Task } from '../tasks/task.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml/read.ts';
import { textOf } from '../xml/read.ts';
import type { Caller } from './access.ts';
import { startVAppTask } from './orders.ts';

/**
 * vCloud API, LeaseSettingsSection: both leases begin anew, with what the request says. Throws 400 for one that is longer
 * than the organization allows; an administrator of the system may ask for any.
 */
export function startLeaseChange(world: World, caller: Caller, vApp: VApp, section: XmlElement): Task {
  const { leases } = world.inventory.orgOfVApp(vApp);
  const wanted = (name: string, present: number, most: number): number => {
    const seconds = Number(textOf(section, name) ?? present);
    if (!Number.isInteger(seconds) || seconds < 0) throw badRequest(`${name} is not a number of seconds.`);
    const tooLong = most > 0 && (seconds === 0 || seconds > most);
    if (tooLong && !caller.administrator) throw badRequest(`${name} exceeds the maximum of ${most} seconds.`);
    return seconds;
  };
  const deploymentSeconds = wanted(
    'DeploymentLeaseInSeconds',
    vApp.lease.deploymentSeconds,
    leases.deploymentSeconds,
  );
  const storageSeconds = wanted('StorageLeaseInSeconds', vApp.lease.storageSeconds, leases.storageSeconds);
  return startVAppTask(world, caller, vApp, {
    operationName: 'vappUpdateLease',
    doing: 'Updating lease settings of Virtual Application',
    done: 'Updated lease settings of Virtual Application',
    finish: () => {
      Object.assign(vApp.lease, {
        deploymentSeconds,
        storageSeconds,
        since: world.clock.now(),
        expired: false,
      });
      world.leases.wake();
    },
  });
}
