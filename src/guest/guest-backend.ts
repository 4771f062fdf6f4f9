import type { Vm, OrgContext, VmChange } from '#vcd/model.ts';

/** What the guest says of its first boot, or that it has said nothing yet. */
export type GuestReport =
  | { readonly state: 'silent' }
  | { readonly state: 'running'; readonly phase: string }
  | { readonly state: 'succeeded' }
  /** `message` ends with the guest's last lines where there are any. */
  | { readonly state: 'failed'; readonly phase: string; readonly message: string };

/** First-boot data for one VM; `hash` names its content, so that writing it twice is seen to be the same. */
export interface BootPlan {
  readonly hash: string;
  /** A `#cloud-config` document. */
  readonly userData: string;
  readonly metaData: { readonly instanceId: string; readonly localHostname: string };
}

export interface VmPlace {
  readonly vAppId: string;
  readonly context: OrgContext;
}

/** One way of getting data into a VM and a report out of it. Every call is short; waiting is the caller's. */
export interface GuestBackend {
  readonly kind: 'guestinfo';
  /** True when the VM carries this very plan. */
  prepared(vm: Vm, hash: string): boolean;
  /** Puts the plan into a VM that was never powered on, together with other changes in the same call. Repeatable. */
  prepare(vm: Vm, plan: BootPlan, change: VmChange, place: VmPlace, signal: AbortSignal): Promise<void>;
  report(vm: Vm): GuestReport;
  /** True when no secret of the plan is left on the VM. */
  wiped(vm: Vm): boolean;
  /** Removes the plan's secrets and leaves the mark of the plan. Repeatable. */
  wipe(vm: Vm, place: VmPlace, signal: AbortSignal): Promise<void>;
}
