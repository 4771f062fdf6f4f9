/** Which rights a call asks for, beyond a session. */
export interface NeededRights {
  /** Globs over `METHOD pattern` of a route, or `query TYPE`; `*` is any text. */
  readonly operations: readonly string[];
  /** Of every caller. */
  readonly everyone: readonly string[];
  /** Of callers from System alone: members of an organization see its things without any right ("Base"). */
  readonly provider: readonly string[];
  /** Of every caller whose body has an element of this name. */
  readonly withElement: Readonly<Record<string, string>>;
}

interface Rights {
  readonly everyone?: readonly string[];
  readonly provider?: readonly string[];
  readonly withElement?: Readonly<Record<string, string>>;
}

function on(operations: readonly string[], rights: Rights = {}): NeededRights {
  return { operations, everyone: [], provider: [], withElement: {}, ...rights };
}

const checkout = { SourcedItem: 'vApp Template: Checkout' };

/**
 * The rights of calls; the first line that fits counts. The names are those of vCD (the rights of its predefined roles, of
 * the service roles of CSE 1.2 and 3.1, and of other published roles). Which call asks for which of them is published for
 * few calls and follows from the names for the others.
 */
export const neededRights: readonly NeededRights[] = [
  // Oneself.
  on(['* /api/session', '* /cloudapi/1.0.0/sessions*', '* /cloudapi/1.0.0/tokens*', '* /oauth/*']),
  on([
    'GET /api/query',
    'GET /api/*/query',
    'GET /api/entity/*',
    'GET /api/extensibility',
    'GET /api/supportedSystemsInfo',
  ]),
  on(['GET /cloudapi/1.0.0/site']),

  // Organizations.
  on(['GET /api/org', 'GET /api/org/{id}', 'GET /api/*org/{id}/metadata*', 'GET /cloudapi/1.0.0/orgs*'], {
    provider: ['Organization: View'],
  }),
  on(['GET /api/admin/org/{id}', 'query organization'], { provider: ['Organization: View'] }),
  on(['GET /api/admin'], { provider: ['General: Administrator View'] }),
  on(['* /api/*org/{id}/metadata*'], { everyone: ['Organization: Edit Properties'] }),

  // VDCs, their storage, policies and networks.
  on(['GET /api/*vdc/{id}/controlAccess'], { provider: ['Organization vDC: View ACL'] }),
  on(
    [
      'GET /api/vdc/{id}',
      'GET /api/admin/vdc/{id}',
      'GET /api/*vdc/{id}/metadata*',
      'GET /api/vdcStorageProfile/{id}',
      'GET /cloudapi/*/vdcs*',
      'GET /cloudapi/1.0.0/vdcGroups',
      'query orgVdc',
      'query orgVdcStorageProfile',
    ],
    { provider: ['Organization vDC: View'] },
  ),
  on(['* /api/*vdc/{id}/metadata*'], { everyone: ['Organization vDC: Edit'] }),
  on(
    [
      'GET /api/*network/{id}',
      'GET /api/*network/{id}/metadata*',
      'GET /api/network/{id}/allocatedAddresses',
      'GET /api/admin/vdc/{id}/*',
      'GET /cloudapi/1.0.0/orgVdcNetworks*',
      'query orgVdcNetwork',
      'query orgNetwork',
    ],
    { provider: ['Organization vDC Network: View Properties'] },
  ),
  on(['* /api/*network/{id}/metadata*'], { everyone: ['Organization vDC Network: Edit Properties'] }),

  // vApps. Looking at one is a base right.
  on(['POST /api/vdc/{id}/action/composeVApp', 'POST /api/vApp/vapp-{id}/action/recomposeVApp'], {
    everyone: ['vApp: Create / Reconfigure'],
    withElement: checkout,
  }),
  on(['POST /api/vdc/{id}/action/instantiateVAppTemplate'], {
    everyone: ['vApp: Create / Reconfigure', 'vApp Template: Checkout'],
  }),
  on(['DELETE /api/vApp/vapp-{id}', 'DELETE /api/vApp/vm-{id}'], { everyone: ['vApp: Delete'] }),
  on(['PUT /api/vApp/vapp-{id}/owner'], { everyone: ['vApp: Change Owner'] }),
  on(['GET /api/vApp/vapp-{id}/controlAccess'], { provider: ['vApp: View ACL'] }),
  on(['POST /api/vApp/vapp-{id}/action/controlAccess'], { everyone: ['vApp: Sharing'] }),
  on(
    [
      'POST /api/vApp/*/power/action/*',
      'POST /api/vApp/*-{id}/action/deploy',
      'POST /api/vApp/*-{id}/action/undeploy',
    ],
    { everyone: ['vApp: Power Operations'] },
  ),
  on(['GET /api/vApp/*', 'query vApp', 'query vm']),
  on(
    [
      'PUT /api/vApp/vapp-{id}',
      'PUT /api/vApp/vapp-{id}/leaseSettingsSection',
      'PUT /api/vApp/vapp-{id}/networkConfigSection',
      '* /api/vApp/*-{id}/metadata*',
    ],
    { everyone: ['vApp: Edit Properties'] },
  ),

  // VMs.
  on(['PUT /api/vApp/vm-{id}/virtualHardwareSection/cpu'], { everyone: ['vApp: Edit VM CPU'] }),
  on(['PUT /api/vApp/vm-{id}/virtualHardwareSection/memory'], { everyone: ['vApp: Edit VM Memory'] }),
  on(['PUT /api/vApp/vm-{id}/virtualHardwareSection/disks'], { everyone: ['vApp: Edit VM Hard Disk'] }),
  on(['PUT /api/vApp/vm-{id}/networkConnectionSection'], { everyone: ['vApp: Edit VM Network'] }),
  on(
    [
      'PUT /api/vApp/vm-{id}',
      'PUT /api/vApp/vm-{id}/guestCustomizationSection',
      'PUT /api/vApp/vm-{id}/virtualHardwareSection',
      'POST /api/vApp/vm-{id}/action/reconfigureVm',
    ],
    {
      everyone: ['vApp: Edit VM Properties'],
      withElement: {
        AdminPassword: 'vApp: Manage VM Password Settings',
        DiskSection: 'vApp: Edit VM Hard Disk',
        ExtraConfig: 'vApp: Allow All Extra Config',
        MemoryResourceMb: 'vApp: Edit VM Memory',
        NetworkConnectionSection: 'vApp: Edit VM Network',
        NumCpus: 'vApp: Edit VM CPU',
      },
    },
  ),

  // Catalogs and what is in them.
  on(['POST /api/admin/org/{id}/catalogs', 'DELETE /api/*catalog/{id}'], {
    everyone: ['Catalog: Create / Delete a Catalog'],
  }),
  on(['POST /api/*catalog/{id}/action/publish'], { everyone: ['Catalog: Publish'] }),
  on(['GET /api/*catalog/{id}/controlAccess'], { provider: ['Catalog: View ACL'] }),
  on(['POST /api/*catalog/{id}/action/controlAccess'], { everyone: ['Catalog: Sharing'] }),
  on(['PUT /api/*catalog/{id}/owner'], { everyone: ['Catalog: Change Owner'] }),
  on(['POST /api/catalog/{id}/action/upload'], { everyone: ['vApp Template / Media: Create / Upload'] }),
  on(['POST /api/catalog/{id}/action/captureVApp'], { everyone: ['Catalog: Add vApp from My Cloud'] }),
  on(['GET /api/*catalog/{id}*', 'query catalog', 'query adminCatalog'], {
    provider: ['Catalog: View Private and Shared Catalogs'],
  }),
  on(['* /api/*catalog/{id}*'], { everyone: ['Catalog: Edit Properties'] }),
  on(
    [
      'GET /api/catalogItem/*',
      'GET /api/vAppTemplate/*',
      'query catalogItem',
      'query vAppTemplate',
      'query media',
    ],
    { provider: ['vApp Template / Media: View'] },
  ),
  on(['* /api/catalogItem/*', '* /api/vAppTemplate/*'], { everyone: ['vApp Template / Media: Edit'] }),

  // Tasks: who may see one may look at it and stop it.
  on(['GET /api/task/{id}', 'POST /api/task/{id}/action/cancel', 'query task']),
  on(['GET /api/tasksList/{id}'], { provider: ['Task: View Tasks'] }),
  on(['PUT /api/task/{id}', 'POST /api/tasksList/{id}'], { everyone: ['Task: Update'] }),

  // People.
  on(['GET /api/admin/user/{id}', 'GET /cloudapi/1.0.0/users*', 'query user', 'query group'], {
    provider: ['Group / User: View'],
  }),
  on(['* /api/admin/org/{id}/users', '* /api/admin/user/{id}*'], { everyone: ['Group / User: Manage'] }),
  on(
    [
      'GET /api/admin/*role/{id}',
      'GET /api/admin/right/{id}',
      'GET /api/admin/org/{id}/rights',
      'GET /cloudapi/1.0.0/roles*',
      'GET /cloudapi/1.0.0/rights*',
      'query role',
      'query right',
    ],
    { provider: ['Right: View'] },
  ),
  on(['* /api/admin/org/{id}/roles', '* /api/admin/*role/{id}', '* /cloudapi/1.0.0/roles*'], {
    everyone: ['Role: Create, Edit, Delete, or Copy'],
  }),
  on(['* /api/admin/org/{id}/rights'], { everyone: ['Right: Manage'] }),

  // What extends vCD, and what it stands on.
  on(['GET /api/admin/extension'], { everyone: ['Extensions: View'] }),
  on(['GET /api/admin/extension/settings/amqp'], { everyone: ['AMQP Settings: View'] }),
  on(['* /api/admin/extension/settings/amqp*'], { everyone: ['AMQP Settings: Manage'] }),
  on(['GET /api/admin/extension/service/{id}/rights'], { everyone: ['Right: View'] }),
  on(
    [
      'POST /api/admin/extension/service/{id}/rights',
      'POST /api/admin/extension/service/action/clearUnusedRights',
    ],
    { everyone: ['Right: Manage'] },
  ),
  on(['GET /api/admin/extension/service*'], { everyone: ['Extension Services: View'] }),
  on(['* /api/admin/extension/service*'], { everyone: ['Service Configuration: Manage'] }),
  on(['GET /api/admin/extension/vimServer*', 'GET /cloudapi/1.0.0/virtualCenters*'], {
    everyone: ['vCenter: View'],
  }),
  on(['GET /cloudapi/1.0.0/cells'], { everyone: ['Cell Configuration: View'] }),

  // Queries for administrators.
  on(['query adminService', 'query apiFilter'], {
    everyone: ['Organization: Perform Administrator Queries', 'Extension Services: View'],
  }),
  on(['query adminRole'], { everyone: ['Organization: Perform Administrator Queries', 'Right: View'] }),
  on(['query adminUser', 'query adminGroup'], {
    everyone: ['Organization: Perform Administrator Queries', 'Group / User: View'],
  }),
  on(['query adminTask'], { everyone: ['Organization: Perform Administrator Queries', 'Task: View Tasks'] }),
  on(['query virtualCenter'], {
    everyone: ['Organization: Perform Administrator Queries', 'vCenter: View'],
  }),
  on(['query adminOrgVdc', 'query adminOrgVdcStorageProfile'], {
    everyone: ['Organization: Perform Administrator Queries', 'Organization vDC: View'],
  }),
  on(['query adminOrgNetwork'], {
    everyone: ['Organization: Perform Administrator Queries', 'Organization vDC Network: View Properties'],
  }),
  on(['query adminCatalogItem', 'query adminVAppTemplate', 'query adminMedia'], {
    everyone: ['Organization: Perform Administrator Queries', 'vApp Template / Media: View'],
  }),
  on(['query admin*'], { everyone: ['Organization: Perform Administrator Queries'] }),
  on(['query *']),

  // Runtime defined entities.
  on(['GET /cloudapi/1.0.0/interfaces*', 'GET /cloudapi/1.0.0/entityTypes*']),
  on(['POST /cloudapi/1.0.0/entityTypes/{urn}', '* /cloudapi/1.0.0/entities*']),
  on(['POST /cloudapi/1.0.0/interfaces', 'POST /cloudapi/1.0.0/entityTypes'], {
    everyone: ['Custom entity: Create custom entity definitions'],
  }),
  on(['PUT /cloudapi/1.0.0/interfaces/*', 'PUT /cloudapi/1.0.0/entityTypes/*'], {
    everyone: ['Custom entity: Edit custom entity definitions'],
  }),
  on(['DELETE /cloudapi/1.0.0/interfaces/*', 'DELETE /cloudapi/1.0.0/entityTypes/*'], {
    everyone: ['Custom entity: Delete custom entity definitions'],
  }),
  on(['GET /cloudapi/*/vdcComputePolicies*'], { provider: ['Organization vDC Compute Policy: View'] }),
  // Collections that are empty here.
  on(['GET /cloudapi/*']),
];
