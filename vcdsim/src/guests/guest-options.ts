import type { Clock, GuestMachine } from './guest-driver.ts';

/** What both kinds of guests can be told. */
export interface GuestOptions {
  readonly clock: Clock;
  /** From power-on until cloud-init begins, in simulated time. */
  readonly bootMs: number;
  /** From the beginning of a boot until VMware Tools answer, in simulated time; none when absent. */
  readonly toolsMs?: number;
  /** VMs whose name matches have no VMware Tools for guest operations. */
  readonly toolless?: RegExp;
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

/** Whether a VM has VMware Tools by the failure switches. */
export function hasTools(
  options: Pick<GuestOptions, 'silent' | 'toolless'>,
  { name }: Pick<GuestMachine, 'name'>,
): boolean {
  return [options.silent, options.toolless].every((pattern) => !pattern || name.search(pattern) < 0);
}

/** What a VM that is switched to failing says. */
export const simulatedFailure = 'error execution phase wait-control-plane: simulated failure of this machine';
