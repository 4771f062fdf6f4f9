import type { Caller } from '../operations/access.ts';
import type { World } from '../world.ts';
import { apiFilters, rights, roles, services, tasks, users, vCenters } from './administration-records.ts';
import { catalogItems, catalogs, templates } from './catalog-records.ts';
import { vApps, vms } from './machine-records.ts';
import { networks, organizations, orgNetworks, profiles, vdcs } from './organization-records.ts';
import type { QueryRecord } from './query-record.ts';

export interface QueryType {
  readonly name: string;
  /** `VAppRecord`; references are `VAppReference` in `VAppReferences`. */
  readonly element: string;
  readonly access: 'everyone' | 'administrator';
  readonly list: (world: World, caller: Caller) => readonly QueryRecord[];
}

/** Types that clients ask for and that have nothing here: their queries give empty pages. */
const emptyTypes: readonly (readonly [string, string, 'everyone' | 'administrator'])[] = [
  ['media', 'MediaRecord', 'everyone'],
  ['vAppNetwork', 'VAppNetworkRecord', 'everyone'],
  ['group', 'GroupRecord', 'everyone'],
  ['event', 'EventRecord', 'everyone'],
  ['edgeGateway', 'EdgeGatewayRecord', 'everyone'],
  ['disk', 'DiskRecord', 'everyone'],
  ['vAppOrgVdcNetworkRelation', 'VAppOrgVdcNetworkRelationRecord', 'everyone'],
  ['adminMedia', 'AdminMediaRecord', 'administrator'],
  ['adminGroup', 'AdminGroupRecord', 'administrator'],
  ['adminEvent', 'AdminEventRecord', 'administrator'],
  ['adminDisk', 'AdminDiskRecord', 'administrator'],
  ['resourceClass', 'ResourceClassRecord', 'administrator'],
  ['resourceClassAction', 'ResourceClassActionRecord', 'administrator'],
  ['aclRule', 'AclRuleRecord', 'administrator'],
  ['serviceResource', 'ServiceResourceRecord', 'administrator'],
  ['resourcePool', 'ResourcePoolRecord', 'administrator'],
  ['networkPool', 'NetworkPoolRecord', 'administrator'],
  ['providerVdc', 'VMWProviderVdcRecord', 'administrator'],
  ['host', 'HostRecord', 'administrator'],
  ['datastore', 'DatastoreRecord', 'administrator'],
];

/** What `GET /api/query` lists; a new type is a line here and a function that makes its records. */
export const queryTypes: readonly QueryType[] = [
  { name: 'organization', element: 'OrgRecord', access: 'everyone', list: organizations },
  { name: 'orgVdc', element: 'OrgVdcRecord', access: 'everyone', list: vdcs },
  { name: 'adminOrgVdc', element: 'AdminVdcRecord', access: 'administrator', list: vdcs },
  { name: 'orgVdcStorageProfile', element: 'OrgVdcStorageProfileRecord', access: 'everyone', list: profiles },
  {
    name: 'adminOrgVdcStorageProfile',
    element: 'AdminOrgVdcStorageProfileRecord',
    access: 'administrator',
    list: profiles,
  },
  { name: 'orgVdcNetwork', element: 'OrgVdcNetworkRecord', access: 'everyone', list: networks },
  { name: 'orgNetwork', element: 'OrgNetworkRecord', access: 'everyone', list: orgNetworks },
  { name: 'vApp', element: 'VAppRecord', access: 'everyone', list: vApps },
  { name: 'adminVApp', element: 'AdminVAppRecord', access: 'administrator', list: vApps },
  { name: 'vm', element: 'VMRecord', access: 'everyone', list: vms },
  { name: 'adminVM', element: 'AdminVMRecord', access: 'administrator', list: vms },
  { name: 'catalog', element: 'CatalogRecord', access: 'everyone', list: catalogs },
  { name: 'adminCatalog', element: 'AdminCatalogRecord', access: 'administrator', list: catalogs },
  { name: 'catalogItem', element: 'CatalogItemRecord', access: 'everyone', list: catalogItems },
  {
    name: 'adminCatalogItem',
    element: 'AdminCatalogItemRecord',
    access: 'administrator',
    list: catalogItems,
  },
  { name: 'vAppTemplate', element: 'VAppTemplateRecord', access: 'everyone', list: templates },
  { name: 'adminVAppTemplate', element: 'AdminVAppTemplateRecord', access: 'administrator', list: templates },
  { name: 'task', element: 'TaskRecord', access: 'everyone', list: tasks },
  { name: 'adminTask', element: 'AdminTaskRecord', access: 'administrator', list: tasks },
  { name: 'user', element: 'UserRecord', access: 'everyone', list: users },
  { name: 'adminUser', element: 'AdminUserRecord', access: 'administrator', list: users },
  { name: 'role', element: 'RoleRecord', access: 'everyone', list: roles },
  { name: 'adminRole', element: 'AdminRoleRecord', access: 'administrator', list: roles },
  { name: 'right', element: 'RightRecord', access: 'everyone', list: rights },
  { name: 'service', element: 'ServiceRecord', access: 'everyone', list: services },
  { name: 'adminService', element: 'AdminServiceRecord', access: 'administrator', list: services },
  { name: 'apiFilter', element: 'ApiFilterRecord', access: 'administrator', list: apiFilters },
  { name: 'virtualCenter', element: 'VirtualCenterRecord', access: 'administrator', list: vCenters },
  ...emptyTypes.map(([name, element, access]) => ({ name, element, access, list: () => [] })),
];
