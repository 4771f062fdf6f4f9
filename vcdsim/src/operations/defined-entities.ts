import { ApiError, badRequest, invalidState } from '../http/api-error.ts';
import type { DefinedEntity } from '../openapi/defined-entities.ts';
import { etagOf } from '../openapi/defined-entities.ts';
import { misfit } from '../openapi/json-schema.ts';
import { isObject } from '../openapi/json-page.ts';
import type { JsonObject } from '../openapi/json-page.ts';
import type { Task } from '../tasks/task.ts';
import { TaskFailure } from '../tasks/task-engine.ts';
import type { World } from '../world.ts';
import type { Caller } from './access.ts';

/** What a request wants of an entity. */
export interface EntityWish {
  readonly name: string;
  readonly externalId: string | null;
  readonly entity: JsonObject;
}

/** The entity is there at once; its task is at one percent until somebody resolves it. */
export function startCreateEntity(world: World, caller: Caller, typeId: string, wish: EntityWish): Task {
  const [, , , vendor, nss] = typeId.split(':');
  const org = caller.actingIn ?? caller.org;
  const entity: DefinedEntity = {
    id: `urn:vcloud:entity:${vendor}:${nss}:${world.random.uuid()}`,
    typeId,
    org,
    owner: caller.user,
    name: wish.name,
    externalId: wish.externalId,
    content: wish.entity,
    state: 'PRE_CREATED',
    message: '',
    revision: 1,
    settled: Promise.withResolvers(),
  };
  const task = world.tasks.start({
    operationName: 'createDefinedEntity',
    doing: `Creating entity ${entity.name}(${entity.id})`,
    done: `Created entity ${entity.name}(${entity.id})`,
    owner: {
      href: `/cloudapi/1.0.0/entities/${entity.id}`,
      id: entity.id,
      name: entity.name,
      type: 'application/json',
    },
    orgId: org.id,
    userId: caller.user.id,
    requestId: caller.requestId,
    locks: [],
    finish: async (signal) => {
      signal.addEventListener('abort', () => {
        entity.settled.resolve('The operation was cancelled.');
      });
      const fault = await entity.settled.promise;
      if (fault !== undefined) throw new TaskFailure(fault);
    },
  });
  task.progress = 1;
  world.definedEntities.entities.set(entity.id, entity);
  return task;
}

/** Holds the entity against its type's schema, and says the outcome in its state. */
export function resolveEntity(world: World, entity: DefinedEntity): void {
  const fault = faultIn(world, entity.typeId, entity.content);
  entity.state = fault === undefined ? 'RESOLVED' : 'RESOLUTION_ERROR';
  entity.message = fault ?? '';
  entity.revision++;
  entity.settled.resolve(fault);
}

/** Throws 412 for an ETag that is not the entity's, 400 where a resolved entity would not fit its type any more. */
export function updateEntity(
  world: World,
  entity: DefinedEntity,
  wish: EntityWish,
  ifMatch: string | undefined,
): void {
  if (ifMatch !== undefined && ifMatch !== etagOf(entity)) {
    throw new ApiError(412, 'PRECONDITION_FAILED', `The entity ${entity.id} was changed meanwhile.`);
  }
  if (entity.state === 'RESOLVED') {
    const fault = faultIn(world, entity.typeId, wish.entity);
    if (fault !== undefined) throw badRequest(`The entity does not fit its type: ${fault}.`);
  } else {
    entity.state = 'PRE_CREATED';
  }
  entity.name = wish.name;
  entity.externalId = wish.externalId ?? entity.externalId;
  entity.content = wish.entity;
  entity.revision++;
}

/** Throws 400 for one that nobody has resolved yet. */
export function removeEntity(world: World, entity: DefinedEntity): void {
  if (entity.state === 'PRE_CREATED') {
    throw invalidState(`The entity ${entity.id} has to be resolved before it can be deleted.`);
  }
  world.definedEntities.entities.delete(entity.id);
}

function faultIn({ definedEntities }: World, typeId: string, content: JsonObject): string | undefined {
  const schema = definedEntities.types.get(typeId)?.['schema'];
  return isObject(schema) ? misfit(schema, content) : undefined;
}
