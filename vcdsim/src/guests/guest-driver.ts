import type { GuestTools } from './tools/guest-tools.ts';

/** What a guest sees of its virtual machine. */
export interface GuestMachine {
  /** Bare UUID of the VM. */
  readonly id: string;
  readonly name: string;
  /** Bare UUID of the vApp; guests of one vApp share its network. */
  readonly vAppId: string;
  /** Of the primary NIC; undefined when the pool gave none. */
  readonly ipAddress: string | undefined;
  readonly cpus: number;
  readonly memoryMb: number;
  /** What vCD has VMware Tools do at this boot; undefined when there is nothing to customize. */
  readonly customization?: Customization | undefined;
  /** Password of root on a disk that nobody has changed yet; without it nobody can log in. */
  readonly imagePassword?: string | undefined;
  /** ExtraConfig keys, read and written as the guest's tools do (`guestinfo.…`). */
  readInfo(key: string): string | undefined;
  writeInfo(key: string, value: string): void;
}

/** Guest customization as it reaches the guest (vCloud API, GuestCustomizationSection). */
export interface Customization {
  /** Run before and after: with `precustomization` and `postcustomization`. */
  readonly script: string | undefined;
  /** Of root, where it is to be set. */
  readonly adminPassword: string | undefined;
}

/** A booted guest. */
export interface RunningGuest {
  /** VMware Tools; a guest without them has none. */
  readonly tools?: GuestTools;
  /** The kubelet dies until the next boot; absent where there is none. */
  stopKubelet?(): void;
  /** Somebody deletes the machine's Node in its cluster; absent where there is none. */
  deleteNode?(): void;
  /** Power is cut: nothing of the guest runs when this resolves. */
  powerOff(): Promise<void>;
}

/** A way of simulating what runs inside the VMs. */
export interface GuestDriver extends AsyncDisposable {
  /** Called at every power-on, after ExtraConfig was set; returns at once while the guest boots on. */
  powerOn(machine: GuestMachine): RunningGuest;
  /** Gives a machine that was never started what is on the disk of one without power. Absent where there are no disks. */
  copyDisk?(from: string, to: string): void;
  /** The machine, which has no power, is gone for good. */
  removeDisk?(machine: string): void;
  /** What the guests' Kubernetes APIs counted: calls by cluster endpoint and by who made them (certificate common name). */
  workloadApiCalls(): Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Simulated time, so that tests can move it. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` simulated milliseconds or rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
