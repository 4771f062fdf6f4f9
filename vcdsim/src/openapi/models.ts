import type { Reference } from '../documents/references.ts';
import { referTo } from '../documents/references.ts';
import type { Network, Org, Vdc } from '../inventory/entities.ts';
import type { Right, Role, User } from '../inventory/people.ts';
import type { VCenter } from '../inventory/extension-entities.ts';
import { poolSize } from '../inventory/ip-pool.ts';
import type { World } from '../world.ts';
import type { JsonObject } from './json-page.ts';

/** `{name, id}`, as /cloudapi points to things. */
export function pointTo(reference: Reference | undefined): JsonObject | null {
  return reference ? { name: reference.name, id: reference.id } : null;
}

/** vCD OpenAPI, Org. */
export function orgModel({ inventory }: World, org: Org): JsonObject {
  const vdcs = inventory.vdcsOf(org.id);
  const vApps = vdcs.flatMap((vdc) => inventory.vAppsOf(vdc.id));
  const vms = vApps.flatMap((vApp) => inventory.vmsOf(vApp));
  return {
    id: referTo.org(org).id,
    name: org.name,
    displayName: org.fullName,
    description: org.description,
    isEnabled: true,
    canManageOrgs: org === inventory.systemOrg,
    canPublish: true,
    orgVdcCount: vdcs.length,
    catalogCount: [...inventory.catalogs.values()].filter((catalog) => catalog.orgId === org.id).length,
    vappCount: vApps.length,
    runningVMCount: vms.filter((vm) => vm.running).length,
    userCount: [...inventory.users.values()].filter((user) => user.orgId === org.id).length,
    diskCount: 0,
    managedBy: pointTo(referTo.org(inventory.systemOrg)),
  };
}

/** vCD OpenAPI, Vdc. */
export function vdcModel({ inventory }: World, vdc: Vdc): JsonObject {
  return {
    id: referTo.vdc(vdc).id,
    name: vdc.name,
    description: '',
    allocationType: 'PAYG',
    org: pointTo(referTo.org(inventory.org(vdc.orgId))),
  };
}

/** vCD OpenAPI, VdcCapability: enough to tell NSX-T from NSX-V. */
export const vdcCapabilities: readonly JsonObject[] = [
  {
    name: 'networkProvider',
    description: 'Which NSX serves the networks',
    value: 'NSX_T',
    type: 'String',
    category: 'OrgVdcNetwork',
  },
  {
    name: 'crossVdc',
    description: 'Networks that reach over VDCs',
    value: false,
    type: 'Boolean',
    category: 'OrgVdcNetwork',
  },
];

/** vCD OpenAPI, OrgVdcNetwork. */
export function networkModel({ inventory }: World, network: Network): JsonObject {
  const vdc = inventory.vdc(network.vdcId);
  const total = poolSize(network);
  return {
    id: referTo.network(network).id,
    name: network.name,
    description: '',
    status: 'REALIZED',
    networkType: 'DIRECT',
    backingNetworkId: network.id,
    backingNetworkType: 'NSXT_FLEXIBLE_SEGMENT',
    orgRef: pointTo(referTo.org(inventory.org(network.orgId))),
    orgVdc: pointTo(referTo.vdc(vdc)),
    ownerRef: pointTo(referTo.vdc(vdc)),
    parentNetworkId: null,
    connection: null,
    isDefaultNetwork: false,
    shared: false,
    orgVdcIsNsxTBacked: true,
    totalIpCount: total,
    usedIpCount: network.allocated.size,
    subnets: {
      values: [
        {
          gateway: network.gateway,
          prefixLength: prefixLength(network.netmask),
          dnsSuffix: network.dnsSuffix ?? '',
          dnsServer1: network.dns1 ?? '',
          dnsServer2: '',
          enabled: true,
          totalIpCount: total,
          usedIpCount: network.allocated.size,
          ipRanges: {
            values: network.ranges.map(({ start, end }) => ({ startAddress: start, endAddress: end })),
          },
        },
      ],
    },
  };
}

function prefixLength(netmask: string): number {
  const bits = netmask.split('.').map((part) => Number(part).toString(2));
  return bits.join('').replaceAll('0', '').length;
}

/** vCD OpenAPI, User. */
export function userModel({ inventory }: World, user: User): JsonObject {
  const role = inventory.roles.get(user.roleId);
  return {
    id: referTo.user(user).id,
    username: user.name,
    fullName: user.fullName,
    description: user.description,
    email: user.email,
    phone: user.telephone,
    enabled: user.enabled,
    locked: false,
    stranded: false,
    isGroupRole: false,
    providerType: 'LOCAL',
    roleEntityRefs: role ? [pointTo(referTo.role(role))] : [],
    orgEntityRef: pointTo(referTo.org(inventory.org(user.orgId))),
    deployedVmQuota: 0,
    storedVmQuota: 0,
  };
}

/** vCD OpenAPI, Role. */
export function roleModel(role: Role): JsonObject {
  return {
    id: referTo.role(role).id,
    name: role.name,
    description: role.description,
    bundleKey: 'com.vmware.vcloud.undefined.key',
    readOnly: role.kind !== 'user',
  };
}

/** vCD OpenAPI, Right. */
export function rightModel(right: Right): JsonObject {
  return {
    id: referTo.right(right).id,
    name: right.name,
    description: right.description,
    bundleKey: right.bundleKey,
    category: right.category,
    serviceNamespace: /^\{(.*)\}:/.exec(right.name)?.[1] ?? null,
    rightType: right.name.includes('View') ? 'VIEW' : 'MODIFY',
    impliedRights: [],
  };
}

/** vCD OpenAPI, VirtualCenter. */
export function vCenterModel(vCenter: VCenter): JsonObject {
  return {
    vcId: referTo.vCenter(vCenter).id,
    name: vCenter.name,
    description: '',
    url: vCenter.url,
    username: vCenter.user,
    isEnabled: true,
    isConnected: true,
    hasProxy: false,
    mode: 'IAAS',
    listenerState: 'CONNECTED',
    vcVersion: '8.0.2',
    uuid: vCenter.id,
    nsxVManager: null,
    clusterHealthStatus: 'GREEN',
  };
}
