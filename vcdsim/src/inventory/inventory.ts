import type {
  Catalog,
  CatalogItem,
  EntityStatus,
  Network,
  Org,
  StorageProfile,
  Template,
  TemplateVm,
  VApp,
  Vdc,
  Vm,
} from './entities.ts';
import type { Right, Role, User } from './people.ts';
import type { ExtensionService, VCenter } from './extension-entities.ts';
import { entityStatus } from './entities.ts';
import { releaseAddresses } from './ip-pool.ts';

/** Everything there is, by id, with the few ways of walking from one to another. */
export class Inventory {
  readonly orgs = new Map<string, Org>();
  readonly rights = new Map<string, Right>();
  readonly roles = new Map<string, Role>();
  readonly users = new Map<string, User>();
  readonly vdcs = new Map<string, Vdc>();
  readonly storageProfiles = new Map<string, StorageProfile>();
  readonly networks = new Map<string, Network>();
  readonly catalogs = new Map<string, Catalog>();
  readonly catalogItems = new Map<string, CatalogItem>();
  readonly templates = new Map<string, Template>();
  readonly templateVms = new Map<string, TemplateVm>();
  readonly vApps = new Map<string, VApp>();
  readonly vms = new Map<string, Vm>();
  readonly services = new Map<string, ExtensionService>();
  readonly vCenters = new Map<string, VCenter>();
  readonly product: string;
  #nextMoref = 100;

  constructor(product: string) {
    this.product = product;
  }

  /** Names as vCD compares them for a login: without regard to case. */
  findOrg(name: string): Org | undefined {
    return [...this.orgs.values()].find((org) => org.name.toLowerCase() === name.toLowerCase());
  }

  get systemOrg(): Org {
    return known(this.findOrg('System'));
  }

  vdcsOf(orgId: string): readonly Vdc[] {
    return [...this.vdcs.values()].filter((vdc) => vdc.orgId === orgId);
  }

  vAppsOf(vdcId: string): readonly VApp[] {
    return [...this.vApps.values()].filter((vApp) => vApp.vdcId === vdcId);
  }

  vmsOf(vApp: VApp): readonly Vm[] {
    return [...vApp.vmIds].map((id) => this.vm(id));
  }

  vdc(id: string): Vdc {
    return known(this.vdcs.get(id));
  }

  org(id: string): Org {
    return known(this.orgs.get(id));
  }

  user(id: string): User {
    return known(this.users.get(id));
  }

  vApp(id: string): VApp {
    return known(this.vApps.get(id));
  }

  vm(id: string): Vm {
    return known(this.vms.get(id));
  }

  orgOfVApp(vApp: VApp): Org {
    return this.org(this.vdc(vApp.vdcId).orgId);
  }

  /** Where a VM lies; undefined when there is no vCenter at all. */
  vCenterOf(vm: Vm): VCenter | undefined {
    const { vCenterId } = this.vdc(this.vApp(vm.vAppId).vdcId);
    return this.vCenters.get(vCenterId ?? '') ?? this.vCenters.values().next().value;
  }

  parentNetwork(vApp: VApp, networkName: string): Network | undefined {
    const parentId = vApp.networks.find((network) => network.name === networkName)?.parentId;
    return parentId === undefined ? undefined : this.networks.get(parentId);
  }

  nextMoref(): string {
    return `vm-${this.#nextMoref++}`;
  }

  /** The VM is gone and its addresses are free; its guest must have been powered off before. */
  removeVm(vm: Vm): void {
    for (const network of this.networks.values()) {
      if (network.allocated.size > 0) releaseAddresses(network, vm.id);
    }
    this.vApps.get(vm.vAppId)?.vmIds.delete(vm.id);
    this.vms.delete(vm.id);
  }

  removeVApp(vApp: VApp): void {
    for (const vm of this.vmsOf(vApp)) this.removeVm(vm);
    this.vApps.delete(vApp.id);
  }

  statusOf(vApp: VApp): EntityStatus {
    if (vApp.creation === 'failed') return entityStatus.failedCreation;
    if (vApp.creation === 'running') return entityStatus.unresolved;
    // VMs that a recompose is still making do not count yet.
    const statuses = new Set(
      this.vmsOf(vApp)
        .map((vm) => vm.status)
        .filter((status) => status !== entityStatus.unresolved),
    );
    const [first, ...others] = statuses;
    if (first === undefined) return entityStatus.poweredOff;
    return others.length > 0 ? entityStatus.mixed : first;
  }

  isDeployed(vApp: VApp): boolean {
    return this.vmsOf(vApp).some((vm) => vm.deployed);
  }
}

/** For references inside the inventory, which cannot dangle. */
function known<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('dangling reference in the inventory');
  return found;
}
