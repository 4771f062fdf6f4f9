import type { Vm, OrgContext, VmChange } from '#vcd/model.ts';

/** What the guest says of its first boot, or that it has said nothing yet. */
export type GuestReport =
  /** `message` says why nothing is to be heard, where that is known. */
  | { readonly state: 'silent'; readonly message?: string }
  /** The guest is up and has no plan yet: it waits for `deliver`. */
  | { readonly state: 'waiting' }
  | { readonly state: 'running'; readonly phase: string }
  | { readonly state: 'succeeded' }
  /** `message` ends with the guest's last lines where there are any. */
  | { readonly state: 'failed'; readonly phase: string; readonly message: string };

/** A file that the first boot finds; owned by root. */
export interface PlannedFile {
  /** Absolute, of characters that no shell takes for more. */
  readonly path: string;
  readonly permissions: '0600' | '0644' | '0700';
  readonly content: string;
}

/** First-boot data for one VM: what every backend gets into it in its own way. */
export interface BootPlan {
  /** Names the plan, so that putting it there twice is seen to be the same. */
  readonly hash: string;
  readonly hostname: string;
  /** Public keys, one each, that let somebody in as root. */
  readonly sshKeys: readonly string[];
  readonly files: readonly PlannedFile[];
  /** Run in this order when the files are there; one that fails does not keep the next ones from running. */
  readonly commands: readonly (readonly string[])[];
  /** Run last. It says itself how far it is (docs/reference/guest-operations.md), and may be run again after a reboot. */
  readonly program: readonly string[];
}

/** What belongs to one machine and is kept sealed: asked for when it is needed, and kept by nobody who asks. */
export interface GuestSecrets {
  /** Of root in the guest. */
  rootPassword(): Promise<string>;
  /** Signs jobs, PEM. Throws `GuestJobsUnavailable`. */
  jobKey(): Promise<string>;
}

/** Where a VM is, and what may be used to reach into it. */
export interface VmPlace {
  readonly vAppId: string;
  readonly context: OrgContext;
  readonly secrets: GuestSecrets;
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

/** The Node objects of a cluster as its control plane tells of them, by its own clock; a tenant may have written it. */
export interface ToldNodes {
  readonly at: Date;
  readonly nodes: readonly { readonly name: string; readonly ready: boolean; readonly since: Date }[];
}

/**
 * One way of getting data into a VM and a report out of it. Every call is short; waiting is the caller's. A VM is
 * `prepare`d before it is powered on; a plan is `deliver`ed when its report is `waiting`.
 */
export interface GuestBackend {
  readonly kind: 'guestinfo' | 'guest-operations';
  /** Its machines must be made with a password of root that is known. */
  readonly needsRootPassword: boolean;
  /** Its machines take only jobs that are signed, by an agent that their plan brings. */
  readonly needsJobKey: boolean;
  /** A look at a guest is a call to it, so that one asks no oftener than needed; else it is in the VM's document. */
  readonly looksAreCalls: boolean;
  /** True when the VM carries the mark of this very plan. */
  prepared(vm: Vm, hash: string): boolean;
  /** Makes a VM that was never powered on ready for the plan, with other changes in the same call. Repeatable. */
  prepare(vm: Vm, plan: BootPlan, change: VmChange, place: VmPlace, signal: AbortSignal): Promise<void>;
  /** Never throws for what is wrong with the guest or the way to it: that is `silent` with a message, or `failed`. */
  report(vm: Vm, place: VmPlace, signal: AbortSignal): Promise<GuestReport>;
  /** Gets the plan into a running VM and started, where `prepare` has not done so. Repeatable: nothing starts twice. */
  deliver(vm: Vm, plan: BootPlan, place: VmPlace, signal: AbortSignal): Promise<void>;
  /** True when no secret of the plan is left on the VM. */
  wiped(vm: Vm): boolean;
  /** Removes the plan's secrets and leaves the mark of the plan. Repeatable. */
  wipe(vm: Vm, place: VmPlace, signal: AbortSignal): Promise<void>;
  /**
   * Asks a running VM to do a job. Repeatable: the same id is not done twice. A backend whose VMs do one job at a time
   * asks nothing while another one is under way: the report stays `absent`, and the call is to be made again later.
   */
  startJob(vm: Vm, job: GuestJob, place: VmPlace, signal: AbortSignal): Promise<void>;
  /** As `report`, never throws for what is wrong with the guest: the job is `absent` then. */
  jobReport(vm: Vm, jobId: string, place: VmPlace, signal: AbortSignal): Promise<JobReport>;
  /**
   * What a running control plane tells of the nodes of its cluster, however old that is; undefined where it tells nothing. Where
   * looks are calls it is asked now and then, which takes some seconds. As `report`, never throws for what is wrong with the guest.
   */
  toldNodes(vm: Vm, place: VmPlace, signal: AbortSignal): Promise<ToldNodes | undefined>;
  /**
   * A file of the guest as it is now, of 1 MB at most; absent where the backend has no way to files. Throws
   * `GuestUnreachable`, `GuestRefused` or `GuestFileMissing`.
   */
  readonly fetchFile?: (vm: Vm, path: string, place: VmPlace, signal: AbortSignal) => Promise<Buffer>;
}

/** One backend of each kind. */
export type Guests = { readonly [Kind in GuestBackend['kind']]: GuestBackend };
