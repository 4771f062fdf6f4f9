import { mediaTypes } from '../documents/media-types.ts';
import type { View } from '../documents/references.ts';
import { absolute, link, pointer, referTo } from '../documents/references.ts';
import { noAccess } from '../http/api-error.ts';
import { document } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { administrator, user } from '../http/router.ts';
import type { ExtensionService, VCenter } from '../inventory/entities.ts';
import { idFromHref } from '../operations/access.ts';
import type { World } from '../world.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { contextOf } from './task-answers.ts';

/** vCloud API, administration: extensions and vCenters. */
export function adminRoutes(world: World): readonly Route[] {
  return [...extension(world), ...resolver(world)];
}

function extension(world: World): readonly Route[] {
  const { inventory } = world;
  const root = '/api/admin/extension';
  const findService = (id: string): ExtensionService => {
    const service = inventory.services.get(id);
    if (!service) throw noAccess('service', id);
    return service;
  };
  return [
    administrator('GET', root, (call) => {
      const { view } = contextOf(world, call);
      const body = el(
        'vmext:VMWExtension',
        { href: absolute(view, root), type: mediaTypes.adminExtension },
        link(view, 'down', `${root}/service`, mediaTypes.adminServices),
        link(view, 'down', `${root}/vimServerReferences`, mediaTypes.vCenterReferences),
      );
      return document(200, mediaTypes.adminExtension, body);
    }),
    administrator('GET', `${root}/service`, (call) => {
      const { view } = contextOf(world, call);
      const body = el(
        'vmext:ExtensionServices',
        { href: absolute(view, `${root}/service`), type: mediaTypes.adminServices },
        [...inventory.services.values()].map((service) =>
          link(view, 'down', referTo.service(service).href, mediaTypes.adminService, service.name),
        ),
      );
      return document(200, mediaTypes.adminServices, body);
    }),
    administrator('GET', `${root}/service/{id}`, (call) => {
      const { view } = contextOf(world, call);
      const service = findService(call.params['id'] ?? '');
      return document(200, mediaTypes.adminService, serviceDocument(view, service));
    }),
    administrator('GET', `${root}/service/{id}/rights`, (call) => {
      const { view } = contextOf(world, call);
      const service = findService(call.params['id'] ?? '');
      const rights = service.rightIds.flatMap((id) => inventory.rights.get(id) ?? []);
      const path = `${referTo.service(service).href}/rights`;
      const body = el(
        'vmext:RightRefs',
        { href: absolute(view, path), type: mediaTypes.adminRights },
        link(view, 'up', referTo.service(service).href, mediaTypes.adminService),
        rights.map((right) => pointer(view, 'vmext:Right', referTo.right(right))),
      );
      return document(200, mediaTypes.adminRights, body);
    }),
    administrator('GET', `${root}/vimServerReferences`, (call) => {
      const { view } = contextOf(world, call);
      const body = el(
        'vmext:VMWVimServerReferences',
        { href: absolute(view, `${root}/vimServerReferences`), type: mediaTypes.vCenterReferences },
        [...inventory.vCenters.values()].map((vCenter) =>
          pointer(view, 'vmext:VimServerReference', referTo.vCenter(vCenter)),
        ),
      );
      return document(200, mediaTypes.vCenterReferences, body);
    }),
    administrator('GET', `${root}/vimServer/{id}`, (call) => {
      const { view } = contextOf(world, call);
      const id = call.params['id'] ?? '';
      const vCenter = inventory.vCenters.get(id);
      if (!vCenter) throw noAccess('vimserver', id);
      return document(200, mediaTypes.vCenter, vCenterDocument(view, vCenter));
    }),
  ];
}

/** The extension of vCD, Service. */
function serviceDocument(view: View, service: ExtensionService): XmlNode {
  const self = referTo.service(service);
  return el(
    'vmext:Service',
    { name: service.name, id: self.id, href: absolute(view, self.href), type: self.type },
    link(view, 'edit', self.href, mediaTypes.adminService),
    link(view, 'remove', self.href),
    link(view, 'rights', `${self.href}/rights`, mediaTypes.adminRights),
    leaf('vmext:Namespace', service.namespace),
    leaf('vmext:Enabled', service.enabled),
    leaf('vmext:AuthorizationEnabled', false),
    leaf('vmext:RoutingKey', service.routingKey),
    leaf('vmext:Priority', service.priority),
    leaf('vmext:Exchange', service.exchange),
    leaf('vmext:Vendor', service.vendor),
    el(
      'vmext:ApiFilters',
      {},
      service.apiFilters.map((filter) =>
        el(
          'vmext:ApiFilter',
          { id: `urn:vcloud:apiFilter:${filter.id}` },
          leaf('vmext:UrlPattern', filter.urlPattern),
        ),
      ),
    ),
  );
}

function vCenterDocument(view: View, vCenter: VCenter): XmlNode {
  const self = referTo.vCenter(vCenter);
  // Scheme, host and port: CSE takes the URL apart.
  const { protocol, hostname, port } = new URL(vCenter.url);
  const url = `${protocol}//${hostname}:${port || '443'}`;
  return el(
    'vmext:VimServer',
    { name: vCenter.name, id: self.id, href: absolute(view, self.href), type: self.type },
    leaf('vmext:Username', vCenter.user),
    leaf('vmext:Url', url),
    leaf('vmext:IsEnabled', true),
    leaf('vmext:IsConnected', true),
    leaf('vmext:Uuid', vCenter.id),
    leaf('vmext:VcVersion', '8.0.2'),
  );
}

function resolver(world: World): readonly Route[] {
  return [
    user('GET', '/api/extensibility', (call) => {
      const { view } = contextOf(world, call);
      const body = el(
        'ApiExtensibility',
        { href: absolute(view, '/api/extensibility'), type: mediaTypes.extensibility },
        link(view, 'down:service', '/api/service', mediaTypes.records),
      );
      return document(200, mediaTypes.extensibility, body);
    }),
    user('GET', '/api/entity/{urn}', (call) => {
      const { view } = contextOf(world, call);
      const urn = call.params['urn'] ?? '';
      const [, , kind = ''] = urn.split(':');
      const id = idFromHref(`/${urn.split(':').at(-1) ?? ''}`);
      const path = entityPaths[kind];
      if (!path || !id) throw noAccess(kind, id);
      const href = `/api/entity/${urn}`;
      const body = el(
        'Entity',
        { name: urn, id: urn, href: absolute(view, href), type: mediaTypes.entity },
        link(view, 'alternate', path + id),
      );
      return document(200, mediaTypes.entity, body);
    }),
  ];
}

const entityPaths: Readonly<Record<string, string>> = {
  org: '/api/org/',
  vdc: '/api/vdc/',
  catalog: '/api/catalog/',
  catalogitem: '/api/catalogItem/',
  vapptemplate: '/api/vAppTemplate/vappTemplate-',
  vapp: '/api/vApp/vapp-',
  vm: '/api/vApp/vm-',
  network: '/api/network/',
  task: '/api/task/',
  user: '/api/admin/user/',
};
