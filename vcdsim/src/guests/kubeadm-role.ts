import { parse, parseAllDocuments } from 'yaml';
import { textAt, valueAt } from './kubernetes/objects.ts';

/** What a guest is told to become, found in the files of its user data. */
export interface KubeadmRole {
  readonly kind: 'init' | 'join';
  readonly configPath: string;
  /** `address:port` each: where the new cluster can be reached, or where the one to join is looked for. */
  readonly endpoints: readonly string[];
}

/** Looks through files for a kubeadm configuration; undefined where none is one. */
export function kubeadmRole(files: ReadonlyMap<string, string>, ownAddress: string): KubeadmRole | undefined {
  for (const [configPath, text] of files) {
    if (!text.includes('kubeadm.k8s.io/')) continue;
    if (/^kind:\s*["']?JoinConfiguration/m.test(text)) {
      return { kind: 'join', configPath, endpoints: readable(() => joinEndpoints(text, files)) };
    }
    if (/^kind:\s*["']?(Init|Cluster)Configuration/m.test(text)) {
      return { kind: 'init', configPath, endpoints: readable(() => initEndpoints(text, ownAddress)) };
    }
  }
  return undefined;
}

/** YAML that nobody can read names no endpoint; kubeadm itself is who complains about it. */
function readable(find: () => readonly string[]): readonly string[] {
  try {
    return find();
  } catch {
    return [];
  }
}

function initEndpoints(text: string, ownAddress: string): readonly string[] {
  const documents = parseAllDocuments(text).map((document): unknown => document.toJS());
  const first = (...path: readonly string[]): unknown =>
    documents.map((document) => valueAt(document, ...path)).find((value) => value !== undefined);
  const port = Number(first('localAPIEndpoint', 'bindPort') ?? 6443);
  const endpoint = first('controlPlaneEndpoint');
  const own = `${ownAddress}:${port}`;
  if (typeof endpoint !== 'string') return [own];
  return [own, /:\d+$/.test(endpoint) ? endpoint : `${endpoint}:${port}`];
}

/** Of the bootstrap token's discovery, or of the discovery kubeconfig. */
function joinEndpoints(text: string, files: ReadonlyMap<string, string>): readonly string[] {
  const discovery = parseAllDocuments(text)
    .map((document): unknown => valueAt(document.toJS(), 'discovery'))
    .find((value) => value !== undefined);
  const byToken = textAt(discovery, 'bootstrapToken', 'apiServerEndpoint');
  if (byToken !== '') return [byToken];
  const kubeconfig: unknown = parse(files.get(textAt(discovery, 'file', 'kubeConfigPath')) ?? '');
  const server = textAt(kubeconfig, 'clusters', 0, 'cluster', 'server');
  return server === '' ? [] : [server.replace(/^https:\/\//, '').replace(/\/$/, '')];
}
