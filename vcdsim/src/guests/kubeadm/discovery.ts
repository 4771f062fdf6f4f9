import { caCertHash } from '../kubernetes/certificates.ts';
import { textAt } from '../kubernetes/objects.ts';
import { ApiCallFailure, callApi } from './api-client.ts';
import { detachedSignature } from './cluster-objects.ts';
import type { JoinConfiguration } from './configuration.ts';
import { readKubeconfig } from './kubeconfig.ts';
import type { ApiConnection } from './kubeconfig.ts';
import { KubeadmFailure } from './kubeadm-host.ts';
import type { KubeadmHost } from './kubeadm-host.ts';
import { messageOf } from './kubelet.ts';

/** kubeadm waits five seconds between tries; a simulated boot should not take longer than it must. */
const retryMs = 1_000;
const defaultTimeoutMs = 5 * 60_000;
const clusterInfo = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

/** Finds the cluster, verifies that it is the right one, and returns the connection for TLS bootstrapping. */
export async function discover(host: KubeadmHost, join: JoinConfiguration): Promise<ApiConnection> {
  const { file, bootstrapToken, tlsBootstrapToken } = join.discovery;
  if ((file === undefined) === (bootstrapToken === undefined)) {
    throw new KubeadmFailure(
      'discovery: Invalid value: "": bootstrapToken or file must be set, and not both',
      3,
    );
  }
  const timeoutMs = join.timeouts?.discovery ?? defaultTimeoutMs;
  const found = file
    ? await discoverByFile(host, file.kubeConfigPath, timeoutMs)
    : await discoverByToken(host, join, timeoutMs);
  const token = tlsBootstrapToken ?? bootstrapToken?.token;
  if (found.certificate !== undefined || found.token !== undefined) return found;
  if (token === undefined) {
    throw new KubeadmFailure(
      "error execution phase preflight: couldn't find authentication credentials for the TLS bootstrap token user. Please provide a TLS bootstrap token or embed credentials in the discovery file",
    );
  }
  return { ...found, token };
}

async function discoverByFile(host: KubeadmHost, path: string, timeoutMs: number): Promise<ApiConnection> {
  const text = host.files.read(path);
  if (text === undefined) throw unidentified(`open ${path}: no such file or directory`);
  const connection = readKubeconfig(text, host.files);
  if (connection.ca === undefined) {
    throw unidentified('no certificate-authority-data in the discovery file');
  }
  await retry(host, timeoutMs, async () => {
    try {
      await callApi(connection, 'GET', `${clusterInfo}?timeout=10s`);
    } catch (error) {
      // The certificate of the server held: that is what this call is for. The file needs no refresh.
      if (!(error instanceof ApiCallFailure) || error.code !== 403) throw error;
      host.print(
        '[discovery] Could not access the cluster-info ConfigMap for refreshing the cluster-info data, but the TLS cert is valid so proceeding...',
      );
    }
  });
  return connection;
}

async function discoverByToken(
  host: KubeadmHost,
  join: JoinConfiguration,
  timeoutMs: number,
): Promise<ApiConnection> {
  const { bootstrapToken } = join.discovery;
  if (!bootstrapToken) throw new Error('unreachable: called for token discovery only');
  const { token, apiServerEndpoint, caCertHashes = [], unsafeSkipCAVerification } = bootstrapToken;
  if (caCertHashes.length === 0 && unsafeSkipCAVerification !== true) {
    throw new KubeadmFailure(
      'discovery.bootstrapToken: Invalid value: "": using token-based discovery without caCertHashes can be unsafe. Set unsafeSkipCAVerification as true in your kubeadm config file or pass --discovery-token-unsafe-skip-ca-verification flag to continue',
      3,
    );
  }
  const [id = '', secret = ''] = token.split('.');
  const server = `https://${apiServerEndpoint}`;
  return await retry(host, timeoutMs, async () => {
    const info = await callApi({ server, ca: undefined }, 'GET', clusterInfo);
    const kubeconfig = textAt(info, 'data', 'kubeconfig');
    if (textAt(info, 'data', `jws-kubeconfig-${id}`) !== detachedSignature(kubeconfig, id, secret)) {
      throw new Error(`could not find a JWS signature in the cluster-info ConfigMap for token ID "${id}"`);
    }
    const connection = readKubeconfig(kubeconfig, host.files);
    const hash = caCertHash(connection.ca ?? '');
    if (caCertHashes.length > 0 && !caCertHashes.includes(hash)) {
      throw unidentified(
        `cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "${hash}" are pinned`,
      );
    }
    await callApi(connection, 'GET', clusterInfo);
    return connection;
  });
}

async function retry<T>(host: KubeadmHost, timeoutMs: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = host.now().getTime() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof KubeadmFailure) throw error;
      if (host.now().getTime() >= deadline) throw unidentified(messageOf(error));
      await host.sleep(Math.min(retryMs, timeoutMs));
    }
  }
}

function unidentified(why: string): KubeadmFailure {
  return new KubeadmFailure(
    `error execution phase preflight: couldn't validate the identity of the API Server: ${why}`,
  );
}
