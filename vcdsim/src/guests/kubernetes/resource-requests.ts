import { admitNode, admitted, readObject } from './admission.ts';
import { ApiError, notFound } from './api-error.ts';
import type { User } from './authentication.ts';
import { authorize, reviewAccess } from './authorization.ts';
import type { KubernetesObject } from './objects.ts';
import type { ObjectStore } from './object-store.ts';
import { applyPatch } from './patches.ts';
import type { ResourcePath } from './request-path.ts';

/** A request for a resource, its body read. */
export interface ResourceRequest {
  readonly method: string;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly user: User;
  readonly body: string;
  readonly contentType: string;
}

/** What a request yields: one object, many, or a stream that the server opens. */
export type ResourceAnswer =
  | { readonly kind: 'object'; readonly code: number; readonly object: KubernetesObject }
  | { readonly kind: 'status'; readonly code: number; readonly details: object }
  | { readonly kind: 'list' }
  | { readonly kind: 'watch' }
  | { readonly kind: 'text'; readonly text: string };

/** Authorises and carries out one request against the store. */
export function answerResource(request: ResourceRequest, store: ObjectStore): ResourceAnswer {
  const { path, user } = request;
  const verb = verbOf(request);
  authorize(
    user,
    {
      kind: 'resource',
      verb: verb,
      group: path.type.group,
      resource: path.type.resource + (path.subresource === undefined ? '' : `/${path.subresource}`),
      namespace: path.namespace,
      name: path.name,
    },
    store,
  );
  switch (verb) {
    case 'list':
    case 'watch':
      return { kind: verb };
    case 'get':
      if (path.subresource === 'log') return { kind: 'text', text: '' };
      return { kind: 'object', code: 200, object: existing(path, store) };
    case 'create':
      return create(request, store);
    case 'update':
      return update(request, store);
    case 'patch':
      return patch(request, store);
    case 'delete':
      return remove(existing(path, store), request, store);
    case 'deletecollection':
      for (const object of store.list(path.type, path.namespace)) remove(object, request, store);
      return { kind: 'status', code: 200, details: {} };
    default:
      throw new ApiError(
        405,
        'MethodNotAllowed',
        'the server does not allow this method on the requested resource',
      );
  }
}

function verbOf({ method, path, query }: ResourceRequest): string {
  switch (method) {
    case 'GET':
      if (path.name !== undefined) return 'get';
      return ['1', 'true'].includes(query.get('watch') ?? '') ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return path.name === undefined ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
}

function existing({ type, name, namespace }: ResourcePath, store: ObjectStore): KubernetesObject {
  const found = store.get(type, name ?? '', namespace);
  if (!found) throw notFound(type, name ?? '');
  return found;
}

function dryRun(query: URLSearchParams): boolean {
  return query.has('dryRun');
}

function create(request: ResourceRequest, store: ObjectStore): ResourceAnswer {
  const { path, user, query } = request;
  if (path.subresource === 'eviction') {
    remove(existing(path, store), request, store);
    return { kind: 'status', code: 201, details: {} };
  }
  if (path.type.kind.startsWith('SelfSubject')) return review(request, store);
  const object = readObject(JSON.parse(request.body), path.type, path);
  const { namespace } = object.metadata;
  if (namespace !== undefined && !store.get(store.type('namespaces'), namespace)) {
    throw notFound({ group: '', resource: 'namespaces' }, namespace);
  }
  const ready = admitted(object, user);
  return { kind: 'object', code: 201, object: dryRun(query) ? ready : store.create(path.type, ready) };
}

function review({ path, user, body }: ResourceRequest, store: ObjectStore): ResourceAnswer {
  const asked = JSON.parse(body) as KubernetesObject; // only its spec is looked at, as unknown
  const object =
    path.type.kind === 'SelfSubjectReview'
      ? { ...asked, status: { userInfo: { username: user.name, groups: user.groups } } }
      : reviewAccess(user, asked, store);
  return { kind: 'object', code: 201, object };
}

function update(request: ResourceRequest, store: ObjectStore): ResourceAnswer {
  const current = existing(request.path, store);
  return write(request, current, JSON.parse(request.body), store);
}

function patch(request: ResourceRequest, store: ObjectStore): ResourceAnswer {
  const { path, contentType, body } = request;
  const current = store.get(path.type, path.name ?? '', path.namespace);
  if (current) return write(request, current, applyPatch(current, body, contentType), store);
  if (!contentType.startsWith('application/apply-patch')) throw notFound(path.type, path.name ?? '');
  const created = applyPatch({}, body, contentType);
  return create({ ...request, body: JSON.stringify(created) }, store);
}

/** Subresources replace their part of an object and nothing else; the rest of it leaves their part alone. */
function write(
  { path, user, query }: ResourceRequest,
  current: KubernetesObject,
  wanted: unknown,
  store: ObjectStore,
): ResourceAnswer {
  const read = readObject(wanted, path.type, path);
  if (read.kind === 'Node') admitNode(read, user);
  const { uid, creationTimestamp, deletionTimestamp } = current.metadata;
  const metadata = {
    ...read.metadata,
    uid,
    creationTimestamp,
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
  };
  const partial = path.subresource === 'status' || path.subresource === 'approval';
  const object = (
    partial
      ? {
          ...current,
          status: read['status'],
          metadata: { ...current.metadata, resourceVersion: metadata.resourceVersion },
        }
      : {
          ...read,
          ...(path.type.subresources.includes('status') ? { status: current['status'] } : {}),
          metadata,
        }
  ) as KubernetesObject; // a spread of an object and known fields; the index signature hides that from the compiler
  return {
    kind: 'object',
    code: 200,
    object: dryRun(query) ? object : store.update(path.type, withoutUndefined(object)),
  };
}

function withoutUndefined(object: KubernetesObject): KubernetesObject {
  return JSON.parse(JSON.stringify(object)) as KubernetesObject; // the same shape, minus absent fields
}

function remove(object: KubernetesObject, request: ResourceRequest, store: ObjectStore): ResourceAnswer {
  const { type } = request.path;
  if (!dryRun(request.query)) {
    if (object.kind === 'Namespace') removeContents(object.metadata.name, store);
    store.delete(type, object);
  }
  const { name, uid } = object.metadata;
  return { kind: 'status', code: 200, details: { name, group: type.group, kind: type.resource, uid } };
}

function removeContents(namespace: string, store: ObjectStore): void {
  for (const type of store.types()) {
    for (const object of store.list(type, namespace)) store.remove(type, object);
  }
}
