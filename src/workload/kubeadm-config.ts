import { stringify } from 'yaml';
import { apiPort, hostAndPort, plainName } from './kubeconfig.ts';

/** What the nodes of one cluster have in common. */
export interface BootCluster {
  readonly uid: string;
  readonly name: string;
  /** Address that nodes and tenants reach the API server at; from day one, because it cannot be changed later. */
  readonly endpoint: string;
  /** `v1.36.3`; the image must carry that kubeadm and kubelet. v1.31 is the first whose kubeadm knows v1beta4. */
  readonly kubernetesVersion: string;
  /** 10.244.0.0/16 when absent. */
  readonly podSubnet?: string | undefined;
  /** 10.96.0.0/12 when absent. */
  readonly serviceSubnet?: string | undefined;
}

/** One machine of the cluster. */
export interface BootNode {
  /** Name of the VM, of the host and of the Kubernetes node. */
  readonly name: string;
  /** Of the primary NIC. */
  readonly ipAddress: string;
  /** Bare UUID of the VM; becomes the node's provider id, which Kubernetes never lets anyone change. */
  readonly vmId?: string | undefined;
  /** Public keys for root, one a line. */
  readonly sshKey?: string | null | undefined;
}

/** Where the pods of a cluster get their addresses when nothing else is said. */
export const defaultPodSubnet = '10.244.0.0/16';
const defaultServiceSubnet = '10.96.0.0/12';

const apiVersion = 'kubeadm.k8s.io/v1beta4';

/** The documents that the first control plane runs `kubeadm init` with. */
export function initConfiguration(cluster: BootCluster, node: BootNode): string {
  return documents([
    {
      apiVersion,
      kind: 'InitConfiguration',
      bootstrapTokens: [uselessToken],
      localAPIEndpoint: { advertiseAddress: node.ipAddress, bindPort: apiPort },
      nodeRegistration: nodeRegistration(node),
      timeouts: { controlPlaneComponentHealthCheck: '6m0s' },
    },
    {
      apiVersion,
      kind: 'ClusterConfiguration',
      // Ends up on command lines of the control plane.
      clusterName: plainName(cluster.name, 'kubernetes'),
      kubernetesVersion: cluster.kubernetesVersion,
      controlPlaneEndpoint: hostAndPort(cluster.endpoint),
      encryptionAlgorithm: 'ECDSA-P256',
      networking: {
        podSubnet: cluster.podSubnet ?? defaultPodSubnet,
        serviceSubnet: cluster.serviceSubnet ?? defaultServiceSubnet,
        dnsDomain: 'cluster.local',
      },
      apiServer: { certSANs: [...new Set([cluster.endpoint, node.ipAddress])] },
    },
    { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', cgroupDriver: 'systemd' },
  ]);
}

/**
 * kubeadm cannot be told to make no bootstrap token: it fills an empty list, empty usages and empty groups with
 * defaults that let its holder join. Leaving out its bootstrap-token phase is no way either: that phase makes the
 * rules by which the certificate of a joining worker may read the cluster's configuration and have its request
 * approved. So kubeadm makes a token, of its own choice and known to nobody, which dies after a minute and whose
 * group no rule names.
 */
const uselessToken = {
  ttl: '1m0s',
  usages: ['authentication'],
  groups: ['system:bootstrappers:cse:nobody'],
};

/**
 * The document that a worker runs `kubeadm join` with. `discoveryFile` is a kubeconfig that pins the CA and carries
 * the worker's own short-lived certificate (kubeadm, file discovery): there is no token to steal and no CA to skip.
 */
export function joinConfiguration(node: BootNode, discoveryFile: string): string {
  return documents([
    {
      apiVersion,
      kind: 'JoinConfiguration',
      discovery: { file: { kubeConfigPath: discoveryFile } },
      nodeRegistration: nodeRegistration(node),
      timeouts: { discovery: '2m0s', tlsBootstrap: '5m0s' },
    },
  ]);
}

function nodeRegistration(node: BootNode): object {
  const providerId = `vmware-cloud-director://urn:vcloud:vm:${node.vmId}`;
  return {
    name: node.name,
    criSocket: 'unix:///run/containerd/containerd.sock',
    kubeletExtraArgs: [
      { name: 'node-ip', value: node.ipAddress },
      ...(node.vmId ? [{ name: 'provider-id', value: providerId }] : []),
    ],
  };
}

function documents(parts: readonly object[]): string {
  return parts.map((part) => yamlText(part)).join('---\n');
}

/** YAML that readers of version 1.1 (Kubernetes') and 1.2 understand alike: a node may be called `no`. */
function yamlText(value: object): string {
  return stringify(value, { lineWidth: 0, compat: 'yaml-1.1' });
}
