import { newCertificateRequest, newPrivateKey } from '../kubernetes/certificates.ts';
import { listAt, textAt } from '../kubernetes/objects.ts';
import { ApiCallFailure, callApi } from './api-client.ts';
import type { NodeRegistration } from './configuration.ts';
import type { ApiConnection } from './kubeconfig.ts';
import { KubeadmFailure } from './kubeadm-host.ts';
import type { KubeadmHost } from './kubeadm-host.ts';

/** A kubelet's client certificate, got by a signing request with the bootstrap connection (TLS bootstrapping). */
export async function bootstrapKubelet(options: {
  readonly host: KubeadmHost;
  readonly bootstrap: ApiConnection;
  readonly node: string;
  readonly timeoutMs: number;
}): Promise<ApiConnection> {
  const { host, bootstrap, node } = options;
  const privateKey = await newPrivateKey();
  const request = await newCertificateRequest({
    commonName: `system:node:${node}`,
    organizations: ['system:nodes'],
    privateKey,
  });
  const created = await callApi(
    bootstrap,
    'POST',
    '/apis/certificates.k8s.io/v1/certificatesigningrequests',
    {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { generateName: 'csr-' },
      spec: {
        request: Buffer.from(request).toString('base64'),
        signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
        usages: ['digital signature', 'client auth'],
      },
    },
  );
  const path = `/apis/certificates.k8s.io/v1/certificatesigningrequests/${created.metadata.name}`;
  const deadline = host.now().getTime() + options.timeoutMs;
  for (;;) {
    const certificate = textAt(await callApi(bootstrap, 'GET', path), 'status', 'certificate');
    if (certificate !== '') {
      const { server, ca, serverName } = bootstrap;
      const pem = Buffer.from(certificate, 'base64').toString();
      return { server, ca, serverName, certificate: pem, privateKey };
    }
    if (host.now().getTime() >= deadline) {
      throw new KubeadmFailure(
        'error execution phase kubelet-start: timed out waiting for the condition: the kubelet got no client certificate',
      );
    }
    // Signing takes the simulated controllers a moment.
    await host.sleep(Math.min(200, options.timeoutMs));
  }
}

/** Creates the machine's Node, or refreshes one that an earlier kubelet left. */
export async function registerNode(options: {
  readonly host: KubeadmHost;
  readonly kubelet: ApiConnection;
  readonly node: string;
  readonly registration: NodeRegistration;
  readonly kubernetesVersion: string;
}): Promise<void> {
  const { host, kubelet, node, registration } = options;
  const object = nodeObject(host, node, registration, options.kubernetesVersion);
  try {
    await callApi(kubelet, 'POST', '/api/v1/nodes', object);
  } catch (error) {
    if (!(error instanceof ApiCallFailure) || error.code !== 409) throw error;
    await callApi(kubelet, 'PATCH', `/api/v1/nodes/${node}/status`, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: node },
      status: { addresses: object.status.addresses, nodeInfo: object.status.nodeInfo },
    });
  }
}

/** Fails as kubeadm does when a node of that name is alive; uses the caller's right to get nodes. */
export async function refuseDuplicateNode(connection: ApiConnection, node: string): Promise<void> {
  try {
    const found = await callApi(connection, 'GET', `/api/v1/nodes/${node}`);
    const ready = listAt(found, 'status', 'conditions').some(
      (condition) => textAt(condition, 'type') === 'Ready' && textAt(condition, 'status') === 'True',
    );
    if (!ready) return;
  } catch (error) {
    if (error instanceof ApiCallFailure && error.code === 404) return;
    throw new KubeadmFailure(
      `error execution phase kubelet-start: cannot get Node "${node}": ${messageOf(error)}`,
    );
  }
  throw new KubeadmFailure(
    `error execution phase kubelet-start: a Node with name "${node}" and status "Ready" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node`,
  );
}

interface NewNode {
  readonly status: {
    readonly addresses: readonly object[];
    readonly nodeInfo: object;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

function nodeObject(
  host: KubeadmHost,
  node: string,
  registration: NodeRegistration,
  kubeletVersion: string,
): NewNode {
  const flag = (name: string): string | undefined =>
    registration.kubeletExtraArgs?.findLast((argument) => argument.name === name)?.value;
  const capacity = {
    cpu: String(host.cpus),
    memory: `${host.memoryMb * 1024}Ki`,
    pods: '110',
    'ephemeral-storage': '15Gi',
  };
  const external = flag('cloud-provider') === 'external';
  const uninitialized = {
    key: 'node.cloudprovider.kubernetes.io/uninitialized',
    value: 'true',
    effect: 'NoSchedule',
  };
  const providerId = flag('provider-id');
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node, labels: nodeLabels(node, flag('node-labels') ?? '') },
    spec: {
      ...(providerId === undefined ? {} : { providerID: providerId }),
      taints: [...(registration.taints ?? []), ...(external ? [uninitialized] : [])],
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: flag('node-ip') ?? host.address },
        { type: 'Hostname', address: node },
      ],
      capacity,
      allocatable: capacity,
      conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => ({
        type,
        status: 'False',
      })),
      nodeInfo: {
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://2.1.4',
        kernelVersion: '6.8.0-simulated',
        kubeletVersion,
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        osImage: 'Simulated Linux',
        machineID: '',
        systemUUID: '',
        bootID: '',
      },
    },
  };
}

function nodeLabels(node: string, more: string): Readonly<Record<string, string>> {
  const given = more.split(',').filter((pair) => pair !== '');
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': node,
    'kubernetes.io/os': 'linux',
    ...Object.fromEntries(
      given.map((pair): [string, string] => {
        const [key = '', value = ''] = pair.split('=');
        return [key, value];
      }),
    ),
  };
}

/** An error's message, or the value as text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
