import type { KeyPair } from './cluster-pki.ts';

/** The port of every API server that we make. */
export const apiPort = 6443;

/**
 * A kubeconfig document with embedded credentials. It holds no double quote, no backslash and nothing beyond ASCII:
 * the `vcd cse` client is sent it as a JSON string, of which it undoes the newlines only (contract of CSE 1.2.7,
 * section 3.7). So names are cut down to letters that need no escape in either; who the user is says the certificate.
 */
export function kubeconfigText(params: {
  readonly clusterName: string;
  readonly userName: string;
  /** Of the control plane: an IP address or a DNS name. */
  readonly address: string;
  /** PEM. */
  readonly caCertificate: string;
  readonly client: KeyPair;
}): string {
  const cluster = plainName(params.clusterName, 'cluster');
  const user = plainName(params.userName, 'admin');
  const context = `${user}@${cluster}`;
  // Always quoted, and by ' : a cluster may be called 2024 or true.
  return `apiVersion: v1
kind: Config
clusters:
- name: '${cluster}'
  cluster:
    server: ${apiUrl(params.address)}
    certificate-authority-data: ${base64(params.caCertificate)}
users:
- name: '${user}'
  user:
    client-certificate-data: ${base64(params.client.certificate)}
    client-key-data: ${base64(params.client.privateKey)}
contexts:
- name: '${context}'
  context:
    cluster: '${cluster}'
    user: '${user}'
current-context: '${context}'
`;
}

/** `https://address:6443`, with brackets where an IPv6 address needs them. */
function apiUrl(address: string): string {
  return `https://${hostAndPort(address)}`;
}

/** `address:6443`. */
export function hostAndPort(address: string): string {
  return address.includes(':') ? `[${address}]:${apiPort}` : `${address}:${apiPort}`;
}

/** `name` with everything but letters, digits, dots and dashes made a dash; `otherwise` when nothing is left. */
export function plainName(name: string, otherwise: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9.-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return plain || otherwise;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
