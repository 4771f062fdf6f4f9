import { notFound } from './api-error.ts';
import type { ResourceType } from './resource-types.ts';

/** What a request's path names. */
export interface ResourcePath {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/**
 * The resource below `/api/v1/…` or `/apis/<group>/<version>/…`; undefined for any other path, and 404 where the
 * group, version or resource is not served.
 */
export function resourcePath(path: string, types: readonly ResourceType[]): ResourcePath | undefined {
  const steps = path.split('/').slice(1).map(decodeURIComponent);
  const root = steps.shift();
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : (steps.shift() ?? '');
  const version = steps.shift();
  const [first, second, third, ...rest] = steps;
  if (version === undefined || first === undefined || first === '') return undefined;
  const find = (resource: string): ResourceType => {
    const type = types.find(
      (each) => each.group === group && each.version === version && each.resource === resource,
    );
    if (!type) throw notServed();
    return type;
  };
  const aboutNamespaces = first === 'namespaces' && (third === undefined || isNamespacePart(third));
  if (first !== 'namespaces' || aboutNamespaces) {
    const type = find(first);
    if (type.namespaced && second !== undefined) throw notServed();
    return checked({ type, namespace: undefined, name: second, subresource: third });
  }
  return checked({ type: find(third ?? ''), namespace: second, name: rest[0], subresource: rest[1] });
}

function isNamespacePart(step: string): boolean {
  return step === 'status' || step === 'finalize';
}

function checked(path: ResourcePath): ResourcePath {
  if (path.subresource !== undefined && !path.type.subresources.includes(path.subresource)) {
    throw notServed();
  }
  return path;
}

function notServed(): Error {
  const error = notFound({ group: '', resource: '' }, '');
  error.message = 'the server could not find the requested resource';
  return error;
}
