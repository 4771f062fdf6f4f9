import type { Catalogs } from './catalogs.ts';
import type {
  Leases,
  NewVm,
  OpenTask,
  OrgContext,
  Session,
  Task,
  TaskDraft,
  VApp,
  VAppRecord,
  Vdc,
  Vm,
  VmChange,
  Named,
} from './model.ts';

/**
 * Cloud Director as the service account sees it, and the few questions that are asked with a caller's own token.
 * Every method may throw the errors of `errors.ts`; ids are bare UUIDs. Calls that vCD answers with a task return
 * at once: what becomes of it is seen by looking at the entity again.
 */
export interface CloudDirector extends AsyncDisposable {
  readonly catalogs: Catalogs;

  /** Name of the service account's own session; logs in when there is none. */
  whoAmI(signal: AbortSignal): Promise<Session>;

  /** vApps of a VDC or organization by name or by a metadata value, with the metadata keys asked for (at most 8). */
  findVApps(
    where: {
      readonly vdcId?: string;
      readonly name?: string;
      readonly metadata?: { readonly key: string; readonly value: string };
    },
    metadataKeys: readonly string[],
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<readonly VAppRecord[]>;
  /** vApps of all organizations that have some value under the metadata key, which is shown with others; for a system administrator. */
  findMarkedVApps(
    metadataKey: string,
    shownKeys: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly VAppRecord[]>;
  /** Throws `VcdForbidden` when the vApp does not exist or cannot be seen. */
  getVApp(id: string, context: OrgContext, signal: AbortSignal): Promise<VApp>;
  /** Makes the vApp with all its VMs, powered off. Throws `VcdDuplicateName`. */
  composeVApp(
    params: {
      readonly vdcId: string;
      readonly name: string;
      readonly description: string;
      readonly network: Named;
      readonly vms: readonly NewVm[];
    },
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<VApp>;
  recomposeVApp(
    vAppId: string,
    change: { readonly add?: readonly NewVm[]; readonly removeVmIds?: readonly string[] },
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<Task>;
  /** Powers one VM off, hard, and frees what it holds: vCD removes only VMs that are undeployed. */
  undeployVm(vAppId: string, vmId: string, context: OrgContext, signal: AbortSignal): Promise<Task>;
  powerOnVApp(vAppId: string, context: OrgContext, signal: AbortSignal): Promise<Task>;
  powerOnVm(vAppId: string, vmId: string, context: OrgContext, signal: AbortSignal): Promise<Task>;
  /** Lets both leases of a vApp begin anew. */
  renewLeases(vAppId: string, leases: Leases, context: OrgContext, signal: AbortSignal): Promise<Task>;
  /** Forced: powers off what runs. A vApp that is gone already is no error and gives no task. */
  deleteVApp(vAppId: string, context: OrgContext, signal: AbortSignal): Promise<Task | undefined>;
  /** Changes CPU, memory and ExtraConfig in one call; leaves everything else as it is. */
  reconfigureVm(
    vAppId: string,
    vm: Vm,
    change: VmChange,
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<Task>;

  orgName(orgId: string, signal: AbortSignal): Promise<string>;
  /** With all networks and storage profiles of the VDC. Throws `VcdForbidden` when there is no such VDC. */
  getVdc(vdcId: string, context: OrgContext, signal: AbortSignal): Promise<Vdc>;

  getMetadata(vAppId: string, context: OrgContext, signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Adds or replaces entries (string, GENERAL, READWRITE). */
  setMetadata(
    vAppId: string,
    entries: Readonly<Record<string, string>>,
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<Task>;
  /** `userId` is `urn:vcloud:user:UUID`. */
  setOwner(
    vAppId: string,
    user: { readonly id: string; readonly name: string },
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<void>;

  createTask(orgId: string, draft: TaskDraft, signal: AbortSignal): Promise<Task>;
  /** A task that has ended stays as it is: its true state is returned. */
  updateTask(taskId: string, draft: TaskDraft, signal: AbortSignal): Promise<Task>;
  getTask(taskId: string, signal: AbortSignal): Promise<Task>;
  /** Tasks of an organization that have that owner; for a request whose first attempt may have got through. */
  findTasks(orgId: string, ownerHref: string, signal: AbortSignal): Promise<readonly Task[]>;

  /** Asks vCD to give a task of its own up; one that has ended is no error. */
  cancelTask(taskId: string, signal: AbortSignal): Promise<void>;
  /** Running tasks that extensions like ours have opened, in all organizations; for a system administrator. */
  findOpenTasks(signal: AbortSignal): Promise<readonly OpenTask[]>;
  /** Ids of all tasks that have not ended; undefined when they fill more than `mostPages` of 128. */
  findTasksUnderWay(mostPages: number, signal: AbortSignal): Promise<ReadonlySet<string> | undefined>;

  /** Names of the rights in an organization's role; none for a role that is not there. */
  rightsOfRole(
    where: { readonly orgId: string; readonly role: string },
    signal: AbortSignal,
  ): Promise<ReadonlySet<string>>;

  /** Metadata of a VDC in the provider's own domain. Throws `VcdForbidden` when there is no such VDC. */
  getVdcMetadata(vdcId: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Removes entries that are there and waits for it, then adds or replaces others (string, SYSTEM, PRIVATE). */
  setVdcMetadata(
    vdcId: string,
    change: { readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] },
    signal: AbortSignal,
  ): Promise<Task>;

  /** The caller's own view, with the caller's token, which is used for these calls and kept nowhere. */
  asCaller(token: CallerToken): CallerView;
}

/** The token as it came, and the API version that the caller negotiated (`31.0`). */
export interface CallerToken {
  readonly token: string;
  readonly scheme: 'legacy' | 'bearer';
  readonly apiVersion: string;
}

/** What one caller may see, with their own token. */
export interface CallerView {
  /** Throws `VcdUnauthorized` when the token is wrong or expired. */
  session(signal: AbortSignal): Promise<Session>;
  /** Undefined when the organization has no VDC of that name that the caller can see. */
  findVdcId(orgId: string, name: string, signal: AbortSignal): Promise<string | undefined>;
  /** Undefined when there is no such VDC or the caller cannot see it. */
  vdc(id: string, signal: AbortSignal): Promise<Vdc | undefined>;
  /** vApps with a non-empty `cse.cluster.id` that vCD shows to the caller; `name` narrows to one. */
  visibleClusters(
    session: Session,
    name: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly VAppRecord[]>;
  /** Throws `VcdForbidden` when the vApp does not exist or the caller cannot see it. */
  vApp(id: string, signal: AbortSignal): Promise<VApp>;
  /** Whether vCD lets the caller change the vApp; not one that is shared for looking, or cannot be seen. */
  mayChangeVApp(id: string, signal: AbortSignal): Promise<boolean>;
}
