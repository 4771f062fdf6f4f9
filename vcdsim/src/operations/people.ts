import { badRequest, duplicateName, forbidden, invalidState } from '../http/api-error.ts';
import type { Org } from '../inventory/entities.ts';
import type { Role, User } from '../inventory/people.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, booleanOf, childOf, childrenOf, textOf } from '../xml/read.ts';
import { idFromHref } from './access.ts';
import { readName } from './catalogs.ts';

/** vCloud API, User. Throws 400 for a name that is taken, without a password, and for a role that is not there. */
export function createUser(world: World, org: Org, body: XmlElement): User {
  const name = readName(body);
  requireFreeName(world, org.id, name);
  const password = textOf(body, 'Password');
  if (!password) throw badRequest("validation error on field 'password': a user needs a password.");
  const role = readRole(world, org.id, body);
  if (!role) throw badRequest("validation error on field 'role': a user needs a role.");
  const user: User = {
    id: world.random.uuid(),
    name,
    fullName: '',
    description: '',
    email: '',
    telephone: '',
    orgId: org.id,
    roleId: role.id,
    password,
    enabled: true,
  };
  world.inventory.users.set(user.id, user);
  readDetails(user, body);
  return user;
}

/** vCloud API, User: what the body does not say stays, but for IsEnabled. A user that was disabled has no session any more. */
export function updateUser(world: World, user: User, body: XmlElement): void {
  const name = readName(body);
  if (name.toLowerCase() !== user.name.toLowerCase()) requireFreeName(world, user.orgId, name);
  const role = readRole(world, user.orgId, body);
  user.name = name;
  if (role) user.roleId = role.id;
  const password = textOf(body, 'Password');
  if (password) user.password = password;
  readDetails(user, body);
  if (!user.enabled) endSessionsOf(world, user);
}

function readDetails(user: User, body: XmlElement): void {
  user.fullName = textOf(body, 'FullName') ?? user.fullName;
  user.description = textOf(body, 'Description') ?? user.description;
  user.email = textOf(body, 'EmailAddress') ?? user.email;
  user.telephone = textOf(body, 'Telephone') ?? user.telephone;
  // Clients leave this element out to disable a user.
  user.enabled = booleanOf(textOf(body, 'IsEnabled')) ?? false;
}

/** Everything of the user belongs to another one from now on. */
export function takeOwnership({ inventory }: World, user: User, heir: User): void {
  for (const owned of [...inventory.catalogs.values(), ...inventory.vApps.values()]) {
    if (owned.ownerId === user.id) owned.ownerId = heir.id;
  }
}

/** Throws 400 for a user who owns something: it has to be given to somebody first. */
export function removeUser(world: World, user: User): void {
  const { inventory } = world;
  const owned = [...inventory.catalogs.values(), ...inventory.vApps.values()];
  const property = owned.find((entity) => entity.ownerId === user.id);
  if (property) {
    throw invalidState(`The user "${user.name}" cannot be deleted, because it owns "${property.name}".`);
  }
  endSessionsOf(world, user);
  inventory.users.delete(user.id);
}

function endSessionsOf(world: World, user: User): void {
  for (const session of world.sessions.living()) if (session.user === user) world.sessions.end(session);
}

function requireFreeName({ inventory }: World, orgId: string, name: string): void {
  for (const user of inventory.users.values()) {
    if (user.orgId === orgId && user.name.toLowerCase() === name.toLowerCase()) throw duplicateName(name);
  }
}

function readRole({ inventory }: World, orgId: string, body: XmlElement): Role | undefined {
  const href = attributeOf(childOf(body, 'Role'), 'href');
  if (href === undefined) return undefined;
  const role = inventory.roles.get(idFromHref(href));
  if (role?.orgId !== orgId) throw badRequest(`The role ${href} does not exist in the organization.`);
  return role;
}

/** What a role is made of or changed to. */
export interface RoleWish {
  readonly name: string;
  readonly description: string | undefined;
  /** Undefined where the request says nothing of them. */
  readonly rightIds: readonly string[] | undefined;
}

/** vCloud API, Role. */
export function readRoleWish(body: XmlElement): RoleWish {
  const rights = childOf(body, 'RightReferences');
  return {
    name: readName(body),
    description: textOf(body, 'Description'),
    rightIds:
      rights &&
      childrenOf(rights, 'RightReference').map((right) => idFromHref(attributeOf(right, 'href') ?? '')),
  };
}

/** A role that grants what it says and rules nothing. Throws 400 for a name that is taken. */
export function createRole(world: World, org: Org, wish: RoleWish): Role {
  requireFreeRoleName(world, org.id, wish.name);
  const role: Role = {
    id: world.random.uuid(),
    name: wish.name,
    description: wish.description ?? '',
    orgId: org.id,
    kind: org === world.inventory.systemOrg ? 'system' : 'user',
    rightIds: new Set(),
  };
  grant(world, role, wish.rightIds ?? []);
  world.inventory.roles.set(role.id, role);
  return role;
}

/** Changes name, description and rights; throws for a name that is taken. */
export function updateRole(world: World, role: Role, wish: RoleWish): void {
  if (wish.name !== role.name) requireFreeRoleName(world, role.orgId, wish.name);
  if (wish.rightIds) replaceRights(world, role, wish.rightIds);
  role.name = wish.name;
  role.description = wish.description ?? role.description;
}

/** Throws for a right that is not there, and changes nothing then. */
export function replaceRights(world: World, role: Role, rightIds: readonly string[]): void {
  requireRights(world, rightIds);
  role.rightIds.clear();
  grant(world, role, rightIds);
}

/** Adds rights to a role. Throws 400 for one that does not exist. */
export function grant(world: World, role: Role, rightIds: readonly string[]): void {
  requireRights(world, rightIds);
  for (const id of rightIds) role.rightIds.add(id);
}

/** Throws 400 for a role that somebody has, 403 for one that the organization cannot do without. */
export function removeRole({ inventory }: World, role: Role): void {
  if (role.kind === 'org-administrator' || isSystemAdministrator(role)) throw forbidden();
  const holder = [...inventory.users.values()].find((user) => user.roleId === role.id);
  if (holder) throw invalidState(`The role "${role.name}" is in use by user "${holder.name}".`);
  inventory.roles.delete(role.id);
}

/** The one role of System that is always there; others of System are the provider's own. */
function isSystemAdministrator(role: Role): boolean {
  return role.kind === 'system' && role.name === 'System Administrator';
}

function requireRights({ inventory }: World, rightIds: readonly string[]): void {
  for (const id of rightIds) {
    if (!inventory.rights.has(id)) throw badRequest(`The right ${id} does not exist.`);
  }
}

function requireFreeRoleName({ inventory }: World, orgId: string, name: string): void {
  for (const role of inventory.roles.values()) {
    if (role.orgId === orgId && role.name === name) throw duplicateName(name);
  }
}
