import { guestinfoBackend } from '#guest/guestinfo/backend.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Task, Vm } from '#vcd/model.ts';

/** One VM whose ExtraConfig behaves as vCD's: named keys change, empty values remove, the rest stays. */
export function guestinfoMachine(
  status: number,
  keys: Readonly<Record<string, string>> = {},
  clock: () => Date = () => new Date(),
) {
  const extraConfig = new Map(Object.entries(keys));
  const vm: Vm = {
    id: 'vm',
    name: 'mstr-a1b2',
    status,
    deployed: status === 4,
    ipAddress: undefined,
    networkConnections: [],
    cpus: 2,
    memoryMb: 2048,
    storageProfile: undefined,
    extraConfig,
    tasks: [],
  };
  const written: { cpus: number | undefined; keys: string[] }[] = [];
  const reconfigureVm: CloudDirector['reconfigureVm'] = async (_vAppId, _vm, change) => {
    const entries = Object.entries(change.extraConfig ?? {});
    written.push({ cpus: change.cpus, keys: entries.map(([key]) => key) });
    for (const [key, value] of entries) {
      if (value === '') extraConfig.delete(key);
      else extraConfig.set(key, value);
    }
    return {} as Task; // Nobody looks at it: what became of the call is seen at the VM.
  };
  return { vm, written, reconfigureVm, backend: guestinfoBackend({ vcd: { reconfigureVm }, clock }) };
}
