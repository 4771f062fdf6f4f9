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
  /** The guest customization script, where one was set. */
  readonly customizationScript: string | undefined;
  /** ExtraConfig keys, read and written as the guest's tools do (`guestinfo.…`). */
  readInfo(key: string): string | undefined;
  writeInfo(key: string, value: string): void;
}

/** A booted guest. */
export interface RunningGuest {
  /** Power is cut: nothing of the guest runs when this resolves. */
  powerOff(): Promise<void>;
}

/** A way of simulating what runs inside the VMs. */
export interface GuestDriver extends AsyncDisposable {
  /** Called at every power-on, after ExtraConfig was set; returns at once while the guest boots on. */
  powerOn(machine: GuestMachine): RunningGuest;
  /** What the guests' Kubernetes APIs counted: calls by cluster endpoint and by who made them (certificate common name). */
  workloadApiCalls(): Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Simulated time, so that tests can move it. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` simulated milliseconds or rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
