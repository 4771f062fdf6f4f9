import type { XmlElement } from '#xml/xml-element.ts';

/**
 * Cloud Director's things as this client reads them: plain data, ids as bare UUIDs.
 * Field meanings follow the published schemas (vApp.xsd, task.xsd, queryRecordView.xsd of API 1.5).
 */

/** Where a call is made: the tenant organization (bare UUID) that the service account acts in, or none. */
export interface OrgContext {
  readonly orgId: string;
}

/** The states of a task (vCloud API, Tasks). */
export type TaskState = 'queued' | 'preRunning' | 'running' | 'success' | 'error' | 'canceled' | 'aborted';

/** A task of vCD; ids are bare UUIDs. */
export interface Task {
  readonly id: string;
  readonly href: string;
  readonly state: TaskState;
  /** `vdcComposeVapp`, `create_cluster`, … */
  readonly operationName: string;
  /** The text that people see. */
  readonly operation: string;
  readonly ownerHref: string | undefined;
  readonly ownerName: string | undefined;
  /** Who asked for it; the id is `urn:vcloud:user:UUID`, where vCD says. */
  readonly userName: string | undefined;
  readonly userId?: string;
  /** As vCD writes it. */
  readonly startTime: string | undefined;
  readonly progress: number | undefined;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** A running task as the query service lists it. */
export interface OpenTask {
  readonly id: string;
  readonly orgId: string;
  readonly operationName: string;
  /** As it was given when the task was opened; a URN of ours for those of clusters. */
  readonly ownerHref: string | undefined;
  readonly ownerName: string | undefined;
  readonly serviceNamespace: string | undefined;
}

/** A network card of a VM. */
export interface NetworkConnection {
  readonly index: number;
  readonly network: string;
  readonly ipAddress: string | undefined;
  readonly connected: boolean;
  readonly mac: string | undefined;
}

/** A VM as its vApp shows it; ids are bare UUIDs. */
export interface Vm {
  readonly id: string;
  readonly name: string;
  /** As given when it was made; absent where vCD shows none. */
  readonly description?: string;
  /** -1 failed creation, 0 unresolved, 3 suspended, 4 powered on, 8 powered off, … (vApp.xsd `status`). */
  readonly status: number;
  readonly deployed: boolean;
  /** Of the primary NIC (`PrimaryNetworkConnectionIndex`). */
  readonly ipAddress: string | undefined;
  readonly networkConnections: readonly NetworkConnection[];
  readonly cpus: number | undefined;
  readonly memoryMb: number | undefined;
  readonly storageProfile: string | undefined;
  /** `vmw:ExtraConfig` by key: what we wrote and what the guest reports. */
  readonly extraConfig: ReadonlyMap<string, string>;
  /** Where vCenter has it; vCD shows that to administrators of the system only. */
  readonly inVCenter?: VimReference;
  /** Tasks that run on the VM or failed lately. */
  readonly tasks: readonly Task[];
  /**
   * Its `ovf:VirtualHardwareSection` as read, for `reconfigureVm`, which must send back what it does not change.
   * Not for anyone else to look into; absent means that `reconfigureVm` reads it first.
   */
  readonly hardware?: XmlElement;
}

/** A thing in a vCenter (vCloud API, VimObjectRef). */
export interface VimReference {
  /** The vCenter as vCD knows it; its id is a bare UUID. */
  readonly server: Named;
  /** `vm-57`. */
  readonly moRef: string;
}

/**
 * How long a vApp may run and, stopped, is kept; 0 is for ever. Putting the same seconds again lets both begin anew (vCloud
 * API, LeaseSettingsSection).
 */
export interface Leases {
  readonly deploymentSeconds: number;
  readonly storageSeconds: number;
}

/** A vApp with its VMs; ids are bare UUIDs. */
export interface VApp {
  readonly id: string;
  readonly name: string;
  /** As given when it was made; absent where vCD shows none. */
  readonly description?: string;
  readonly status: number;
  readonly deployed: boolean;
  /** `urn:vcloud:user:UUID`, where vCD says. */
  readonly ownerId: string | undefined;
  readonly networks: readonly string[];
  readonly vms: readonly Vm[];
  readonly tasks: readonly Task[];
  /** With their ends, in UTC, where they have one; absent where vCD shows none. */
  readonly leases?: Leases & { readonly stopsAt?: string; readonly expiresAt?: string };
}

/** A vApp as the query service lists it. */
export interface VAppRecord {
  readonly id: string;
  readonly name: string;
  readonly vdcId: string;
  readonly vdcName: string;
  /** `POWERED_ON`, `MIXED`, `RESOLVED`, `FAILED_CREATION`, … as vCD writes it. */
  readonly status: string;
  readonly busy: boolean;
  readonly ownerName: string | undefined;
  /** Bare UUID; only in records of a system administrator. */
  readonly orgId: string | undefined;
  /** Decimal text, as vCD writes it. */
  readonly numberOfVms: string;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The VM inside a catalog item that nodes are copied from. */
export interface TemplateSource {
  readonly vAppTemplateId: string;
  /** 8 when usable. */
  readonly status: number;
  readonly vmId: string;
  readonly vmName: string;
  readonly primaryNicIndex: number;
  readonly nicAdapter: string | undefined;
}

/** One VM to be made from a template by a compose or recompose. */
export interface NewVm {
  readonly name: string;
  /** Text of the VM's description. */
  readonly description: string;
  readonly source: { readonly vmId: string; readonly vmName: string };
  readonly nic: {
    readonly index: number;
    readonly network: string;
    readonly adapter: string | undefined;
    /** How it gets its address; of the network's pool when absent. */
    readonly allocation?: 'pool' | 'dhcp';
  };
  /** Bare UUID. */
  readonly storageProfile: { readonly id: string; readonly name: string } | undefined;
  /** Runs in the guest twice: with `precustomization` and with `postcustomization` as `$1`. */
  readonly customizationScript: string | undefined;
  /** Of root; undefined leaves the one of the template. */
  readonly adminPassword?: string | undefined;
}

/** What one reconfiguration changes; what is absent stays. */
export interface VmChange {
  /** An empty value removes the key; keys that are not named stay. */
  readonly extraConfig?: Readonly<Record<string, string>>;
  readonly cpus?: number;
  readonly memoryMb?: number;
}

/** A task that we show to a tenant (contract of CSE 1.2.7, its section 5). */
export interface TaskDraft {
  readonly operationName: string;
  readonly operation: string;
  readonly state: 'running' | 'success' | 'error';
  readonly owner: { readonly href: string; readonly name: string; readonly type: string };
  /** `id` is `urn:vcloud:user:UUID`. */
  readonly user: { readonly id: string; readonly name: string };
  readonly errorMessage?: string;
}

/** Who a token belongs to. */
export interface Session {
  readonly userName: string;
  /** `urn:vcloud:user:UUID`. */
  readonly userId: string;
  readonly orgName: string;
  /** Bare UUID. */
  readonly orgId: string;
  /** vCD gives one role name. */
  readonly role: string;
  /** The organization is `System`, in any case. */
  readonly systemAdministrator: boolean;
}

/** A thing of vCD by its bare UUID and its name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A VDC with what can be used in it. */
export interface Vdc extends Named {
  readonly networks: readonly Named[];
  readonly storageProfiles: readonly Named[];
}
