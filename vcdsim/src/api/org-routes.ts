import { controlAccessDocument } from '../documents/control-access-document.ts';
import { mediaTypes } from '../documents/media-types.ts';
import {
  adminOrgDocument,
  orgDocument,
  orgListDocument,
  supportedSystemsDocument,
} from '../documents/org-documents.ts';
import { absolute, referTo } from '../documents/references.ts';
import {
  adminVdcDocument,
  allocatedAddressesDocument,
  networkDocument,
  storageProfileDocument,
  vdcDocument,
} from '../documents/vdc-documents.ts';
import { vAppDocument } from '../documents/vapp-document.ts';
import { forbidden, noAccess } from '../http/api-error.ts';
import { document, xmlBody } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { user } from '../http/router.ts';
import {
  findNetwork,
  findOrg,
  findVdc,
  seesOrg,
  seesVApp,
  seesVdc,
  visibleCatalogs,
} from '../operations/access.ts';
import type { Caller } from '../operations/access.ts';
import { startCompose, startInstantiate } from '../operations/compose.ts';
import type { World } from '../world.ts';
import { contextOf } from './task-answers.ts';

/** vCloud API, organizations, VDCs, networks and storage profiles. */
export function orgRoutes(world: World): readonly Route[] {
  return [...organizations(world), ...vdcs(world)];
}

function organizations(world: World): readonly Route[] {
  const { inventory } = world;
  return [
    user('GET', '/api/org', (call) => {
      const { caller, view } = contextOf(world, call);
      const orgs = [...inventory.orgs.values()].filter((org) => seesOrg(caller, org));
      return document(200, mediaTypes.orgList, orgListDocument(view, orgs));
    }),
    user('GET', '/api/org/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      const org = findOrg(world, caller, call.params['id'] ?? '');
      // A provider that reads a tenant's organization sees what that tenant sees.
      const listed = visibleCatalogs(world, caller).filter(
        (catalog) => catalog.shared || catalog.orgId === org.id || catalog.access.subjects.has(org.id),
      );
      return document(200, mediaTypes.org, orgDocument(world, view, org, listed));
    }),
    user('GET', '/api/supportedSystemsInfo', (call) =>
      document(200, mediaTypes.supportedSystems, supportedSystemsDocument(contextOf(world, call).view)),
    ),
    user('GET', '/api/admin/org/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      requireAdministrator(caller);
      const org = findOrg(world, caller, call.params['id'] ?? '');
      return document(200, mediaTypes.adminOrg, adminOrgDocument(world, view, org));
    }),
  ];
}

/** Throws 403 for who administers neither the system nor an organization. */
export function requireAdministrator(caller: Caller): void {
  if (caller.role.kind === 'user') throw forbidden();
}

/** The ways of making a vApp. */
const creations = [
  { action: 'composeVApp', root: 'ComposeVAppParams', start: startCompose },
  { action: 'instantiateVAppTemplate', root: 'InstantiateVAppTemplateParams', start: startInstantiate },
];

function vdcs(world: World): readonly Route[] {
  const { inventory } = world;
  return [
    user('GET', '/api/vdc/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      const vdc = findVdc(world, caller, call.params['id'] ?? '');
      const vApps = inventory.vAppsOf(vdc.id).filter((vApp) => seesVApp(world, caller, vApp));
      return document(200, mediaTypes.vdc, vdcDocument(world, view, vdc, vApps));
    }),
    user('GET', '/api/admin/vdc/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      requireAdministrator(caller);
      const vdc = findVdc(world, caller, call.params['id'] ?? '');
      return document(200, mediaTypes.adminVdc, adminVdcDocument(world, view, vdc));
    }),
    ...creations.map(({ action, root, start }) =>
      user('POST', `/api/vdc/{id}/action/${action}`, (call) => {
        const { caller, view } = contextOf(world, call);
        const vdc = findVdc(world, caller, call.params['id'] ?? '');
        const vApp = start(world, caller, vdc, xmlBody(call, root));
        const location = absolute(view, referTo.vApp(vApp).href);
        return document(201, mediaTypes.vApp, vAppDocument(world, view, vApp, 'sparse'), location);
      }),
    ),
    ...['/api/network/{id}', '/api/admin/network/{id}'].map((pattern) =>
      user('GET', pattern, (call) => {
        const { caller, view } = contextOf(world, call);
        const network = findNetwork(world, caller, call.params['id'] ?? '');
        return document(200, mediaTypes.orgVdcNetwork, networkDocument(view, network));
      }),
    ),
    user('GET', '/api/network/{id}/allocatedAddresses', (call) => {
      const { caller, view } = contextOf(world, call);
      const network = findNetwork(world, caller, call.params['id'] ?? '');
      return document(200, mediaTypes.allocatedAddresses, allocatedAddressesDocument(view, network));
    }),
    // Everybody in the organization may use its VDCs.
    user('GET', '/api/vdc/{id}/controlAccess', (call) => {
      const { caller, view } = contextOf(world, call);
      findVdc(world, caller, call.params['id'] ?? '');
      const access = { everyone: 'ReadOnly', subjects: new Map() } as const;
      return document(200, mediaTypes.controlAccess, controlAccessDocument(world, view, access));
    }),
    user('GET', '/api/vdcStorageProfile/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      const id = call.params['id'] ?? '';
      const profile = inventory.storageProfiles.get(id);
      if (!profile || !seesVdc(caller, inventory.vdc(profile.vdcId))) throw noAccess('vdcStorageProfile', id);
      return document(200, mediaTypes.vdcStorageProfile, storageProfileDocument(world, view, profile));
    }),
  ];
}
