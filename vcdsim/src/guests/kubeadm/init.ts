import { caCertHash } from '../kubernetes/certificates.ts';
import { adminBinding, clusterObjects } from './cluster-objects.ts';
import type { ClusterConfiguration, InitConfiguration, KubeadmConfiguration } from './configuration.ts';
import {
  controlPlaneComponents,
  manifestPath,
  markControlPlane,
  upload,
  writeKubeconfigs,
  writeManifests,
} from './control-plane.ts';
import { KubeadmFailure } from './kubeadm-host.ts';
import type { KubeadmHost } from './kubeadm-host.ts';
import { messageOf, registerNode } from './kubelet.ts';
import { defaultCertificatesDir, ensurePki } from './pki-files.ts';
import { requireChecks, unwantedFiles } from './preflight.ts';
import { newToken } from './tokens.ts';

const allKubeconfigs = [
  'admin.conf',
  'super-admin.conf',
  'kubelet.conf',
  'controller-manager.conf',
  'scheduler.conf',
] as const;

/** `kubeadm init`: makes this machine the first control plane of a new cluster. */
export async function kubeadmInit(host: KubeadmHost, configuration: KubeadmConfiguration): Promise<void> {
  const init = withTokens(configuration.init ?? {});
  const cluster = configuration.cluster ?? {};
  if (configuration.join) throw new KubeadmFailure('JoinConfiguration is not for `kubeadm init`', 3);
  const { address, port } = localEndpoint(host, init);
  const kubernetesVersion = versionOf(cluster);
  const node = init.nodeRegistration?.name ?? host.hostname;
  host.print(`[init] Using Kubernetes version: ${kubernetesVersion}`);
  host.print('[preflight] Running pre-flight checks');
  requireChecks(host, unwantedFiles(host, controlPlaneComponents.map(manifestPath)));
  const ca = await ensurePki(host, cluster.certificatesDir ?? defaultCertificatesDir);
  const server = publicServer(cluster, address, port);
  const local = `https://${address}:${port}`;
  const connections = await writeKubeconfigs({ host, ca, server, node, files: allKubeconfigs });
  const kubelet = connections.get('kubelet.conf');
  const superAdmin = connections.get('super-admin.conf');
  const admin = connections.get('admin.conf');
  if (!kubelet || !superAdmin || !admin) throw new Error('kubeconfigs were not written');
  writeManifests(host);
  await startApi(host, {
    port,
    ca,
    kubernetesVersion,
    hosts: certificateHosts(cluster),
    role: 'init',
  });
  host.print('[kubelet-start] Starting the kubelet');
  // A balancer in front of the endpoint need not know this first node yet: kubeadm talks to the local one.
  const here = { server: local };
  await upload({ ...superAdmin, ...here }, [adminBinding()]);
  await registerNode({
    host,
    kubelet: { ...kubelet, ...here },
    node,
    // The control plane's taints are set when it is marked.
    registration: { ...init.nodeRegistration, taints: [] },
    kubernetesVersion,
  });
  await host.startKubelet(ca.certificate, node);
  await upload(
    { ...admin, ...here },
    clusterObjects({
      init,
      cluster: { ...cluster, kubernetesVersion },
      clusterText: configuration.clusterText,
      kubeletText: configuration.kubeletText,
      server,
      caCertificate: ca.certificate,
      now: host.now(),
    }),
  );
  await markControlPlane({
    host,
    admin: { ...admin, ...here },
    node,
    registration: init.nodeRegistration ?? {},
    kubernetesVersion,
  });
  host.print('Your Kubernetes control-plane has initialized successfully!');
  printJoinCommand(host, init, server, ca.certificate);
}

/** How to join, as people copy it out of what kubeadm wrote. */
function printJoinCommand(
  host: KubeadmHost,
  { bootstrapTokens = [] }: InitConfiguration,
  server: string,
  caCertificate: string,
): void {
  const token = bootstrapTokens[0]?.token;
  if (host.silentTokens || token === undefined) return;
  const hash = caCertHash(caCertificate);
  host.print('Then you can join any number of worker nodes by running the following on each as root:');
  host.print(
    `kubeadm join ${server.replace(/^https:\/\//, '')} --token ${token} --discovery-token-ca-cert-hash ${hash}`,
  );
}

/** Where this machine's API server listens; the address must be the machine's own. */
export function localEndpoint(
  host: KubeadmHost,
  configuration: Pick<InitConfiguration, 'localAPIEndpoint'>,
): { readonly address: string; readonly port: number } {
  const { advertiseAddress = host.address, bindPort = 6443 } = configuration.localAPIEndpoint ?? {};
  if (advertiseAddress !== host.address) {
    throw new KubeadmFailure(
      `error execution phase wait-control-plane: the API server did not come up: advertiseAddress ${advertiseAddress} is not an address of this machine (it has ${host.address})`,
    );
  }
  return { address: advertiseAddress, port: bindPort };
}

/** Starts the API server; a taken port is a preflight error, as with the real one. */
export async function startApi(
  host: KubeadmHost,
  request: Parameters<KubeadmHost['startControlPlane']>[0],
): Promise<void> {
  try {
    await host.startControlPlane(request);
  } catch (error) {
    if (messageOf(error).includes('EADDRINUSE')) {
      requireChecks(host, [[`Port-${request.port}`, `Port ${request.port} is in use`]]);
    }
    throw new KubeadmFailure(
      `error execution phase wait-control-plane: failed while waiting for the control plane to start: ${messageOf(error)}`,
    );
  }
}

/** The cluster's address in kubeconfigs: the control plane endpoint, or this machine where none is set. */
function publicServer(cluster: ClusterConfiguration, address: string, port: number): string {
  const endpoint = cluster.controlPlaneEndpoint ?? address;
  return `https://${/:\d+$/.test(endpoint) ? endpoint : `${endpoint}:${port}`}`;
}

/** What the API server's certificate is valid for besides the machine's own address. */
export function certificateHosts(cluster: ClusterConfiguration): readonly string[] {
  const endpoint = cluster.controlPlaneEndpoint?.replace(/:\d+$/, '');
  return [...(cluster.apiServer?.certSANs ?? []), ...(endpoint === undefined ? [] : [endpoint])];
}

function versionOf(cluster: ClusterConfiguration): string {
  const version = cluster.kubernetesVersion;
  // The real one asks the internet for the newest release; there is none here.
  if (version === undefined) {
    throw new KubeadmFailure('kubernetesVersion must be set: release channels cannot be reached', 3);
  }
  return version.startsWith('v') ? version : `v${version}`;
}

/** A configuration without tokens gets one, and a token without a text gets a random one, as kubeadm does. */
function withTokens(init: InitConfiguration): InitConfiguration {
  const tokens = init.bootstrapTokens?.length ? init.bootstrapTokens : [{}];
  return {
    ...init,
    bootstrapTokens: tokens.map((token) => ({ token: newToken(), ...token })),
  };
}
