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

/**
 * A small piece of work on a node, done on the machine of `startJob`: on a control plane `drainNode` and `deleteNode` of
 * the node named, on an NFS node `listExports` (one export a line, its path first; `node` is the machine itself).
 */
export interface GuestJob {
  /** Names this very piece of work for ever: letters, digits, `-`, `_` and `.`, 128 at most. */
  readonly id: string;
  readonly kind: 'drainNode' | 'deleteNode' | 'listExports';
  readonly node: string;
  /** From when the job is put onto the VM: what has not begun by then never does, what runs is given up. */
  readonly deadlineSeconds: number;
}

/** What the guest says of one job; `absent` when the VM carries nothing of it. */
export type JobReport =
  | { readonly state: 'absent' }
  | { readonly state: 'running' }
  /** `output` is the last 4 KB of it, safe to show. */
  | { readonly state: 'succeeded'; readonly output: string }
  /** `message` ends with the last words of what failed. */
  | { readonly state: 'failed'; readonly message: string };

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
  /**
   * Asks a running VM to do a job. Repeatable: the same id is not done twice. A VM does one job at a time: while another
   * one is under way nothing is asked, the report stays `absent`, and the call is to be made again later.
   * `key` is the cluster's private key for jobs, PEM.
   */
  startJob(vm: Vm, job: GuestJob, key: string, place: VmPlace, signal: AbortSignal): Promise<void>;
  jobReport(vm: Vm, jobId: string): JobReport;
}
