import { ApiError } from './api-error.ts';
import type { User } from './authentication.ts';
import { isJsonObject, listAt, textAt, valueAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import { groupVersion } from './resource-types.ts';
import type { ResourceType } from './resource-types.ts';

/** Reads a request body as an object of the type; 400 or 422 with the API server's words where it is none. */
export function readObject(
  value: unknown,
  type: ResourceType,
  place: { readonly namespace: string | undefined; readonly name?: string | undefined },
): KubernetesObject {
  if (!isJsonObject(value) || !isJsonObject(value['metadata'])) {
    throw new ApiError(
      400,
      'BadRequest',
      `the object provided is unrecognized (must be of type ${type.kind})`,
    );
  }
  if (value['kind'] !== type.kind || value['apiVersion'] !== groupVersion(type)) {
    throw new ApiError(
      400,
      'BadRequest',
      `the API version in the data (${String(value['apiVersion'])}, Kind=${String(value['kind'])}) does not match the expected API version (${groupVersion(type)}, Kind=${type.kind})`,
    );
  }
  const { name: given, generateName, namespace, ...rest } = value['metadata'];
  const generated = typeof generateName === 'string' ? generateName + randomSuffix() : undefined;
  const name = typeof given === 'string' && given !== '' ? given : generated;
  if (name === undefined) {
    throw new ApiError(
      422,
      'Invalid',
      `${type.kind} "" is invalid: metadata.name: Required value: name or generateName is required`,
    );
  }
  if (place.name !== undefined && place.name !== name) {
    throw new ApiError(
      400,
      'BadRequest',
      `the name of the object (${name}) does not match the name on the URL (${place.name})`,
    );
  }
  if (typeof namespace === 'string' && place.namespace !== undefined && namespace !== place.namespace) {
    throw new ApiError(
      400,
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  const metadata = { ...rest, name, ...(type.namespaced ? { namespace: place.namespace ?? 'default' } : {}) };
  return { ...value, apiVersion: groupVersion(type), kind: type.kind, metadata };
}

/** What the API server fills in or refuses when an object is created. */
export function admitted(object: KubernetesObject, user: User): KubernetesObject {
  switch (object.kind) {
    case 'Namespace':
      return { ...object, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
    case 'Node':
      return admitNode(object, user);
    case 'Secret':
      return admitSecret(object);
    case 'CertificateSigningRequest':
      return {
        ...object,
        spec: { ...spread(object['spec']), username: user.name, groups: user.groups },
        status: {},
      };
    case 'CustomResourceDefinition':
      return establish(object);
    case 'Deployment':
    case 'StatefulSet':
      return { ...object, spec: { replicas: 1, ...spread(object['spec']) }, status: {} };
    case 'Service':
      return {
        ...object,
        spec: { type: 'ClusterIP', ...spread(object['spec']) },
        status: { loadBalancer: {} },
      };
    default:
      return object;
  }
}

/** Node restriction: a kubelet speaks for its own Node only. */
export function admitNode(node: KubernetesObject, user: User): KubernetesObject {
  const own = user.name.startsWith('system:node:') ? user.name.slice('system:node:'.length) : undefined;
  if (own !== undefined && own !== node.metadata.name) {
    throw new ApiError(
      403,
      'Forbidden',
      `nodes "${node.metadata.name}" is forbidden: node "${own}" is not allowed to modify node "${node.metadata.name}"`,
    );
  }
  return node;
}

function admitSecret(secret: KubernetesObject): KubernetesObject {
  const { stringData, ...rest } = secret;
  const encoded = Object.entries(spread(stringData)).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  return {
    type: 'Opaque',
    ...rest,
    apiVersion: secret.apiVersion,
    kind: secret.kind,
    metadata: secret.metadata,
    data: { ...spread(secret['data']), ...Object.fromEntries(encoded) },
  };
}

function establish(definition: KubernetesObject): KubernetesObject {
  const condition = (type: string): object => ({ type, status: 'True', reason: 'Simulated' });
  const versions = listAt(definition, 'spec', 'versions').filter(
    (version) => valueAt(version, 'storage') === true,
  );
  return {
    ...definition,
    status: {
      acceptedNames: valueAt(definition, 'spec', 'names'),
      conditions: [condition('NamesAccepted'), condition('Established')],
      storedVersions: versions.map((version) => textAt(version, 'name')),
    },
  };
}

function spread(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}

function randomSuffix(): string {
  return Math.random().toString(36).slice(2, 7).padEnd(5, '0');
}
