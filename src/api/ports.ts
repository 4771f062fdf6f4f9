import type { Caller, Placement } from './callers/caller.ts';
import type { Cluster, Operation, TenantRequest } from '#records/cluster.ts';
import type { RecordStore } from '#store/record-store.ts';

/** A cluster's vApp as vCD shows it to the caller; the wire's list object is made from it. */
export interface VisibleVApp {
  readonly id: string;
  readonly name: string;
  readonly vdcId: string;
  readonly vdcName: string;
  readonly status: string;
  readonly numberOfVms: string;
  readonly ownerName: string | undefined;
  /** Bare UUID; only where vCD shows it: to a system administrator. */
  readonly orgId: string | undefined;
  /** `cse.cluster.id`, `cse.version`, `cse.template`, `cse.master.ip`. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** A VM as vCD shows it to the caller; undefined is what it does not show. */
export interface VisibleVm {
  readonly name: string;
  /** The code of vCD (vApp.xsd `status`). */
  readonly status: number;
  readonly cpus: number | undefined;
  readonly memoryMb: number | undefined;
  readonly ipAddress: string | undefined;
}

/** The caller as vCD knows it: everything that is asked with the caller's own token. */
export interface CallerDirectory {
  /** Throws `CallerRejected` when vCD does not accept the token. */
  identify(headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Caller>;
  place(
    caller: Caller,
    wish: { readonly vdc: string; readonly network: string; readonly storageProfile: string | null },
    signal: AbortSignal,
  ): Promise<Placement>;
  visibleVApps(
    caller: Caller,
    name: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly VisibleVApp[]>;
  /** The VMs of a vApp; none when it has gone or the caller cannot see it. */
  visibleVms(caller: Caller, vAppId: string, signal: AbortSignal): Promise<readonly VisibleVm[]>;
  /** Whether vCD lets the caller change a vApp that it shows; its owner may share it for looking only. */
  mayChange(caller: Caller, vAppId: string, signal: AbortSignal): Promise<boolean>;
  /** Names of the rights in the caller's role, as the service account reads it; a few seconds old at most. */
  rightsOf(caller: Caller, signal: AbortSignal): Promise<ReadonlySet<string>>;
}

/** Makes the records of clusters that have none, out of what vCD shows of their vApps, which are not touched. */
export interface Adoption {
  /** `orgId`: whose vApp it is. */
  adopt(
    clusters: RecordStore<Cluster>,
    vApp: VisibleVApp & { readonly orgId: string },
    signal: AbortSignal,
  ): Promise<
    | { readonly state: 'adopted'; readonly record: Cluster }
    | { readonly state: 'gone' }
    /** `why` goes on after "its vApp": "is a copy". */
    | { readonly state: 'refused'; readonly why: string }
  >;
}

/**
 * Which container provider an organization VDC is set to, in metadata of the VDC that only the provider sees
 * (contract of CSE 1.2.7, sections 3.12 and 6.5). Both are undefined when vCD has no such VDC; ids are bare UUIDs.
 */
export interface VdcProviders {
  /** Null when none is set. */
  get(vdcId: string, signal: AbortSignal): Promise<string | null | undefined>;
  /** The href of the vCD task that keeps it. */
  set(vdcId: string, provider: string | null, signal: AbortSignal): Promise<string | undefined>;
}

/** A task that vCD has opened. */
export interface OpenTask {
  readonly href: string;
  /** Resolves when the record has it. Until then an answer with it may be written down, too, and must not be given. */
  readonly noted: Promise<void>;
}

/** Opens the vCD task that shows a request to its user. Idempotent by record and request. */
export interface TaskDesk {
  /** Remembers the task in the record's status. `fresh`: no earlier attempt can have got through. */
  open(
    cluster: Cluster,
    request: TenantRequest,
    options: { readonly fresh: boolean },
    signal: AbortSignal,
  ): Promise<OpenTask>;
  /** A task for a request that makes no record: opened and at once ended in error. */
  refuse(
    refusal: {
      readonly orgId: string;
      readonly clusterId: string;
      readonly clusterName: string;
      readonly operation: Operation;
      readonly user: { readonly id: string; readonly name: string };
      readonly text: string;
      readonly message: string;
      readonly fresh: boolean;
    },
    signal: AbortSignal,
  ): Promise<string>;
}
