import { groupVersion } from './resource-types.ts';
import type { ResourceType } from './resource-types.ts';

/** The answer to a path that describes the API itself; undefined for other paths. */
export function discoveryDocument(path: string, types: readonly ResourceType[]): object | undefined {
  const steps = path.replace(/\/$/, '').split('/').slice(1);
  const [root, group, version] = steps;
  if (root === 'api' && steps.length === 1) return { kind: 'APIVersions', versions: ['v1'] };
  if (root === 'api' && steps.length === 2) return resourceList(types, '', group ?? '');
  if (root !== 'apis') return undefined;
  const named = types.filter((type) => type.group !== '');
  if (steps.length === 1) {
    const groups = [...new Set(named.map((type) => type.group))].map((name) => apiGroup(named, name));
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }
  if (!named.some((type) => type.group === group)) return undefined;
  if (steps.length === 2) return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(named, group ?? '') };
  return steps.length === 3 ? resourceList(named, group ?? '', version ?? '') : undefined;
}

function apiGroup(types: readonly ResourceType[], name: string): object {
  const versions = [...new Set(types.filter((type) => type.group === name).map((type) => type.version))].map(
    (version) => ({ groupVersion: `${name}/${version}`, version }),
  );
  return { name, versions, preferredVersion: versions[0] };
}

function resourceList(types: readonly ResourceType[], group: string, version: string): object | undefined {
  const served = types.filter((type) => type.group === group && type.version === version);
  const [first] = served;
  if (!first) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: groupVersion(first),
    resources: served.flatMap((type) => [resourceEntry(type), ...type.subresources.map(subEntry(type))]),
  };
}

/** Reviews can be created and nothing else; everything else can be everything. */
function verbsOf(type: ResourceType): readonly string[] {
  if (type.kind.startsWith('SelfSubject')) return ['create'];
  return ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
}

function resourceEntry(type: ResourceType): object {
  return {
    name: type.resource,
    singularName: type.kind.toLowerCase(),
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: verbsOf(type),
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    // `kubectl get all` asks for this category.
    ...(['pods', 'services', 'deployments', 'daemonsets', 'replicasets', 'statefulsets', 'jobs'].includes(
      type.resource,
    )
      ? { categories: ['all'] }
      : {}),
  };
}

function subEntry(type: ResourceType): (subresource: string) => object {
  return (subresource) => ({
    name: `${type.resource}/${subresource}`,
    singularName: '',
    namespaced: type.namespaced,
    ...(subresource === 'eviction'
      ? { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] }
      : { kind: type.kind, verbs: ['get', 'patch', 'update'] }),
  });
}

/** An OpenAPI v2 document without definitions: clients that validate by it skip every kind. */
export function emptyOpenApi(version: string): object {
  return { swagger: '2.0', info: { title: 'Kubernetes', version }, paths: {}, definitions: {} };
}

/** The same in the protobuf encoding that kubectl asks for (gnostic `openapi.v2.Document`: 1 swagger, 2 info, 8 paths). */
export function emptyOpenApiProtobuf(version: string): Buffer {
  const field = (number: number, content: Buffer): Buffer =>
    Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);
  const info = Buffer.concat([field(1, Buffer.from('Kubernetes')), field(2, Buffer.from(version))]);
  return Buffer.concat([field(1, Buffer.from('2.0')), field(2, info), field(8, Buffer.alloc(0))]);
}
