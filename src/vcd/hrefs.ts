import { pathId } from './ids.ts';

/** Paths of vCD's things, made from ids: no href that vCD sends is ever followed, but an upload link, and of that its path. */
export const paths = {
  org: (id: string) => `/api/org/${pathId(id)}`,
  vdc: (id: string) => `/api/vdc/${pathId(id)}`,
  adminVdc: (id: string) => `/api/admin/vdc/${pathId(id)}`,
  vApp: (id: string) => `/api/vApp/vapp-${pathId(id)}`,
  vm: (id: string) => `/api/vApp/vm-${pathId(id)}`,
  catalog: (id: string) => `/api/catalog/${pathId(id)}`,
  catalogItem: (id: string) => `/api/catalogItem/${pathId(id)}`,
  vAppTemplate: (id: string) => `/api/vAppTemplate/vappTemplate-${pathId(id)}`,
  templateVm: (id: string) => `/api/vAppTemplate/vm-${pathId(id)}`,
  network: (id: string) => `/api/network/${pathId(id)}`,
  storageProfile: (id: string) => `/api/vdcStorageProfile/${pathId(id)}`,
  user: (id: string) => `/api/admin/user/${pathId(id)}`,
  role: (orgId: string, id: string) => `/api/admin/org/${pathId(orgId)}/role/${pathId(id)}`,
  task: (id: string) => `/api/task/${pathId(id)}`,
  tasksList: (orgId: string) => `/api/tasksList/${pathId(orgId)}`,
  adminCatalog: (id: string) => `/api/admin/catalog/${pathId(id)}`,
  catalogsOf: (orgId: string) => `/api/admin/org/${pathId(orgId)}/catalogs`,
  rolesOf: (orgId: string) => `/api/admin/org/${pathId(orgId)}/roles`,
  right: (id: string) => `/api/admin/right/${pathId(id)}`,
  extensionServices: '/api/admin/extension/service',
  extensionService: (id: string) => `/api/admin/extension/service/${pathId(id)}`,
  amqpSettings: '/api/admin/extension/settings/amqp',
  vCenters: '/api/admin/extension/vimServerReferences',
  vCenter: (id: string) => `/api/admin/extension/vimServer/${pathId(id)}`,
} as const;

/** Makes an absolute href of a path; references inside of request bodies must be absolute. */
export type Href = (path: string) => string;

/** Hrefs below the public address of vCD, given without a trailing slash. */
export function hrefsBelow(baseUrl: URL): Href {
  return (path) => `${baseUrl.origin}${path}`;
}
