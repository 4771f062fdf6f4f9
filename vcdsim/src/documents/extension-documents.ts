import type { Right } from '../inventory/people.ts';
import type { ApiFilter, ExtensionService, VCenter } from '../inventory/extension-entities.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { mediaTypes } from './media-types.ts';
import type { View } from './references.ts';
import { absolute, link, pointer, referTo } from './references.ts';

const root = '/api/admin/extension';

/** The extension API of vCD, VMWExtension: where it is told what extends vCD and what it stands on. */
export function extensionDocument(view: View): XmlNode {
  return el(
    'vmext:VMWExtension',
    { href: absolute(view, root), type: mediaTypes.adminExtension },
    link(view, 'down', `${root}/service`, mediaTypes.adminServices),
    link(view, 'down', `${root}/vimServerReferences`, mediaTypes.vCenterReferences),
    link(view, 'down', `${root}/settings/amqp`, mediaTypes.amqpSettings),
  );
}

/** The extension API of vCD, ExtensionServices. */
export function servicesDocument(view: View, services: readonly ExtensionService[]): XmlNode {
  const at = `${root}/service`;
  return el(
    'vmext:ExtensionServices',
    { href: absolute(view, at), type: mediaTypes.adminServices },
    link(view, 'add', at, mediaTypes.adminService),
    services.map((service) =>
      link(view, 'down', referTo.service(service).href, mediaTypes.adminService, service.name),
    ),
  );
}

/** The extension API of vCD, Service. */
export function serviceDocument(view: View, service: ExtensionService): XmlNode {
  const self = referTo.service(service);
  return el(
    'vmext:Service',
    { name: service.name, id: self.id, href: absolute(view, self.href), type: self.type },
    link(view, 'edit', self.href, mediaTypes.adminService),
    link(view, 'remove', self.href),
    link(view, 'add', `${self.href}/apifilters`, mediaTypes.apiFilter),
    link(view, 'rights', `${self.href}/rights`, mediaTypes.adminRights),
    leaf('vmext:Namespace', service.namespace),
    leaf('vmext:Enabled', service.enabled),
    leaf('vmext:AuthorizationEnabled', service.authorizationEnabled),
    leaf('vmext:RoutingKey', service.routingKey),
    leaf('vmext:Priority', service.priority),
    leaf('vmext:Exchange', service.exchange),
    leaf('vmext:Vendor', service.vendor),
    el(
      'vmext:ApiFilters',
      {},
      service.apiFilters.map((filter) => apiFilterDocument(view, service, filter)),
    ),
  );
}

/** The extension API of vCD, ApiFilter. */
export function apiFilterDocument(view: View, service: ExtensionService, filter: ApiFilter): XmlNode {
  const self = referTo.apiFilter(filter);
  return el(
    'vmext:ApiFilter',
    { id: self.id, href: absolute(view, self.href), type: self.type },
    link(view, 'up', referTo.service(service).href, mediaTypes.adminService),
    link(view, 'edit', self.href, mediaTypes.apiFilter),
    link(view, 'remove', self.href),
    leaf('vmext:UrlPattern', filter.urlPattern),
  );
}

/** The extension API of vCD, RightRefs: what a service has registered. */
export function serviceRightsDocument(
  view: View,
  service: ExtensionService,
  rights: readonly Right[],
): XmlNode {
  const self = referTo.service(service);
  return el(
    'vmext:RightRefs',
    { href: absolute(view, `${self.href}/rights`), type: mediaTypes.adminRights },
    link(view, 'up', self.href, mediaTypes.adminService),
    link(view, 'add', `${self.href}/rights`, mediaTypes.adminRight),
    rights.map((right) => pointer(view, 'vmext:Right', referTo.right(right))),
  );
}

/** The extension API of vCD, VMWVimServerReferences. */
export function vCenterReferencesDocument(view: View, vCenters: readonly VCenter[]): XmlNode {
  return el(
    'vmext:VMWVimServerReferences',
    { href: absolute(view, `${root}/vimServerReferences`), type: mediaTypes.vCenterReferences },
    vCenters.map((vCenter) => pointer(view, 'vmext:VimServerReference', referTo.vCenter(vCenter))),
  );
}

/** The extension API of vCD, VimServer. */
export function vCenterDocument(view: View, vCenter: VCenter): XmlNode {
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
