import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ApiError, notFound, qualifiedResource } from './api-error.ts';
import type { KubernetesObject } from './objects.ts';
import { builtInTypes, customTypes } from './resource-types.ts';
import type { ResourceType } from './resource-types.ts';

/** One change, as watchers see it. */
export interface ChangeEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  /** `daemonsets.apps`. */
  readonly resource: string;
  readonly object: KubernetesObject;
}

/** How many past changes a watch can be started from, at least. */
const historyLength = 2_000;

/** What etcd is to a cluster: the objects, their revisions and the recent changes. Objects in it are never mutated. */
export class ObjectStore {
  readonly #builtIn = builtInTypes();
  readonly #collections = new Map<string, Map<string, KubernetesObject>>();
  readonly #listeners = new Set<(event: ChangeEvent) => void>();
  #history: ChangeEvent[] = [];
  /** The newest change that the history no longer has. */
  #forgotten = 0;
  #revision = 1;

  get revision(): number {
    return this.#revision;
  }

  /** Every resource that is served now, custom ones included. */
  types(): readonly ResourceType[] {
    const definitions = this.#collections.get('customresourcedefinitions.apiextensions.k8s.io');
    if (!definitions) return this.#builtIn;
    return [...this.#builtIn, ...[...definitions.values()].flatMap((definition) => customTypes(definition))];
  }

  /** The served resource of that plural; throws where there is none: callers name built-in ones. */
  type(qualified: string): ResourceType {
    const found = this.types().find((type) => qualifiedResource(type) === qualified);
    if (!found) throw new Error(`no resource ${qualified}`);
    return found;
  }

  list(type: Pick<ResourceType, 'group' | 'resource'>, namespace?: string): readonly KubernetesObject[] {
    const all = [...(this.#collections.get(qualifiedResource(type))?.values() ?? [])];
    const some = namespace === undefined ? all : all.filter((each) => each.metadata.namespace === namespace);
    return some.sort((a, b) => (objectKey(a) < objectKey(b) ? -1 : 1));
  }

  get(type: ResourceType, name: string, namespace?: string): KubernetesObject | undefined {
    return this.#collections.get(qualifiedResource(type))?.get(`${namespace ?? ''}/${name}`);
  }

  /** Adds an object and gives it identity; 409 when its name is taken. */
  create(type: ResourceType, object: KubernetesObject): KubernetesObject {
    if (this.get(type, object.metadata.name, object.metadata.namespace)) {
      throw new ApiError(
        409,
        'AlreadyExists',
        `${qualifiedResource(type)} "${object.metadata.name}" already exists`,
      );
    }
    return this.#commit(type, 'ADDED', {
      ...object,
      metadata: {
        ...object.metadata,
        uid: randomUUID(),
        creationTimestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
        generation: 1,
      },
    });
  }

  /** Replaces an object; 404 when it is gone, 409 when `object` carries an old resourceVersion. */
  update(type: ResourceType, object: KubernetesObject): KubernetesObject {
    const { name, namespace, resourceVersion } = object.metadata;
    const current = this.get(type, name, namespace);
    if (!current) throw notFound(type, name);
    if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
      throw new ApiError(
        409,
        'Conflict',
        `Operation cannot be fulfilled on ${qualifiedResource(type)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
      );
    }
    if (object.metadata.deletionTimestamp !== undefined && !object.metadata.finalizers?.length) {
      return this.remove(type, object);
    }
    if (saysTheSame(object, current)) return current;
    const specChanged = !isDeepStrictEqual(object['spec'], current['spec']);
    return this.#commit(type, 'MODIFIED', {
      ...object,
      metadata: {
        ...object.metadata,
        generation: (current.metadata.generation ?? 0) + (specChanged ? 1 : 0),
      },
    });
  }

  /** Deletes an object or, where finalizers hold it, marks it. */
  delete(type: ResourceType, object: KubernetesObject): KubernetesObject {
    if (!object.metadata.finalizers?.length) return this.remove(type, object);
    if (object.metadata.deletionTimestamp !== undefined) return object;
    const metadata = { ...object.metadata, deletionTimestamp: new Date().toISOString() };
    return this.#commit(type, 'MODIFIED', { ...object, metadata });
  }

  /** Removes an object whatever holds it. */
  remove(type: ResourceType, object: KubernetesObject): KubernetesObject {
    this.#collections.get(qualifiedResource(type))?.delete(objectKey(object));
    return this.#announce(type, 'DELETED', object);
  }

  /** Changes after `revision`, oldest first; undefined when they are no longer all known. */
  since(revision: number): readonly ChangeEvent[] | undefined {
    if (revision < this.#forgotten) return undefined;
    return this.#history.filter((event) => event.revision > revision);
  }

  /** Calls the listener after every change until the returned function is called. */
  subscribe(listener: (event: ChangeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #commit(type: ResourceType, change: 'ADDED' | 'MODIFIED', object: KubernetesObject): KubernetesObject {
    const stored = structuredClone(stamped(object, this.#revision + 1));
    const resource = qualifiedResource(type);
    const collection = this.#collections.get(resource) ?? new Map<string, KubernetesObject>();
    this.#collections.set(resource, collection.set(objectKey(stored), stored));
    return this.#announce(type, change, stored);
  }

  #announce(type: ResourceType, change: ChangeEvent['type'], object: KubernetesObject): KubernetesObject {
    this.#revision += 1;
    const event = {
      type: change,
      revision: this.#revision,
      resource: qualifiedResource(type),
      object: stamped(object, this.#revision),
    };
    this.#history.push(event);
    if (this.#history.length > 2 * historyLength) {
      this.#forgotten = this.#history.at(-historyLength - 1)?.revision ?? 0;
      this.#history = this.#history.slice(-historyLength);
    }
    for (const listener of this.#listeners) listener(event);
    return event.object;
  }
}

function stamped(object: KubernetesObject, revision: number): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

function objectKey(object: KubernetesObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Equality but for what the store itself counts. */
function saysTheSame(object: KubernetesObject, current: KubernetesObject): boolean {
  const { resourceVersion, generation } = current.metadata;
  const metadata = { ...object.metadata, resourceVersion, generation };
  return isDeepStrictEqual({ ...object, metadata }, current);
}
