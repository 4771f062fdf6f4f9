import { newClientCertificate } from '../kubernetes/certificates.ts';
import type { CertificateSubject, KeyPairPem } from '../kubernetes/certificates.ts';
import { ApiCallFailure, callApi } from './api-client.ts';
import { staticPods } from './cluster-objects.ts';
import type { Upload } from './cluster-objects.ts';
import type { NodeRegistration } from './configuration.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import type { ApiConnection } from './kubeconfig.ts';
import type { KubeadmHost } from './kubeadm-host.ts';

/** The kubeconfigs that kubeadm writes on every control plane node, by file name. */
const identities: Readonly<Record<string, (node: string) => CertificateSubject>> = {
  'admin.conf': () => ({ commonName: 'kubernetes-admin', organizations: ['kubeadm:cluster-admins'] }),
  'super-admin.conf': () => ({
    commonName: 'kubernetes-super-admin',
    organizations: ['system:masters'],
  }),
  'kubelet.conf': (node) => ({
    commonName: `system:node:${node}`,
    organizations: ['system:nodes'],
  }),
  'controller-manager.conf': () => ({ commonName: 'system:kube-controller-manager' }),
  'scheduler.conf': () => ({ commonName: 'system:kube-scheduler' }),
};

/** Writes kubeconfigs into /etc/kubernetes, mode 0600, and returns the connection of each. */
export async function writeKubeconfigs(options: {
  readonly host: KubeadmHost;
  readonly ca: KeyPairPem;
  readonly server: string;
  readonly node: string;
  readonly files: readonly (keyof typeof identities)[];
}): Promise<ReadonlyMap<string, ApiConnection>> {
  const { host, ca, server } = options;
  const connections = new Map<string, ApiConnection>();
  for (const file of options.files) {
    const subject = identities[file]?.(options.node);
    if (!subject) continue;
    const client = await newClientCertificate({ ca, ...subject });
    const connection = { server, ca: ca.certificate, ...client };
    connections.set(file, connection);
    host.print(`[kubeconfig] Writing "${file}" kubeconfig file`);
    host.files.write(`/etc/kubernetes/${file}`, writeKubeconfig(connection, subject.commonName), 0o600);
  }
  return connections;
}

/** The static pods of a control plane node. */
export const controlPlaneComponents = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
] as const;

/** Leaves the manifests of the static pods, whose content nobody here reads. */
export function writeManifests(host: KubeadmHost): void {
  for (const component of controlPlaneComponents) {
    host.files.write(manifestPath(component), `# simulated: ${component}\n`, 0o600);
  }
}

/** Where the manifests of the static pods lie; their presence means that the machine is a control plane already. */
export function manifestPath(component: string): string {
  return `/etc/kubernetes/manifests/${component}.yaml`;
}

/** Creates objects one after the other; what is there already stays. */
export async function upload(connection: ApiConnection, uploads: readonly Upload[]): Promise<void> {
  for (const { collection, object } of uploads) {
    try {
      await callApi(connection, 'POST', collection, object);
    } catch (error) {
      if (!(error instanceof ApiCallFailure) || error.code !== 409) throw error;
    }
  }
}

/** Labels and taints the Node as a control plane and shows its static pods. */
export async function markControlPlane(options: {
  readonly host: KubeadmHost;
  readonly admin: ApiConnection;
  readonly node: string;
  readonly registration: NodeRegistration;
  readonly kubernetesVersion: string;
}): Promise<void> {
  const { host, admin, node, registration } = options;
  host.print(
    `[mark-control-plane] Marking the node ${node} as control-plane by adding the labels: [node-role.kubernetes.io/control-plane node.kubernetes.io/exclude-from-external-load-balancers]`,
  );
  const taints = registration.taints ?? [
    { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
  ];
  const marked = await callApi(admin, 'PATCH', `/api/v1/nodes/${node}`, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node,
      labels: {
        'node-role.kubernetes.io/control-plane': '',
        'node.kubernetes.io/exclude-from-external-load-balancers': '',
      },
    },
    spec: { taints },
  });
  await upload(admin, staticPods(node, marked.metadata.uid ?? '', options.kubernetesVersion));
}
