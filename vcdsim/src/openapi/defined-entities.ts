import type { Org } from '../inventory/entities.ts';
import type { User } from '../inventory/people.ts';
import type { JsonObject } from './json-page.ts';

/** vCD's runtime defined entities: interfaces and types as they were sent, and what was made of the types. */
export interface DefinedEntities {
  readonly interfaces: Map<string, JsonObject>;
  readonly types: Map<string, JsonObject>;
  readonly entities: Map<string, DefinedEntity>;
}

/** An entity of a type that somebody has defined. */
export interface DefinedEntity {
  /** `urn:vcloud:entity:vendor:nss:UUID`. */
  readonly id: string;
  /** `urn:vcloud:type:vendor:nss:version`. */
  readonly typeId: string;
  readonly org: Org;
  readonly owner: User;
  name: string;
  externalId: string | null;
  content: JsonObject;
  state: 'PRE_CREATED' | 'RESOLVED' | 'RESOLUTION_ERROR';
  message: string;
  /** Goes up with each change: the ETag. */
  revision: number;
  /** Ends the task of its creation; the text says what is wrong. */
  readonly settled: PromiseWithResolvers<string | undefined>;
}

/** A world in which nobody has defined anything. */
export function createDefinedEntities(): DefinedEntities {
  return { interfaces: new Map(), types: new Map(), entities: new Map() };
}

/** Opaque to clients, quotes and all. */
export function etagOf({ id, revision }: DefinedEntity): string {
  return `"${id.split(':').at(-1)}-${revision}"`;
}

/** vCD OpenAPI, DefinedEntity. */
export function entityModel(entity: DefinedEntity): JsonObject {
  const { id, typeId, name, externalId, content, state, message, owner, org } = entity;
  return {
    id,
    entityType: typeId,
    name,
    externalId,
    entity: content,
    state,
    message,
    owner: { name: owner.name, id: `urn:vcloud:user:${owner.id}` },
    org: { name: org.name, id: `urn:vcloud:org:${org.id}` },
  };
}
