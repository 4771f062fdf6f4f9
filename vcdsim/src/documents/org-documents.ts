import type { Catalog, Org } from '../inventory/entities.ts';
import type { Session } from '../sessions/session-store.ts';
import type { World } from '../world.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { mediaTypes } from './media-types.ts';
import type { View } from './references.ts';
import { absolute, link, pointer, referTo } from './references.ts';

/** vCloud API, Session: at most one link of each relation and type, or old clients fail. */
export function sessionDocument(view: View, session: Session): XmlNode {
  const { user, org, role } = session;
  const href = absolute(view, '/api/session');
  const locationId = `${org.id}@vcdsim`;
  return el(
    'Session',
    {
      user: user.name,
      org: org.name,
      userId: `urn:vcloud:user:${user.id}`,
      roles: role.name,
      locationId,
      href,
      type: mediaTypes.session,
    },
    link(view, 'down', '/api/org/', mediaTypes.orgList),
    link(view, 'remove', '/api/session'),
    link(view, 'down', '/api/admin/', mediaTypes.adminVCloud),
    link(view, 'down', referTo.org(org).href, mediaTypes.org, org.name),
    link(view, 'down', '/api/query', mediaTypes.queryList),
    link(view, 'entityResolver', '/api/entity/', mediaTypes.entity),
    link(view, 'down:extensibility', '/api/extensibility', mediaTypes.extensibility),
    role.kind === 'system'
      ? link(view, 'down', '/api/admin/extension', mediaTypes.adminExtension)
      : undefined,
    link(view, 'openapi', '/cloudapi', 'application/json'),
    el(
      'AuthorizedLocations',
      {},
      el(
        'Location',
        { name: 'vcdsim' },
        leaf('LocationId', locationId),
        leaf('LocationName', 'vcdsim'),
        leaf('SiteName', 'vcdsim'),
        leaf('OrgName', org.name),
        leaf('RestApiEndpoint', view.base),
        leaf('UIEndpoint', view.base),
        leaf('AuthContext', org.name),
      ),
    ),
  );
}

/** Organizations as `GET /api/org` shows them. */
export function orgListDocument(view: View, orgs: readonly Org[]): XmlNode {
  return el(
    'OrgList',
    { href: absolute(view, '/api/org/'), type: mediaTypes.orgList },
    orgs.map((org) => pointer(view, 'Org', referTo.org(org))),
  );
}

/** vCloud API, Org, with a link to every VDC, network and visible catalog. */
export function orgDocument(world: World, view: View, org: Org, catalogs: readonly Catalog[]): XmlNode {
  const { inventory } = world;
  const self = referTo.org(org);
  const vdcs = inventory.vdcsOf(org.id);
  return el(
    'Org',
    { name: org.name, id: self.id, href: absolute(view, self.href), type: self.type },
    vdcs.map((vdc) => link(view, 'down', referTo.vdc(vdc).href, mediaTypes.vdc, vdc.name)),
    link(view, 'down', `/api/tasksList/${org.id}`, mediaTypes.tasksList),
    catalogs.map((catalog) => [
      link(view, 'down', referTo.catalog(catalog).href, mediaTypes.catalog, catalog.name),
      link(
        view,
        'down',
        `${self.href}/catalog/${catalog.id}/controlAccess/`,
        mediaTypes.controlAccess,
        catalog.name,
      ),
      link(
        view,
        'controlAccess',
        `${self.href}/catalog/${catalog.id}/action/controlAccess`,
        mediaTypes.controlAccess,
        catalog.name,
      ),
    ]),
    link(view, 'add', `/api/admin/org/${org.id}/catalogs`, mediaTypes.adminCatalog),
    vdcs
      .flatMap((vdc) => vdc.networkIds.flatMap((id) => inventory.networks.get(id) ?? []))
      .map((network) =>
        link(view, 'down', referTo.network(network).href, mediaTypes.orgNetwork, network.name),
      ),
    link(view, 'down', '/api/supportedSystemsInfo/', mediaTypes.supportedSystems),
    link(view, 'down', `${self.href}/metadata`, mediaTypes.metadata),
    link(view, 'alternate', referTo.adminOrg(org).href, mediaTypes.adminOrg),
    leaf('Description', org.description),
    leaf('FullName', org.fullName),
    leaf('IsEnabled', true),
  );
}

/** vCloud API, AdminOrg. */
export function adminOrgDocument(world: World, view: View, org: Org): XmlNode {
  const { inventory } = world;
  const self = referTo.adminOrg(org);
  const users = [...inventory.users.values()].filter((user) => user.orgId === org.id);
  const roles = [...inventory.roles.values()].filter((role) => role.orgId === org.id);
  const catalogs = [...inventory.catalogs.values()].filter((catalog) => catalog.orgId === org.id);
  const networks = [...inventory.networks.values()].filter((network) => network.orgId === org.id);
  return el(
    'AdminOrg',
    { name: org.name, id: self.id, href: absolute(view, self.href), type: self.type },
    link(view, 'down', `/api/tasksList/${org.id}`, mediaTypes.tasksList),
    link(view, 'down', `${self.href}/metadata`, mediaTypes.metadata),
    link(view, 'add', `${self.href}/catalogs`, mediaTypes.adminCatalog),
    link(view, 'add', `${self.href}/users`, mediaTypes.user),
    link(view, 'add', `${self.href}/roles`, mediaTypes.adminRole),
    link(view, 'edit', self.href, mediaTypes.adminOrg),
    link(view, 'down', `${self.href}/rights`, mediaTypes.orgRights),
    link(view, 'alternate', referTo.org(org).href, mediaTypes.org),
    leaf('Description', org.description),
    leaf('FullName', org.fullName),
    leaf('IsEnabled', true),
    el('Settings', { href: absolute(view, `${self.href}/settings`) }),
    el(
      'Users',
      {},
      users.map((user) => pointer(view, 'UserReference', referTo.user(user))),
    ),
    el('Groups'),
    el(
      'Catalogs',
      {},
      catalogs.map((catalog) => pointer(view, 'CatalogReference', referTo.adminCatalog(catalog))),
    ),
    el(
      'Vdcs',
      {},
      inventory.vdcsOf(org.id).map((vdc) => pointer(view, 'Vdc', referTo.adminVdc(vdc))),
    ),
    el(
      'Networks',
      {},
      networks.map((network) => pointer(view, 'Network', referTo.adminNetwork(network))),
    ),
    el(
      'RightReferences',
      {},
      link(view, 'add', `${self.href}/rights`, mediaTypes.orgRights),
      link(view, 'edit', `${self.href}/rights`, mediaTypes.orgRights),
      [...inventory.rights.values()].map((right) => pointer(view, 'RightReference', referTo.right(right))),
    ),
    el(
      'RoleReferences',
      {},
      roles.map((role) => pointer(view, 'RoleReference', referTo.role(role))),
    ),
  );
}

/** vCloud API, SupportedOperatingSystemsInfo: the systems that templates here have. */
export function supportedSystemsDocument(view: View): XmlNode {
  const systems = [
    ['ubuntu64Guest', 'Ubuntu Linux (64-bit)'],
    ['vmwarePhoton64Guest', 'VMware Photon OS (64-bit)'],
    ['other3xLinux64Guest', 'Other Linux (64-bit)'],
  ] as const;
  return el(
    'SupportedOperatingSystemsInfo',
    { href: absolute(view, '/api/supportedSystemsInfo/'), type: mediaTypes.supportedSystems },
    el(
      'OperatingSystemFamilyInfo',
      {},
      leaf('Name', 'Linux'),
      leaf('OperatingSystemFamilyId', 2),
      systems.map(([internalName, name], index) =>
        el(
          'OperatingSystem',
          {},
          leaf('OperatingSystemId', index + 1),
          leaf('Name', name),
          leaf('InternalName', internalName),
          leaf('Supported', true),
          leaf('x64', true),
        ),
      ),
    ),
  );
}
