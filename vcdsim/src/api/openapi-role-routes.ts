import { z } from 'zod';
import { referTo } from '../documents/references.ts';
import type { SessionCall } from '../http/exchange.ts';
import { json, noContent } from '../http/exchange.ts';
import { jsonBody } from '../http/json-body.ts';
import type { Route } from '../http/router.ts';
import { user } from '../http/router.ts';
import type { Role } from '../inventory/people.ts';
import { pageReply } from '../openapi/json-page.ts';
import { rightModel, roleModel } from '../openapi/models.ts';
import { findRole, idFromHref, requireRule, seesRole } from '../operations/access.ts';
import { createRole, grant, removeRole, replaceRights, updateRole } from '../operations/people.ts';
import type { World } from '../world.ts';
import { single } from './openapi-routes.ts';
import { contextOf } from './task-answers.ts';

const root = '/cloudapi/1.0.0';

const RoleBody = z.looseObject({ name: z.string().min(1).max(128), description: z.string().nullish() });
const References = z.looseObject({ values: z.array(z.looseObject({ id: z.string() })) });

/** vCD OpenAPI, roles and rights. */
export function openApiRoleRoutes(world: World): readonly Route[] {
  return [...rights(world), ...roles(world), ...rightsOfRoles(world)];
}

function rights({ inventory }: World): readonly Route[] {
  const all = () => [...inventory.rights.values()].map(rightModel);
  const categories = () =>
    [...new Set([...inventory.rights.values()].map((right) => right.category))]
      .filter((category) => category !== '')
      .map((name) => ({ id: name, name, description: '', bundleKey: name }));
  return [
    user('GET', `${root}/rights`, (call) => pageReply(call, 'Right', all())),
    user('GET', `${root}/rights/{urn}`, (call) => single(call, 'right', all())),
    user('GET', `${root}/rightsCategories`, (call) => pageReply(call, 'RightsCategory', categories())),
  ];
}

function open(world: World, call: SessionCall, purpose: 'read' | 'change') {
  const { caller } = contextOf(world, call);
  const role = findRole(world, caller, idOf(call.params['urn'] ?? ''));
  if (purpose === 'change') requireRule(caller, role.orgId);
  return role;
}

/** The UUID at the end of an URN. */
function idOf(urn: string): string {
  return idFromHref(`/${urn.split(':').at(-1) ?? ''}`);
}

function wishOf(body: z.output<typeof RoleBody>) {
  return { name: body.name, description: body.description ?? undefined, rightIds: undefined };
}

function roles(world: World): readonly Route[] {
  return [
    user('GET', `${root}/roles`, (call) => {
      const { caller } = contextOf(world, call);
      const seen = [...world.inventory.roles.values()].filter((role) => seesRole(caller, role));
      return pageReply(call, 'Role', seen.map(roleModel));
    }),
    user('POST', `${root}/roles`, (call) => {
      const { caller } = contextOf(world, call);
      const org = caller.actingIn ?? caller.org;
      requireRule(caller, org.id);
      const role = createRole(world, org, wishOf(jsonBody(call, RoleBody)));
      return json(201, roleModel(role), { Location: `${call.base}${root}/roles/${referTo.role(role).id}` });
    }),
    user('GET', `${root}/roles/{urn}`, (call) => json(200, roleModel(open(world, call, 'read')))),
    user('PUT', `${root}/roles/{urn}`, (call) => {
      const role = open(world, call, 'change');
      updateRole(world, role, wishOf(jsonBody(call, RoleBody)));
      return json(200, roleModel(role));
    }),
    user('DELETE', `${root}/roles/{urn}`, (call) => {
      removeRole(world, open(world, call, 'change'));
      return noContent;
    }),
  ];
}

function rightsOfRoles(world: World): readonly Route[] {
  const at = `${root}/roles/{urn}/rights`;
  const answer = (call: SessionCall, role: Role) => {
    const granted = [...role.rightIds].flatMap((id) => world.inventory.rights.get(id) ?? []);
    return pageReply(call, 'Right', granted.map(rightModel));
  };
  const change = (method: string, work: (role: Role, ids: readonly string[]) => void): Route =>
    user(method, at, (call) => {
      const role = open(world, call, 'change');
      work(
        role,
        jsonBody(call, References).values.map(({ id }) => idOf(id)),
      );
      return answer(call, role);
    });
  return [
    user('GET', at, (call) => answer(call, open(world, call, 'read'))),
    change('POST', (role, ids) => {
      grant(world, role, ids);
    }),
    change('PUT', (role, ids) => {
      replaceRights(world, role, ids);
    }),
  ];
}
