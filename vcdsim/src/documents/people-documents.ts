import type { Org } from '../inventory/entities.ts';
import type { Right, Role, User } from '../inventory/people.ts';
import type { World } from '../world.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { mediaTypes } from './media-types.ts';
import type { Reference, View } from './references.ts';
import { absolute, link, pointer, referTo } from './references.ts';

/** vCloud API, VCloud: organizations, rights and roles, as far as the caller sees them. */
export function vCloudDocument(
  world: World,
  view: View,
  seen: { readonly orgs: readonly Org[]; readonly roles: readonly Role[] },
): XmlNode {
  const { inventory } = world;
  return el(
    'VCloud',
    { name: 'VMware Cloud Director', href: absolute(view, '/api/admin/'), type: mediaTypes.adminVCloud },
    leaf('Description', inventory.product),
    references(view, 'OrganizationReferences', 'OrganizationReference', seen.orgs.map(referTo.adminOrg)),
    el('ProviderVdcReferences'),
    rightReferences(view, [...inventory.rights.values()]),
    references(view, 'RoleReferences', 'RoleReference', seen.roles.map(referTo.role)),
    el('Networks'),
  );
}

function references(view: View, list: string, element: string, all: readonly Reference[]): XmlNode {
  return el(
    list,
    {},
    all.map((reference) => pointer(view, element, reference)),
  );
}

function rightReferences(view: View, rights: readonly Right[]): XmlNode {
  return references(view, 'RightReferences', 'RightReference', rights.map(referTo.right));
}

/** vCloud API, User; the password is never told. */
export function userDocument(world: World, view: View, user: User): XmlNode {
  const self = referTo.user(user);
  const role = world.inventory.roles.get(user.roleId);
  return el(
    'User',
    { name: user.name, id: self.id, href: absolute(view, self.href), type: self.type },
    link(view, 'edit', self.href, mediaTypes.user),
    link(view, 'remove', self.href),
    link(view, 'takeOwnership', `${self.href}/action/takeOwnership`),
    leaf('Description', user.description),
    leaf('FullName', user.fullName),
    leaf('EmailAddress', user.email),
    leaf('Telephone', user.telephone),
    leaf('IsEnabled', user.enabled),
    leaf('IsLocked', false),
    leaf('IM', ''),
    leaf('NameInSource', user.name),
    leaf('IsExternal', false),
    leaf('ProviderType', 'INTEGRATED'),
    leaf('IsGroupRole', false),
    leaf('StoredVmQuota', 0),
    leaf('DeployedVmQuota', 0),
    role && pointer(view, 'Role', referTo.role(role)),
    el('GroupReferences'),
  );
}

/** vCloud API, Role, with the rights that it grants. */
export function roleDocument(world: World, view: View, role: Role): XmlNode {
  const self = referTo.role(role);
  const rights = [...role.rightIds].flatMap((id) => world.inventory.rights.get(id) ?? []);
  return el(
    'Role',
    { name: role.name, id: self.id, href: absolute(view, self.href), type: self.type },
    link(view, 'edit', self.href, mediaTypes.adminRole),
    link(view, 'remove', self.href),
    leaf('Description', role.description),
    rightReferences(view, rights),
  );
}

/** vCloud API, Right. */
export function rightDocument(view: View, right: Right): XmlNode {
  const self = referTo.right(right);
  return el(
    'Right',
    { name: right.name, id: self.id, href: absolute(view, self.href), type: self.type },
    leaf('Description', right.description),
    leaf('Category', right.category),
    leaf('BundleKey', right.bundleKey),
  );
}

/** vCloud API, OrgRights: what roles of the organization may grant. */
export function orgRightsDocument(view: View, org: Org, rights: readonly Right[]): XmlNode {
  const href = `${referTo.adminOrg(org).href}/rights`;
  return el(
    'OrgRights',
    { href: absolute(view, href), type: mediaTypes.orgRights },
    link(view, 'up', referTo.adminOrg(org).href, mediaTypes.adminOrg),
    link(view, 'add', href, mediaTypes.orgRights),
    link(view, 'edit', href, mediaTypes.orgRights),
    rights.map((right) => pointer(view, 'RightReference', referTo.right(right))),
  );
}
