import type { Caller } from '../operations/access.ts';
import type { World } from '../world.ts';
import { apiFilters, rights, roles, services, tasks, users, vCenters } from './administration-records.ts';
import { catalogItems, catalogs, templates } from './catalog-records.ts';
import { vApps, vms } from './machine-records.ts';
import { networks, organizations, orgNetworks, profiles, vdcs } from './organization-records.ts';
import type { QueryRecord } from './query-record.ts';

/** One type of the query list. */
export interface QueryType {
  readonly name: string;
  /** `VAppRecord` */
  readonly element: string;
  /** `VApp` for `VAppReference` in `VAppReferences`; administrators' types often share the tenants', some have none. */
  readonly reference: string | undefined;
  readonly access: 'everyone' | 'administrator';
  readonly list: (world: World, caller: Caller) => readonly QueryRecord[];
}

/** Types that clients ask for and that have nothing here: their queries give empty pages. */
const emptyTypes: readonly (readonly [string, string, string | undefined, 'everyone' | 'administrator'])[] = [
  ['media', 'MediaRecord', 'Media', 'everyone'],
  ['vAppNetwork', 'VAppNetworkRecord', 'VAppNetwork', 'everyone'],
  ['group', 'GroupRecord', 'Group', 'everyone'],
  ['event', 'EventRecord', 'AdminEvent', 'everyone'],
  ['edgeGateway', 'EdgeGatewayRecord', 'EdgeGateway', 'everyone'],
  ['disk', 'DiskRecord', 'Disk', 'everyone'],
  ['vAppOrgVdcNetworkRelation', 'VAppOrgVdcNetworkRelationRecord', 'VAppOrgVdcNetworkRelation', 'everyone'],
  ['adminMedia', 'AdminMediaRecord', 'Media', 'administrator'],
  ['adminGroup', 'AdminGroupRecord', 'Group', 'administrator'],
  ['adminEvent', 'AdminEventRecord', 'AdminEvent', 'administrator'],
  ['adminDisk', 'AdminDiskRecord', 'AdminDisk', 'administrator'],
  ['strandedUser', 'StrandedUserRecord', undefined, 'everyone'],
  ['condition', 'ConditionRecord', undefined, 'everyone'],
  ['serviceLink', 'ServiceLinkRecord', 'ServiceLink', 'everyone'],
  ['vmAffinityRule', 'VmAffinityRuleRecord', undefined, 'everyone'],
  ['siteAssociation', 'SiteAssociationRecord', undefined, 'everyone'],
  ['orgAssociation', 'OrgAssociationRecord', undefined, 'everyone'],
  ['orgVdcTemplate', 'OrgVdcTemplateRecord', undefined, 'everyone'],
  ['adminOrgVdcTemplate', 'AdminOrgVdcTemplateRecord', undefined, 'administrator'],
  ['adminVAppNetwork', 'AdminVAppNetworkRecord', 'VAppNetwork', 'administrator'],
  ['adminApiDefinition', 'AdminApiDefinitionRecord', 'AdminApiDefinition', 'administrator'],
  ['adminFileDescriptor', 'AdminFileDescriptorRecord', 'AdminFileDescriptor', 'administrator'],
  ['resourceClass', 'ResourceClassRecord', 'ResourceClass', 'administrator'],
  ['resourceClassAction', 'ResourceClassActionRecord', 'ResourceClassAction', 'administrator'],
  ['aclRule', 'AclRuleRecord', 'AclRule', 'administrator'],
  ['serviceResource', 'ServiceResourceRecord', 'ServiceResourceResource', 'administrator'],
  ['networkPool', 'NetworkPoolRecord', 'NetworkPool', 'administrator'],
  ['externalNetwork', 'NetworkRecord', 'Network', 'administrator'],
  ['portgroup', 'PortgroupRecord', undefined, 'administrator'],
  ['dvSwitch', 'DvSwitchRecord', undefined, 'administrator'],
  ['nsxTManager', 'NsxTManagerRecord', undefined, 'administrator'],
  ['providerVdc', 'VMWProviderVdcRecord', 'VMWProviderVdc', 'administrator'],
  [
    'providerVdcStorageProfile',
    'ProviderVdcStorageProfileRecord',
    'ProviderVdcStorageProfile',
    'administrator',
  ],
  ['cell', 'CellRecord', undefined, 'administrator'],
  ['resourcePool', 'ResourcePoolRecord', undefined, 'administrator'],
  ['host', 'HostRecord', 'Host', 'administrator'],
  ['datastore', 'DatastoreRecord', 'Datastore', 'administrator'],
];

/** What `GET /api/query` lists; a new type is a line here and a function that makes its records. */
export const queryTypes: readonly QueryType[] = [
  { name: 'organization', element: 'OrgRecord', reference: 'Org', access: 'everyone', list: organizations },
  { name: 'orgVdc', element: 'OrgVdcRecord', reference: 'OrgVdc', access: 'everyone', list: vdcs },
  {
    name: 'adminOrgVdc',
    element: 'AdminVdcRecord',
    reference: 'AdminVdc',
    access: 'administrator',
    list: vdcs,
  },
  {
    name: 'orgVdcStorageProfile',
    element: 'OrgVdcStorageProfileRecord',
    reference: 'OrgVdcStorageProfile',
    access: 'everyone',
    list: profiles,
  },
  {
    name: 'adminOrgVdcStorageProfile',
    element: 'AdminOrgVdcStorageProfileRecord',
    reference: 'AdminOrgVdcStorageProfile',
    access: 'administrator',
    list: profiles,
  },
  {
    name: 'orgVdcNetwork',
    element: 'OrgVdcNetworkRecord',
    reference: 'OrgVdcNetwork',
    access: 'everyone',
    list: networks,
  },
  {
    name: 'orgNetwork',
    element: 'OrgNetworkRecord',
    reference: 'OrgNetwork',
    access: 'everyone',
    list: orgNetworks,
  },
  {
    name: 'adminOrgNetwork',
    element: 'AdminOrgNetworkRecord',
    reference: 'OrgNetwork',
    access: 'administrator',
    list: orgNetworks,
  },
  { name: 'vApp', element: 'VAppRecord', reference: 'VApp', access: 'everyone', list: vApps },
  { name: 'adminVApp', element: 'AdminVAppRecord', reference: 'VApp', access: 'administrator', list: vApps },
  { name: 'vm', element: 'VMRecord', reference: 'VM', access: 'everyone', list: vms },
  { name: 'adminVM', element: 'AdminVMRecord', reference: 'VM', access: 'administrator', list: vms },
  { name: 'catalog', element: 'CatalogRecord', reference: 'Catalog', access: 'everyone', list: catalogs },
  {
    name: 'adminCatalog',
    element: 'AdminCatalogRecord',
    reference: 'Catalog',
    access: 'administrator',
    list: catalogs,
  },
  {
    name: 'catalogItem',
    element: 'CatalogItemRecord',
    reference: 'CatalogItem',
    access: 'everyone',
    list: catalogItems,
  },
  {
    name: 'adminCatalogItem',
    element: 'AdminCatalogItemRecord',
    reference: 'CatalogItem',
    access: 'administrator',
    list: catalogItems,
  },
  {
    name: 'vAppTemplate',
    element: 'VAppTemplateRecord',
    reference: 'VAppTemplate',
    access: 'everyone',
    list: templates,
  },
  {
    name: 'adminVAppTemplate',
    element: 'AdminVAppTemplateRecord',
    reference: 'VAppTemplate',
    access: 'administrator',
    list: templates,
  },
  { name: 'task', element: 'TaskRecord', reference: 'Task', access: 'everyone', list: tasks },
  { name: 'adminTask', element: 'AdminTaskRecord', reference: 'Task', access: 'administrator', list: tasks },
  { name: 'user', element: 'UserRecord', reference: 'User', access: 'everyone', list: users },
  { name: 'adminUser', element: 'AdminUserRecord', reference: 'User', access: 'administrator', list: users },
  { name: 'role', element: 'RoleRecord', reference: 'Role', access: 'everyone', list: roles },
  { name: 'adminRole', element: 'AdminRoleRecord', reference: 'Role', access: 'administrator', list: roles },
  { name: 'right', element: 'RightRecord', reference: 'Right', access: 'everyone', list: rights },
  { name: 'service', element: 'ServiceRecord', reference: 'Service', access: 'everyone', list: services },
  {
    name: 'adminService',
    element: 'AdminServiceRecord',
    reference: 'AdminService',
    access: 'administrator',
    list: services,
  },
  {
    name: 'apiFilter',
    element: 'ApiFilterRecord',
    reference: 'ApiFilter',
    access: 'administrator',
    list: apiFilters,
  },
  {
    name: 'virtualCenter',
    element: 'VirtualCenterRecord',
    reference: 'VirtualCenter',
    access: 'administrator',
    list: vCenters,
  },
  ...emptyTypes.map(([name, element, reference, access]) => ({
    name,
    element,
    reference,
    access,
    list: () => [],
  })),
];
