import {
  apiFilterDocument,
  extensionDocument,
  serviceDocument,
  serviceRightsDocument,
  servicesDocument,
  vCenterDocument,
  vCenterReferencesDocument,
} from '../documents/extension-documents.ts';
import { mediaTypes } from '../documents/media-types.ts';
import { rightDocument } from '../documents/people-documents.ts';
import { absolute, referTo } from '../documents/references.ts';
import { noAccess } from '../http/api-error.ts';
import type { SessionCall } from '../http/exchange.ts';
import { document, noContent, xmlBody } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { administrator } from '../http/router.ts';
import {
  addApiFilter,
  changeApiFilter,
  clearUnusedRights,
  findApiFilter,
  findService,
  registerRight,
  registerService,
  removeService,
  updateService,
} from '../operations/extension-services.ts';
import type { World } from '../world.ts';
import { contextOf } from './task-answers.ts';

const root = '/api/admin/extension';

/** The extension API of vCD: services that extend it, and the vCenters below it. */
export function extensionRoutes(world: World): readonly Route[] {
  return [...services(world), ...apiFilters(world), ...serviceRights(world), ...vCenters(world)];
}

function idOf(call: SessionCall): string {
  return call.params['id'] ?? '';
}

function services(world: World): readonly Route[] {
  const list = `${root}/service`;
  const one = `${root}/service/{id}`;
  return [
    administrator('GET', root, (call) =>
      document(200, mediaTypes.adminExtension, extensionDocument(contextOf(world, call).view)),
    ),
    administrator('GET', list, (call) => {
      const { view } = contextOf(world, call);
      const body = servicesDocument(view, [...world.inventory.services.values()]);
      return document(200, mediaTypes.adminServices, body);
    }),
    administrator('POST', list, (call) => {
      const { view } = contextOf(world, call);
      const service = registerService(world, xmlBody(call, 'Service'));
      const location = absolute(view, referTo.service(service).href);
      return document(201, mediaTypes.adminService, serviceDocument(view, service), location);
    }),
    administrator('GET', one, (call) => {
      const { view } = contextOf(world, call);
      const body = serviceDocument(view, findService(world, idOf(call)));
      return document(200, mediaTypes.adminService, body);
    }),
    administrator('PUT', one, (call) => {
      const { view } = contextOf(world, call);
      const service = updateService(world, findService(world, idOf(call)), xmlBody(call, 'Service'));
      return document(200, mediaTypes.adminService, serviceDocument(view, service));
    }),
    administrator('DELETE', one, (call) => {
      removeService(world, findService(world, idOf(call)));
      return noContent;
    }),
  ];
}

function apiFilters(world: World): readonly Route[] {
  const one = `${root}/service/apifilter/{id}`;
  const tell = (call: SessionCall) => {
    const { service, filter } = findApiFilter(world, idOf(call));
    const body = apiFilterDocument(contextOf(world, call).view, service, filter);
    return document(200, mediaTypes.apiFilter, body);
  };
  return [
    administrator('POST', `${root}/service/{id}/apifilters`, (call) => {
      const { view } = contextOf(world, call);
      const service = findService(world, idOf(call));
      const filter = addApiFilter(world, service, xmlBody(call, 'ApiFilter'));
      const location = absolute(view, referTo.apiFilter(filter).href);
      return document(201, mediaTypes.apiFilter, apiFilterDocument(view, service, filter), location);
    }),
    administrator('GET', one, tell),
    administrator('PUT', one, (call) => {
      changeApiFilter(world, idOf(call), xmlBody(call, 'ApiFilter'));
      return tell(call);
    }),
    administrator('DELETE', one, (call) => {
      changeApiFilter(world, idOf(call), undefined);
      return noContent;
    }),
  ];
}

function serviceRights(world: World): readonly Route[] {
  const at = `${root}/service/{id}/rights`;
  return [
    administrator('GET', at, (call) => {
      const service = findService(world, idOf(call));
      const rights = service.rightIds.flatMap((id) => world.inventory.rights.get(id) ?? []);
      const body = serviceRightsDocument(contextOf(world, call).view, service, rights);
      return document(200, mediaTypes.adminRights, body);
    }),
    administrator('POST', at, (call) => {
      const { view } = contextOf(world, call);
      const right = registerRight(world, findService(world, idOf(call)), xmlBody(call, 'Right'));
      const location = absolute(view, referTo.right(right).href);
      return document(201, mediaTypes.adminRight, rightDocument(view, right), location);
    }),
    administrator('POST', `${root}/service/action/clearUnusedRights`, () => {
      clearUnusedRights(world);
      return noContent;
    }),
  ];
}

function vCenters(world: World): readonly Route[] {
  const { inventory } = world;
  return [
    administrator('GET', `${root}/vimServerReferences`, (call) => {
      const { view } = contextOf(world, call);
      const body = vCenterReferencesDocument(view, [...inventory.vCenters.values()]);
      return document(200, mediaTypes.vCenterReferences, body);
    }),
    administrator('GET', `${root}/vimServer/{id}`, (call) => {
      const vCenter = inventory.vCenters.get(idOf(call));
      if (!vCenter) throw noAccess('vimserver', idOf(call));
      return document(200, mediaTypes.vCenter, vCenterDocument(contextOf(world, call).view, vCenter));
    }),
  ];
}
