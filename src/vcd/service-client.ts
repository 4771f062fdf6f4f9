import { composeBody } from './bodies/compose-body.ts';
import { leaseBody } from './bodies/lease-body.ts';
import { metadataBody } from './bodies/metadata-body.ts';
import { ownerBody } from './bodies/owner-body.ts';
import { reconfigureBody } from './bodies/reconfigure-body.ts';
import { recomposeBody } from './bodies/recompose-body.ts';
import { undeployBody } from './bodies/undeploy-body.ts';
import { administrationOf } from './administration/administration.ts';
import type { VcdAdministration } from './administration/vcd-administration.ts';
import { CatalogClient } from './catalog-client.ts';
import type { Catalogs } from './catalogs.ts';
import type { CallerToken, CallerView, CloudDirector } from './cloud-director.ts';
import { deleteVApp } from './delete-vapp.ts';
import { cancelTask, createTask, findTasks, getTask, updateTask } from './extension-tasks.ts';
import { findRole } from './find-role.ts';
import { paths, type Href } from './hrefs.ts';
import { findOpenTasks, findTasksUnderWay } from './open-tasks.ts';
import { mediaType } from './media-types.ts';
import type {
  Leases,
  NewVm,
  OpenTask,
  OrgContext,
  Session,
  Task,
  TaskDraft,
  VApp,
  Vdc,
  Vm,
  VmChange,
} from './model.ts';
import { readMetadata } from './readers/read-metadata.ts';
import { readOrgName, readVdc } from './readers/read-org.ts';
import { readSession } from './readers/read-session.ts';
import { readVApp, readVm } from './readers/read-vapp.ts';
import type { ServiceCalls } from './service-calls.ts';
import type { VcdLoad } from './vcd-load.ts';
import { VAppSearch } from './vapp-search.ts';
import { getVdcMetadata, setVdcMetadata } from './vdc-metadata.ts';

type AdministratorCheck = (username: string, password: string, signal: AbortSignal) => Promise<boolean>;

/** `CloudDirector` over the XML API: each method is one call, or the few that vCD needs for one answer. */
export class ServiceClient implements CloudDirector {
  readonly administration: VcdAdministration;
  readonly catalogs: Catalogs;
  readonly #calls: ServiceCalls;
  readonly #href: Href;
  readonly #systemAccount: boolean;
  readonly #viewOf: (token: CallerToken) => CallerView;
  readonly #load: () => VcdLoad;
  readonly #isAdministrator: AdministratorCheck;
  readonly #close: () => Promise<void>;
  readonly #search: VAppSearch;

  constructor(options: {
    readonly calls: ServiceCalls;
    readonly href: Href;
    /** The account is of the organization `System` and sees every organization. */
    readonly systemAccount: boolean;
    readonly viewOf: (token: CallerToken) => CallerView;
    readonly load: () => VcdLoad;
    readonly isAdministrator: AdministratorCheck;
    readonly close: () => Promise<void>;
  }) {
    this.#calls = options.calls;
    this.#search = new VAppSearch(options);
    this.#href = options.href;
    this.#systemAccount = options.systemAccount;
    this.#viewOf = options.viewOf;
    this.#load = options.load;
    this.#isAdministrator = options.isAdministrator;
    this.#close = options.close;
    this.administration = administrationOf(options.calls, options.href);
    this.catalogs = new CatalogClient({ calls: options.calls, href: options.href });
  }

  load(): VcdLoad {
    return this.#load();
  }

  isAdministrator(username: string, password: string, signal: AbortSignal): Promise<boolean> {
    return this.#isAdministrator(username, password, signal);
  }

  whoAmI(signal: AbortSignal): Promise<Session> {
    return this.#calls.get('getSession', '/api/session', readSession, undefined, signal);
  }

  findVApps(...asked: Parameters<CloudDirector['findVApps']>) {
    return this.#search.find(...asked);
  }

  findMarkedVApps(...asked: Parameters<CloudDirector['findMarkedVApps']>) {
    return this.#search.findMarked(...asked);
  }

  async getVApp(id: string, context: OrgContext, signal: AbortSignal): Promise<VApp> {
    return this.#calls.get('getVApp', paths.vApp(id), readVApp, context, signal);
  }

  async composeVApp(
    params: Parameters<CloudDirector['composeVApp']>[0],
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<VApp> {
    const path = `${paths.vdc(params.vdcId)}/action/composeVApp`;
    const body = { type: mediaType.composeVAppParams, text: composeBody(params, this.#href) };
    return this.#calls.call(
      { operation: 'composeVApp', method: 'POST', path, body, context, read: readVApp },
      signal,
    );
  }

  async recomposeVApp(
    vAppId: string,
    change: { readonly add?: readonly NewVm[]; readonly removeVmIds?: readonly string[] },
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<Task> {
    const path = `${paths.vApp(vAppId)}/action/recomposeVApp`;
    const body = { type: mediaType.recomposeVAppParams, text: recomposeBody(change, this.#href) };
    return this.#calls.change(
      vAppId,
      { operation: 'recomposeVApp', method: 'POST', path, body, context },
      signal,
    );
  }

  async undeployVm(vAppId: string, vmId: string, context: OrgContext, signal: AbortSignal): Promise<Task> {
    const path = `${paths.vm(vmId)}/action/undeploy`;
    const body = { type: mediaType.undeployVAppParams, text: undeployBody('powerOff') };
    return this.#calls.change(
      vAppId,
      { operation: 'undeployVm', method: 'POST', path, body, context },
      signal,
    );
  }

  async powerOnVApp(vAppId: string, context: OrgContext, signal: AbortSignal): Promise<Task> {
    const path = `${paths.vApp(vAppId)}/power/action/powerOn`;
    return this.#calls.change(vAppId, { operation: 'powerOnVApp', method: 'POST', path, context }, signal);
  }

  async powerOnVm(vAppId: string, vmId: string, context: OrgContext, signal: AbortSignal): Promise<Task> {
    const path = `${paths.vm(vmId)}/power/action/powerOn`;
    return this.#calls.change(vAppId, { operation: 'powerOnVm', method: 'POST', path, context }, signal);
  }

  renewLeases(vAppId: string, leases: Leases, context: OrgContext, signal: AbortSignal): Promise<Task> {
    const path = `${paths.vApp(vAppId)}/leaseSettingsSection/`;
    const body = { type: mediaType.leaseSettingsSection, text: leaseBody(leases) };
    return this.#calls.change(
      vAppId,
      { operation: 'renewLeases', method: 'PUT', path, body, context },
      signal,
    );
  }

  deleteVApp(vAppId: string, context: OrgContext, signal: AbortSignal): Promise<Task | undefined> {
    return deleteVApp(this.#calls, vAppId, context, signal);
  }

  async reconfigureVm(
    vAppId: string,
    vm: Vm,
    change: VmChange,
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<Task> {
    const path = paths.vm(vm.id);
    const { hardware } = vm;
    const asRead = hardware
      ? { ...vm, hardware }
      : await this.#calls.get('getVm', path, readVm, context, signal);
    const body = { type: mediaType.vm, text: reconfigureBody(asRead, change) };
    return this.#calls.change(
      vAppId,
      { operation: 'reconfigureVm', method: 'POST', path: `${path}/action/reconfigureVm`, body, context },
      signal,
    );
  }

  async orgName(orgId: string, signal: AbortSignal): Promise<string> {
    return this.#calls.get('getOrg', paths.org(orgId), readOrgName, undefined, signal);
  }

  async getVdc(vdcId: string, context: OrgContext, signal: AbortSignal): Promise<Vdc> {
    return this.#calls.get('getVdc', paths.vdc(vdcId), readVdc, context, signal);
  }

  async getMetadata(
    vAppId: string,
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    const path = `${paths.vApp(vAppId)}/metadata`;
    return this.#calls.get('getMetadata', path, readMetadata, context, signal);
  }

  async setMetadata(
    vAppId: string,
    entries: Readonly<Record<string, string>>,
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<Task> {
    const path = `${paths.vApp(vAppId)}/metadata`;
    const body = { type: mediaType.metadata, text: metadataBody(entries) };
    return this.#calls.change(
      vAppId,
      { operation: 'setMetadata', method: 'POST', path, body, context },
      signal,
    );
  }

  async setOwner(...[vAppId, user, context, signal]: Parameters<CloudDirector['setOwner']>): Promise<void> {
    const path = `${paths.vApp(vAppId)}/owner`;
    const body = { type: mediaType.owner, text: ownerBody(user, this.#href) };
    await this.#calls.changeAtOnce(
      vAppId,
      { operation: 'setOwner', method: 'PUT', path, body, context },
      signal,
    );
  }

  async createTask(orgId: string, draft: TaskDraft, signal: AbortSignal): Promise<Task> {
    return createTask(this.#calls, orgId, draft, signal);
  }

  async updateTask(taskId: string, draft: TaskDraft, signal: AbortSignal): Promise<Task> {
    return updateTask(this.#calls, taskId, draft, signal);
  }

  async getTask(taskId: string, signal: AbortSignal): Promise<Task> {
    return getTask(this.#calls, taskId, signal);
  }

  async findTasks(orgId: string, ownerHref: string, signal: AbortSignal): Promise<readonly Task[]> {
    return findTasks(this.#calls, orgId, ownerHref, signal);
  }

  async cancelTask(taskId: string, signal: AbortSignal): Promise<void> {
    return cancelTask(this.#calls, taskId, signal);
  }

  async findOpenTasks(signal: AbortSignal): Promise<readonly OpenTask[]> {
    return findOpenTasks(this.#calls, { administrator: this.#systemAccount }, signal);
  }

  async findTasksUnderWay(mostPages: number, signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
    return findTasksUnderWay(this.#calls, { administrator: this.#systemAccount, mostPages }, signal);
  }

  async rightsOfRole(...asked: Parameters<CloudDirector['rightsOfRole']>): Promise<ReadonlySet<string>> {
    const found = await findRole(this.#calls, this.#href, ...asked);
    return found?.rights ?? new Set();
  }

  async getVdcMetadata(vdcId: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    return getVdcMetadata(this.#calls, vdcId, signal);
  }

  async setVdcMetadata(...asked: Parameters<CloudDirector['setVdcMetadata']>): Promise<Task> {
    return setVdcMetadata(this.#calls, ...asked);
  }

  asCaller(token: CallerToken): CallerView {
    return this.#viewOf(token);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
