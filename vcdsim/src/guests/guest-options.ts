import type { Clock, GuestMachine } from './guest-driver.ts';

/** What both kinds of guests can be told. */
export interface GuestOptions {
  readonly clock: Clock;
  /** From power-on until cloud-init begins, in simulated time. */
  readonly bootMs: number;
  readonly log?: (line: string) => void;
  /** VMs whose name matches never say anything: no tools, no cloud-init. */
  readonly silent?: RegExp;
  /** VMs whose name matches fail to bootstrap: kubeadm does not work on them. */
  readonly failing?: RegExp;
}

/** What happens to a VM by the failure switches. */
export function behaviourOf(
  options: Pick<GuestOptions, 'silent' | 'failing'>,
  machine: GuestMachine,
): 'normal' | 'silent' | 'failing' {
  // `search` and not `test`: a pattern with the flag `g` would remember where it stopped.
  if (options.silent && machine.name.search(options.silent) >= 0) return 'silent';
  return options.failing && machine.name.search(options.failing) >= 0 ? 'failing' : 'normal';
}

/** What a VM that is switched to failing says. */
export const simulatedFailure = 'error execution phase wait-control-plane: simulated failure of this machine';
