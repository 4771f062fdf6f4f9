import { mediaTypes } from '../documents/media-types.ts';
import {
  orgRightsDocument,
  rightDocument,
  roleDocument,
  userDocument,
  vCloudDocument,
} from '../documents/people-documents.ts';
import { absolute, referTo } from '../documents/references.ts';
import { badRequest, noAccess } from '../http/api-error.ts';
import type { SessionCall } from '../http/exchange.ts';
import { document, noContent, xmlBody } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { user } from '../http/router.ts';
import {
  findOrg,
  findRole,
  findUser,
  idFromHref,
  requireRule,
  seesOrg,
  seesRole,
} from '../operations/access.ts';
import {
  createRole,
  createUser,
  readRoleWish,
  removeRole,
  removeUser,
  takeOwnership,
  updateRole,
  updateUser,
} from '../operations/people.ts';
import type { World } from '../world.ts';
import { attributeOf, childrenOf } from '../xml/read.ts';
import { requireAdministrator } from './org-routes.ts';
import { contextOf } from './task-answers.ts';

/** vCloud API, administration: users, roles and rights. */
export function peopleRoutes(world: World): readonly Route[] {
  return [...overview(world), ...users(world), ...roles(world), ...rights(world)];
}

function overview(world: World): readonly Route[] {
  return [
    user('GET', '/api/admin', (call) => {
      const { caller, view } = contextOf(world, call);
      const orgs = [...world.inventory.orgs.values()].filter((org) => seesOrg(caller, org));
      const roles = [...world.inventory.roles.values()].filter((role) => seesRole(caller, role));
      return document(200, mediaTypes.adminVCloud, vCloudDocument(world, view, { orgs, roles }));
    }),
  ];
}

function users(world: World): readonly Route[] {
  const at = '/api/admin/user/{id}';
  const open = (call: SessionCall, purpose: 'read' | 'change') => {
    const context = contextOf(world, call);
    return { ...context, found: findUser(world, context.caller, call.params['id'] ?? '', purpose) };
  };
  return [
    user('POST', '/api/admin/org/{id}/users', (call) => {
      const { caller, view } = contextOf(world, call);
      const org = findOrg(world, caller, call.params['id'] ?? '');
      requireRule(caller, org.id);
      const created = createUser(world, org, xmlBody(call, 'User'));
      const location = absolute(view, referTo.user(created).href);
      return document(201, mediaTypes.user, userDocument(world, view, created), location);
    }),
    user('GET', at, (call) => {
      const { view, found } = open(call, 'read');
      return document(200, mediaTypes.user, userDocument(world, view, found));
    }),
    user('PUT', at, (call) => {
      const { view, found } = open(call, 'change');
      updateUser(world, found, xmlBody(call, 'User'));
      return document(200, mediaTypes.user, userDocument(world, view, found));
    }),
    user('DELETE', at, (call) => {
      removeUser(world, open(call, 'change').found);
      return noContent;
    }),
    user('POST', `${at}/action/takeOwnership`, (call) => {
      const { caller, found } = open(call, 'change');
      takeOwnership(world, found, caller.user);
      return noContent;
    }),
    // Nobody is ever locked out here.
    user('POST', `${at}/action/unlock`, (call) => {
      open(call, 'change');
      return noContent;
    }),
  ];
}

function roles(world: World): readonly Route[] {
  const paths = ['/api/admin/role/{id}', '/api/admin/org/{orgId}/role/{id}'];
  const open = (call: SessionCall, purpose: 'read' | 'change') => {
    const context = contextOf(world, call);
    const role = findRole(world, context.caller, call.params['id'] ?? '');
    if (purpose === 'change') requireRule(context.caller, role.orgId);
    return { ...context, role };
  };
  return [
    user('POST', '/api/admin/org/{id}/roles', (call) => {
      const { caller, view } = contextOf(world, call);
      const org = findOrg(world, caller, call.params['id'] ?? '');
      requireRule(caller, org.id);
      const role = createRole(world, org, readRoleWish(xmlBody(call, 'Role')));
      const location = absolute(view, referTo.role(role).href);
      return document(201, mediaTypes.adminRole, roleDocument(world, view, role), location);
    }),
    ...paths.flatMap((pattern) => [
      user('GET', pattern, (call) => {
        const { view, role } = open(call, 'read');
        return document(200, mediaTypes.adminRole, roleDocument(world, view, role));
      }),
      user('PUT', pattern, (call) => {
        const { view, role } = open(call, 'change');
        updateRole(world, role, readRoleWish(xmlBody(call, 'Role')));
        return document(200, mediaTypes.adminRole, roleDocument(world, view, role));
      }),
      user('DELETE', pattern, (call) => {
        removeRole(world, open(call, 'change').role);
        return noContent;
      }),
    ]),
  ];
}

function rights(world: World): readonly Route[] {
  const { inventory } = world;
  const ofOrg = '/api/admin/org/{id}/rights';
  const answer = (call: SessionCall) => {
    const { caller, view } = contextOf(world, call);
    requireAdministrator(caller);
    const org = findOrg(world, caller, call.params['id'] ?? '');
    const body = orgRightsDocument(view, org, [...inventory.rights.values()]);
    return document(200, mediaTypes.orgRights, body);
  };
  return [
    user('GET', '/api/admin/right/{id}', (call) => {
      const { view } = contextOf(world, call);
      const id = call.params['id'] ?? '';
      const right = inventory.rights.get(id);
      if (!right) throw noAccess('right', id);
      return document(200, mediaTypes.adminRight, rightDocument(view, right));
    }),
    user('GET', ofOrg, answer),
    // Every organization has every right here, so that there is nothing to add but what does not exist.
    ...['POST', 'PUT'].map((method) =>
      user(method, ofOrg, (call) => {
        for (const reference of childrenOf(xmlBody(call, 'OrgRights'), 'RightReference')) {
          const href = attributeOf(reference, 'href') ?? '';
          if (!inventory.rights.has(idFromHref(href))) throw badRequest(`The right ${href} does not exist.`);
        }
        if (!contextOf(world, call).caller.administrator) throw noAccess('org', call.params['id'] ?? '');
        return answer(call);
      }),
    ),
  ];
}
