import { referTo } from '../documents/references.ts';
import { poolSize } from '../inventory/ip-pool.ts';
import type { Caller } from '../operations/access.ts';
import { seesNetwork, seesOrg, seesVdc } from '../operations/access.ts';
import type { World } from '../world.ts';
import type { QueryRecord } from './query-record.ts';

/** Organizations as the query service lists them. */
export function organizations(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.orgs.values()]
    .filter((org) => seesOrg(caller, org))
    .map((org) => {
      const vdcs = inventory.vdcsOf(org.id);
      return {
        self: referTo.org(org),
        metadata: org.metadata,
        fields: {
          name: org.name,
          displayName: org.fullName,
          isEnabled: true,
          isReadOnly: false,
          canPublishCatalogs: true,
          numberOfVdcs: vdcs.length,
          numberOfCatalogs: [...inventory.catalogs.values()].filter((c) => c.orgId === org.id).length,
          numberOfVApps: vdcs.reduce((sum, vdc) => sum + inventory.vAppsOf(vdc.id).length, 0),
          deployedVMQuota: 0,
          storedVMQuota: 0,
        },
      };
    });
}

/** VDCs as the query service lists them. */
export function vdcs(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.vdcs.values()]
    .filter((vdc) => seesVdc(caller, vdc))
    .map((vdc) => {
      const org = inventory.org(vdc.orgId);
      const vApps = inventory.vAppsOf(vdc.id);
      const machines = vApps.flatMap((vApp) => inventory.vmsOf(vApp));
      return {
        self: caller.administrator ? referTo.adminVdc(vdc) : referTo.vdc(vdc),
        metadata: vdc.metadata,
        fields: {
          name: vdc.name,
          orgName: org.name,
          ...(caller.administrator ? { org: referTo.org(org) } : {}),
          isEnabled: true,
          isBusy: false,
          status: 'READY',
          cpuLimitMhz: vdc.cpuMhz,
          memoryLimitMB: vdc.memoryMb,
          numberOfVApps: vApps.length,
          numberOfVMs: machines.length,
          numberOfRunningVMs: machines.filter((vm) => vm.running).length,
          numberOfStorageProfiles: vdc.storageProfileIds.length,
        },
      };
    });
}

/** Storage profiles of VDCs as the query service lists them. */
export function profiles(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.storageProfiles.values()].flatMap((profile) => {
    const vdc = inventory.vdc(profile.vdcId);
    if (!seesVdc(caller, vdc)) return [];
    const fields = {
      name: profile.name,
      isEnabled: true,
      isDefaultStorageProfile: profile.isDefault,
      storageLimitMB: profile.limitMb,
      storageUsedMB: 0,
      vdc: referTo.vdc(vdc),
      vdcName: vdc.name,
      numberOfConditions: 0,
    };
    return [{ self: referTo.storageProfile(profile), fields }];
  });
}

/** Networks of VDCs as the query service lists them. */
export function networks(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.networks.values()]
    .filter((network) => seesNetwork(caller, network))
    .map((network) => {
      const vdc = inventory.vdc(network.vdcId);
      return {
        // The admin form, for tenants as well.
        self: referTo.adminNetwork(network),
        metadata: network.metadata,
        fields: {
          name: network.name,
          defaultGateway: network.gateway,
          netmask: network.netmask,
          dns1: network.dns1,
          dnsSuffix: network.dnsSuffix,
          linkType: 0,
          vdc: referTo.vdc(vdc),
          vdcName: vdc.name,
          isBusy: false,
          isShared: false,
          isIpScopeInherited: false,
          totalIpCount: poolSize(network),
          usedIpCount: network.allocated.size,
        },
      };
    });
}

/** Networks of organizations as the query service lists them. */
export function orgNetworks(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.networks.values()]
    .filter((network) => seesNetwork(caller, network))
    .map((network) => ({
      self: referTo.orgNetwork(network),
      fields: {
        name: network.name,
        gateway: network.gateway,
        netmask: network.netmask,
        org: referTo.org(inventory.org(network.orgId)),
        isBusy: false,
      },
    }));
}
