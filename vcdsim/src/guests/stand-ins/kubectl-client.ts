import { existsSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { ApiCallFailure, callApi, readText } from '../kubeadm/api-client.ts';
import type { Method } from '../kubeadm/api-client.ts';
import { readKubeconfig } from '../kubeadm/kubeconfig.ts';
import type { ApiConnection } from '../kubeadm/kubeconfig.ts';
import { isJsonObject, listAt, textAt } from '../kubernetes/objects.ts';
import type { KubernetesObject } from '../kubernetes/objects.ts';
import { builtInTypes, customTypes, groupVersion } from '../kubernetes/resource-types.ts';
import type { ResourceType } from '../kubernetes/resource-types.ts';

/** A cluster as kubectl sees it through a kubeconfig. */
export class KubectlClient {
  readonly connection: ApiConnection;
  #types: readonly ResourceType[] = builtInTypes();

  constructor(connection: ApiConnection) {
    this.connection = connection;
  }

  /** Learns the custom resources too. */
  async discover(): Promise<void> {
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const definitions = listAt(await this.call('GET', path), 'items').flatMap(
      (definition) => customTypes(definition as KubernetesObject), // read through the tolerant accessors only
    );
    this.#types = [...builtInTypes(), ...definitions];
  }

  async call(method: Method, path: string, body?: object): Promise<KubernetesObject> {
    return await callApi(this.connection, method, path, body);
  }

  async patch(path: string, body: object, kind: 'json' | 'merge'): Promise<KubernetesObject> {
    const contentType = `application/${kind === 'json' ? 'json' : 'merge'}-patch+json`;
    return await callApi(this.connection, 'PATCH', path, body, contentType);
  }

  async raw(path: string): Promise<string> {
    return await readText(this.connection, path);
  }

  /** The resource of a word: plural, singular, short name, `daemonsets.apps`. */
  async resource(word: string): Promise<ResourceType> {
    const [name = ''] = word.toLowerCase().split('.');
    const group = word.toLowerCase().slice(name.length + 1);
    const fits = (type: ResourceType): boolean =>
      [type.resource, type.kind.toLowerCase(), ...type.shortNames].includes(name) &&
      (group === '' || type.group === group || `${type.version}.${type.group}` === group);
    let found = this.#types.find(fits);
    if (!found) {
      await this.discover();
      found = this.#types.find(fits);
    }
    if (!found) throw new Error(`error: the server doesn't have a resource type "${word}"`);
    return found;
  }

  /** The resource of a manifest. */
  async resourceOf(object: KubernetesObject): Promise<ResourceType> {
    const fits = (type: ResourceType): boolean =>
      type.kind === object.kind && groupVersion(type) === object.apiVersion;
    if (!this.#types.some(fits)) await this.discover();
    const found = this.#types.find(fits);
    if (found) return found;
    throw new Error(
      `error: resource mapping not found for name: "${object.metadata.name}": no matches for kind "${object.kind}" in version "${object.apiVersion}"\nensure CRDs are installed first`,
    );
  }
}

/** Path of a collection; without a namespace that of all of them. */
export function collectionPath(type: ResourceType, namespace: string | undefined): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${groupVersion(type)}`;
  const place = type.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
  return `${root}${place}/${type.resource}`;
}

/** The object, or undefined where the server says 404. */
export async function orAbsent(call: Promise<KubernetesObject>): Promise<KubernetesObject | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiCallFailure && error.code === 404) return undefined;
    throw error;
  }
}

/** The connection of `--kubeconfig`, `$KUBECONFIG` or `~/.kube/config`. */
export function connectionFor(flag: string | undefined): ApiConnection {
  const path = flag ?? process.env['KUBECONFIG'] ?? `${process.env['HOME'] ?? '/root'}/.kube/config`;
  if (!existsSync(path)) {
    throw new Error(
      flag === undefined
        ? 'The connection to the server localhost:8080 was refused - did you specify the right host or port?'
        : `error: stat ${path}: no such file or directory`,
    );
  }
  return readKubeconfig(readFileSync(path, 'utf8'), {
    read: (file) => readFileSync(file, 'utf8'),
    write: () => {},
    remove: () => {},
  });
}

/** The objects of manifests, lists taken apart; `-` is standard input. */
export function readManifests(command: {
  values(flag: string): readonly string[];
  read(path: string): string;
}): readonly KubernetesObject[] {
  const paths = command.values('filename');
  if (paths.length === 0) throw new Error('error: must specify one of -f and -k');
  return paths.flatMap((path) => {
    const text = command.read(path);
    return parseAllDocuments(text).flatMap((document) => {
      if (document.errors[0]) throw new Error(`error: error parsing ${path}: ${document.errors[0].message}`);
      const value: unknown = document.toJS();
      if (value === null) return [];
      if (!isJsonObject(value) || textAt(value, 'kind') === '') {
        throw new Error(`error: unable to decode "${path}": Object 'Kind' is missing`);
      }
      const items = value['kind'] === 'List' ? listAt(value, 'items') : [value];
      return items as readonly KubernetesObject[]; // the server refuses what lacks the rest of an object
    });
  });
}

/** What kubectl prints for an error. */
export function complaint(error: unknown): string {
  if (!(error instanceof ApiCallFailure)) return error instanceof Error ? error.message : String(error);
  if (error.code === 0) return `Unable to connect to the server: ${error.message}`;
  if (error.code === 401) return 'error: You must be logged in to the server (Unauthorized)';
  const reasons: Readonly<Record<number, string>> = {
    403: 'Forbidden',
    404: 'NotFound',
    409: 'Conflict',
  };
  return `Error from server (${reasons[error.code] ?? 'BadRequest'}): ${error.message}`;
}
