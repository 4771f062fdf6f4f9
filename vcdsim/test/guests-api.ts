import { once } from 'node:events';
import { get } from 'node:https';
import { createInterface } from 'node:readline';
import assert from 'node:assert/strict';
import { ApiCallFailure, callApi } from '../src/guests/kubeadm/api-client.ts';
import type { Method } from '../src/guests/kubeadm/api-client.ts';
import type { ApiConnection } from '../src/guests/kubeadm/kubeconfig.ts';
import { textAt } from '../src/guests/kubernetes/objects.ts';
import { WorkloadClusters } from '../src/guests/workload-clusters.ts';
import { addresses } from './guests-fixtures.ts';
import { newAuthority, newClient } from './guests-user-data.ts';
import type { Authority } from './guests-user-data.ts';

/** A cluster whose API has just been started, with nothing that kubeadm would add. */
export interface TestApi extends AsyncDisposable {
  readonly clusters: WorkloadClusters;
  readonly endpoint: string;
  readonly server: string;
  readonly ca: Authority;
  readonly admin: ApiConnection;
  /** Somebody with a certificate of the cluster's authority, unless another is given. */
  as(name: string, group: string, authority?: Authority, validMs?: number): Promise<ApiConnection>;
  /** The events of a watch by the administrator, each as `TYPE name`. */
  watch(path: string): Promise<Watch>;
}

export interface Watch extends AsyncDisposable {
  next(): Promise<string>;
}

export async function openTestApi(): Promise<TestApi> {
  const [address] = addresses();
  const server = `https://${address}:6443`;
  const clusters = new WorkloadClusters({ networkAlwaysReady: false, log: () => {} });
  const ca = await newAuthority('kubernetes');
  await clusters.startControlPlane({
    machineId: 'a',
    address,
    port: 6443,
    ca,
    kubernetesVersion: 'v1.36.1',
    hosts: ['api.example.com'],
    role: 'init',
  });
  const as: TestApi['as'] = async (name, group, authority = ca, validMs) => ({
    server,
    ca: ca.certificate,
    ...(await newClient(authority, name, group, validMs)),
  });
  const admin = await as('root', 'system:masters');
  return {
    clusters,
    endpoint: `${address}:6443`,
    server,
    ca,
    admin,
    as,
    watch: (path) => openWatch(admin, path),
    [Symbol.asyncDispose]: () => clusters[Symbol.asyncDispose](),
  };
}

async function openWatch(connection: ApiConnection, path: string): Promise<Watch> {
  const request = get(new URL(path, connection.server), {
    agent: false,
    ca: connection.ca,
    cert: connection.certificate,
    key: connection.privateKey,
  });
  const [response] = await once(request, 'response');
  const lines = createInterface({ input: response })[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { value } = await lines.next();
      const event: unknown = JSON.parse(String(value));
      return `${textAt(event, 'type')} ${textAt(event, 'object', 'metadata', 'name')}`;
    },
    [Symbol.asyncDispose]: async () => {
      request.destroy();
    },
  };
}

/** The code and message that a call is refused with. */
export async function refused(
  connection: ApiConnection,
  method: Method,
  path: string,
  body?: object,
): Promise<string> {
  try {
    await callApi(connection, method, path, body);
  } catch (error) {
    assert.ok(error instanceof ApiCallFailure);
    return `${error.code} ${error.message}`;
  }
  return 'not refused';
}

export const configMaps = '/api/v1/namespaces/default/configmaps';

export function configMap(name: string, extra: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...extra } };
}
