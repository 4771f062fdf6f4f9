import { z } from 'zod';
import { absolute, referTo } from '../documents/references.ts';
import { badRequest, duplicateName, invalidState, noAccess } from '../http/api-error.ts';
import type { Reply, SessionCall } from '../http/exchange.ts';
import { json, noContent } from '../http/exchange.ts';
import { jsonBody } from '../http/json-body.ts';
import type { Route } from '../http/router.ts';
import { administrator, user } from '../http/router.ts';
import type { DefinedEntity } from '../openapi/defined-entities.ts';
import { entityModel, etagOf } from '../openapi/defined-entities.ts';
import type { Json, JsonObject } from '../openapi/json-page.ts';
import { pageReply } from '../openapi/json-page.ts';
import type { Caller } from '../operations/access.ts';
import { rules } from '../operations/access.ts';
import type { EntityWish } from '../operations/defined-entities.ts';
import {
  removeEntity,
  resolveEntity,
  startCreateEntity,
  updateEntity,
} from '../operations/defined-entities.ts';
import type { World } from '../world.ts';
import { single } from './openapi-routes.ts';
import { contextOf } from './task-answers.ts';

const root = '/cloudapi/1.0.0';
const word = z.string().regex(/^[\w.-]+$/);

/** What interfaces and types have in common; everything else of them is kept as it came. */
const Definition = z.looseObject({ name: z.string().min(1), vendor: word, nss: word, version: word });

const AnyJson = z.json().transform((value): Json => value);
const EntityBody = z.looseObject({
  name: z.string().min(1),
  externalId: z.string().nullish(),
  entity: z.record(z.string(), AnyJson),
});

/** vCD OpenAPI, runtime defined entities: interfaces, types, and entities with ETags. */
export function definedEntityRoutes(world: World): readonly Route[] {
  const { interfaces, types } = world.definedEntities;
  return [
    ...definitions('interfaces', 'interface', interfaces, (id) =>
      [...types.values()].some((type) => interfacesOf(type).includes(id)),
    ),
    ...definitions('entityTypes', 'type', types, (id) =>
      [...world.definedEntities.entities.values()].some((entity) => entity.typeId === id),
    ),
    ...entities(world),
    ...lists(world),
  ];
}

function interfacesOf(type: JsonObject): readonly string[] {
  const listed = type['interfaces'];
  return Array.isArray(listed) ? listed.filter((id) => typeof id === 'string') : [];
}

/** Everybody reads definitions, the provider makes them; what is in use stays. */
function definitions(
  path: string,
  kind: string,
  known: Map<string, JsonObject>,
  isUsed: (id: string) => boolean,
): readonly Route[] {
  const at = `${root}/${path}`;
  const read = (call: SessionCall): { readonly id: string; readonly content: JsonObject } => {
    const body = jsonBody(call, Definition);
    const id = `urn:vcloud:${kind}:${body.vendor}:${body.nss}:${body.version}`;
    // It was JSON a moment ago.
    return { id, content: { readonly: false, ...(body as unknown as JsonObject), id } };
  };
  const find = (call: SessionCall): string => {
    const urn = call.params['urn'] ?? '';
    if (!known.has(urn)) throw noAccess(kind, urn);
    return urn;
  };
  return [
    user('GET', at, (call) => pageReply(call, kind, [...known.values()])),
    user('GET', `${at}/{urn}`, (call) => single(call, kind, [...known.values()])),
    administrator('POST', at, (call) => {
      const { id, content } = read(call);
      if (known.has(id)) throw duplicateName(id);
      known.set(id, content);
      return json(201, content);
    }),
    administrator('PUT', `${at}/{urn}`, (call) => {
      const id = find(call);
      const changed = { ...read(call).content, id };
      known.set(id, changed);
      return json(200, changed);
    }),
    administrator('DELETE', `${at}/{urn}`, (call) => {
      const id = find(call);
      if (isUsed(id)) throw invalidState(`The ${kind} ${id} is in use.`);
      known.delete(id);
      return noContent;
    }),
  ];
}

/** The owner's, and those of the organization that the caller rules. */
function sees(caller: Caller, entity: DefinedEntity): boolean {
  return rules(caller, entity.org.id) || entity.owner === caller.user;
}

function wishOf(call: SessionCall): EntityWish {
  const { name, externalId, entity } = jsonBody(call, EntityBody);
  return { name, externalId: externalId ?? null, entity };
}

function entities(world: World): readonly Route[] {
  const { types, entities: all } = world.definedEntities;
  const at = `${root}/entities/{urn}`;
  const find = (call: SessionCall): DefinedEntity => {
    const urn = call.params['urn'] ?? '';
    const found = all.get(urn);
    if (!found || !sees(contextOf(world, call).caller, found)) throw noAccess('definedEntity', urn);
    return found;
  };
  const tell = (entity: DefinedEntity): Reply => json(200, entityModel(entity), { ETag: etagOf(entity) });
  return [
    user('POST', `${root}/entityTypes/{urn}`, (call) => {
      const { caller, view } = contextOf(world, call);
      const typeId = call.params['urn'] ?? '';
      if (!types.has(typeId)) throw noAccess('type', typeId);
      const task = startCreateEntity(world, caller, typeId, wishOf(call));
      return { status: 202, headers: { Location: absolute(view, referTo.task(task).href) } };
    }),
    user('GET', at, (call) => tell(find(call))),
    user('PUT', at, (call) => {
      const entity = find(call);
      updateEntity(world, entity, wishOf(call), call.request.headers['if-match']);
      return tell(entity);
    }),
    user('POST', `${at}/resolve`, (call) => {
      const entity = find(call);
      resolveEntity(world, entity);
      return tell(entity);
    }),
    user('DELETE', at, (call) => {
      removeEntity(world, find(call));
      return noContent;
    }),
  ];
}

/** By type or by interface; a version may be a major number alone and means all of it then. */
function lists(world: World): readonly Route[] {
  const { types, entities: all } = world.definedEntities;
  const isOf = (id: string, call: SessionCall): boolean => {
    const { vendor, nss, version = '' } = call.params;
    const [, , , itsVendor, itsNss, itsVersion = ''] = id.split(':');
    if (itsVendor !== vendor || itsNss !== nss) return false;
    return itsVersion === version || itsVersion.startsWith(`${version}.`);
  };
  const list = (kind: string, belongs: (entity: DefinedEntity, call: SessionCall) => boolean): Route =>
    user('GET', `${root}/entities/${kind}/{vendor}/{nss}/{version}`, (call) => {
      const { caller } = contextOf(world, call);
      const found = [...all.values()].filter((entity) => sees(caller, entity) && belongs(entity, call));
      return pageReply(call, 'DefinedEntity', found.map(entityModel));
    });
  return [
    list('types', (entity, call) => isOf(entity.typeId, call)),
    list('interfaces', (entity, call) => {
      const type = types.get(entity.typeId);
      if (!type) throw badRequest(`The type ${entity.typeId} is gone.`);
      return interfacesOf(type).some((id) => isOf(id, call));
    }),
  ];
}
