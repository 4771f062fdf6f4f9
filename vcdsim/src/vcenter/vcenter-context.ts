import type { Vm } from '../inventory/entities.ts';
import type { VCenter } from '../inventory/extension-entities.ts';
import type { Stats } from '../stats.ts';
import type { World } from '../world.ts';
import type { FileTransfers } from './file-transfers.ts';
import type { VimSessions } from './vim-sessions.ts';

/** One vCenter: what its methods share. */
export interface VCenterContext {
  readonly world: World;
  readonly vCenter: VCenter;
  readonly sessions: VimSessions;
  readonly transfers: FileTransfers;
  readonly stats: Stats;
  /** `host:port` of transfer URLs, for a client that reached the vCenter at this one. */
  readonly transferAuthority: (authority: string) => string;
  readonly secure: boolean;
}

/** The VMs that lie in this vCenter. */
export function vmsIn({ world, vCenter }: VCenterContext): readonly Vm[] {
  return [...world.inventory.vms.values()].filter((vm) => world.inventory.vCenterOf(vm)?.id === vCenter.id);
}

/** The machine that vCenter knows by this name. */
export function vmOf(context: VCenterContext, moref: string): Vm | undefined {
  return vmsIn(context).find((vm) => vm.moref === moref);
}
