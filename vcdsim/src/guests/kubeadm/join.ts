import { parse } from 'yaml';
import { textAt } from '../kubernetes/objects.ts';
import { callApi } from './api-client.ts';
import { readConfiguration } from './configuration.ts';
import type { JoinConfiguration, KubeadmConfiguration } from './configuration.ts';
import { markControlPlane, writeManifests, writeKubeconfigs } from './control-plane.ts';
import { discover } from './discovery.ts';
import { certificateHosts, localEndpoint, startApi } from './init.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import type { ApiConnection } from './kubeconfig.ts';
import { KubeadmFailure } from './kubeadm-host.ts';
import type { KubeadmHost } from './kubeadm-host.ts';
import { bootstrapKubelet, messageOf, refuseDuplicateNode, registerNode } from './kubelet.ts';
import { requirePki } from './pki-files.ts';
import { requireChecks, unwantedFiles } from './preflight.ts';

const kubeletConf = '/etc/kubernetes/kubelet.conf';
const defaultCaPath = '/etc/kubernetes/pki/ca.crt';

/** `kubeadm join`: makes this machine a worker, or one more control plane, of the cluster it discovers. */
export async function kubeadmJoin(host: KubeadmHost, configuration: KubeadmConfiguration): Promise<void> {
  const { join } = configuration;
  if (!join || configuration.init) {
    throw new KubeadmFailure('no JoinConfiguration found in the configuration file', 3);
  }
  host.print('[preflight] Running pre-flight checks');
  const unwanted = [kubeletConf, ...(join.controlPlane ? [] : [join.caCertPath ?? defaultCaPath])];
  requireChecks(host, unwantedFiles(host, unwanted));
  const bootstrap = await discover(host, join);
  host.print(
    '[preflight] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...',
  );
  const cluster = await fetchClusterConfiguration(bootstrap);
  const node = join.nodeRegistration?.name ?? host.hostname;
  await refuseDuplicateNode(bootstrap, node);
  const common = {
    host,
    node,
    registration: join.nodeRegistration ?? {},
    kubernetesVersion: cluster.kubernetesVersion,
  };
  if (join.controlPlane) {
    await joinControlPlane(host, join, bootstrap, cluster, node);
  }
  const kubelet = await startKubelet({ ...common, join, bootstrap });
  if (join.controlPlane) {
    const admin = { ...kubelet, ...adminOf(host) };
    await markControlPlane({ ...common, admin });
  }
  host.print('This node has joined the cluster:');
  host.print('* Certificate signing request was sent to apiserver and a response was received.');
  host.print('* The Kubelet was informed of the new secure connection details.');
}

interface ClusterFacts {
  readonly kubernetesVersion: string;
  readonly hosts: readonly string[];
  readonly server: string | undefined;
}

async function fetchClusterConfiguration(bootstrap: ApiConnection): Promise<ClusterFacts> {
  const path = '/api/v1/namespaces/kube-system/configmaps/kubeadm-config';
  try {
    const map = await callApi(bootstrap, 'GET', path);
    const { cluster = {} } = readConfiguration(textAt(map, 'data', 'ClusterConfiguration'));
    const version = cluster.kubernetesVersion ?? '';
    return {
      kubernetesVersion: version.startsWith('v') ? version : `v${version}`,
      hosts: certificateHosts(cluster),
      server:
        cluster.controlPlaneEndpoint === undefined ? undefined : `https://${cluster.controlPlaneEndpoint}`,
    };
  } catch (error) {
    throw new KubeadmFailure(
      `error execution phase preflight: unable to fetch the kubeadm-config ConfigMap: failed to get config map: ${messageOf(error)}`,
    );
  }
}

async function startKubelet(options: {
  readonly host: KubeadmHost;
  readonly join: JoinConfiguration;
  readonly bootstrap: ApiConnection;
  readonly node: string;
  readonly registration: NonNullable<JoinConfiguration['nodeRegistration']>;
  readonly kubernetesVersion: string;
}): Promise<ApiConnection> {
  const { host, join, bootstrap, node } = options;
  const { files } = host;
  const ca = bootstrap.ca ?? '';
  host.print('[kubelet-start] Starting the kubelet');
  files.write(
    '/etc/kubernetes/bootstrap-kubelet.conf',
    writeKubeconfig(bootstrap, 'tls-bootstrap-token-user'),
    0o600,
  );
  files.write(join.caCertPath ?? defaultCaPath, ca, 0o644);
  host.print('[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap');
  try {
    const timeoutMs = join.timeouts?.tlsBootstrap ?? 5 * 60_000;
    const kubelet = await bootstrapKubelet({ host, bootstrap, node, timeoutMs });
    files.write(
      '/var/lib/kubelet/pki/kubelet-client-current.pem',
      `${kubelet.certificate ?? ''}\n${kubelet.privateKey ?? ''}`,
      0o600,
    );
    files.write(kubeletConf, writeKubeconfig(kubelet, 'default-auth'), 0o600);
    await registerNode({ ...options, kubelet });
    await host.startKubelet(ca, node);
    files.remove('/etc/kubernetes/bootstrap-kubelet.conf');
    return kubelet;
  } catch (error) {
    if (error instanceof KubeadmFailure) throw error;
    throw new KubeadmFailure(`error execution phase kubelet-start: ${messageOf(error)}`);
  }
}

async function joinControlPlane(
  host: KubeadmHost,
  join: JoinConfiguration,
  bootstrap: ApiConnection,
  cluster: ClusterFacts,
  node: string,
): Promise<void> {
  if (join.controlPlane?.certificateKey !== undefined) {
    throw new KubeadmFailure(
      'error execution phase control-plane-prepare/download-certs: certificateKey is not simulated: bring the PKI as files',
    );
  }
  const { port } = localEndpoint(host, join.controlPlane ?? {});
  const ca = requirePki(host, '/etc/kubernetes/pki');
  await writeKubeconfigs({
    host,
    ca,
    server: cluster.server ?? bootstrap.server,
    node,
    files: ['admin.conf', 'controller-manager.conf', 'scheduler.conf'],
  });
  writeManifests(host);
  const { kubernetesVersion, hosts } = cluster;
  await startApi(host, { port, ca, kubernetesVersion, hosts, role: 'join' });
}

/** The admin kubeconfig's credentials, at the address that the kubelet uses. */
function adminOf(host: KubeadmHost): Pick<ApiConnection, 'certificate' | 'privateKey'> {
  const parsed: unknown = parse(host.files.read('/etc/kubernetes/admin.conf') ?? '');
  const decode = (field: string): string =>
    Buffer.from(textAt(parsed, 'users', 0, 'user', field), 'base64').toString();
  return {
    certificate: decode('client-certificate-data'),
    privateKey: decode('client-key-data'),
  };
}
