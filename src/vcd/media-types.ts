/** Media types of requests (vCloud API), without the version, which only `Accept` carries. */
export const mediaType = {
  composeVAppParams: 'application/vnd.vmware.vcloud.composeVAppParams+xml',
  recomposeVAppParams: 'application/vnd.vmware.vcloud.recomposeVAppParams+xml',
  uploadVAppTemplateParams: 'application/vnd.vmware.vcloud.uploadVAppTemplateParams+xml',
  instantiateVAppTemplateParams: 'application/vnd.vmware.vcloud.instantiateVAppTemplateParams+xml',
  captureVAppParams: 'application/vnd.vmware.vcloud.captureVAppParams+xml',
  undeployVAppParams: 'application/vnd.vmware.vcloud.undeployVAppParams+xml',
  vApp: 'application/vnd.vmware.vcloud.vApp+xml',
  vm: 'application/vnd.vmware.vcloud.vm+xml',
  leaseSettingsSection: 'application/vnd.vmware.vcloud.leaseSettingsSection+xml',
  metadata: 'application/vnd.vmware.vcloud.metadata+xml',
  owner: 'application/vnd.vmware.vcloud.owner+xml',
  user: 'application/vnd.vmware.admin.user+xml',
  task: 'application/vnd.vmware.vcloud.task+xml',
  org: 'application/vnd.vmware.vcloud.org+xml',
  vdc: 'application/vnd.vmware.vcloud.vdc+xml',
  catalog: 'application/vnd.vmware.vcloud.catalog+xml',
  catalogItem: 'application/vnd.vmware.vcloud.catalogItem+xml',
  network: 'application/vnd.vmware.vcloud.network+xml',
  vdcStorageProfile: 'application/vnd.vmware.vcloud.vdcStorageProfile+xml',
  vAppTemplate: 'application/vnd.vmware.vcloud.vAppTemplate+xml',
  adminCatalog: 'application/vnd.vmware.admin.catalog+xml',
  publishCatalogParams: 'application/vnd.vmware.admin.publishCatalogParams+xml',
  extensionService: 'application/vnd.vmware.admin.service+xml',
  apiFilter: 'application/vnd.vmware.admin.apiFilter+xml',
  right: 'application/vnd.vmware.admin.right+xml',
  role: 'application/vnd.vmware.admin.role+xml',
  amqpSettings: 'application/vnd.vmware.admin.amqpSettings+xml',
} as const;

/** Whether two media types are the same to vCD: case and parameters do not count. */
export function sameMediaType(one: string | undefined, other: string): boolean {
  return one?.split(';')[0]?.trim().toLowerCase() === other.toLowerCase();
}
