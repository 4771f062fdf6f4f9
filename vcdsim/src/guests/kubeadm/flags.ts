import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { KubeadmFailure } from './kubeadm-host.ts';
import { messageOf } from './kubelet.ts';

const known = {
  config: { type: 'string' },
  v: { type: 'string', short: 'v' },
  'ignore-preflight-errors': { type: 'string', multiple: true },
  'skip-phases': { type: 'string', multiple: true },
  'skip-token-print': { type: 'boolean' },
  'skip-certificate-key-print': { type: 'boolean' },
  'upload-certs': { type: 'boolean' },
  'node-name': { type: 'string' },
  'cri-socket': { type: 'string' },
  token: { type: 'string' },
  'token-ttl': { type: 'string' },
  'apiserver-advertise-address': { type: 'string' },
  'apiserver-cert-extra-sans': { type: 'string', multiple: true },
  'control-plane-endpoint': { type: 'string' },
  'kubernetes-version': { type: 'string' },
  'pod-network-cidr': { type: 'string' },
  'service-cidr': { type: 'string' },
  'service-dns-domain': { type: 'string' },
  'discovery-token': { type: 'string' },
  'discovery-token-ca-cert-hash': { type: 'string', multiple: true },
  'discovery-token-unsafe-skip-ca-verification': { type: 'boolean' },
} as const;

/** Flags of `kubeadm init` and `kubeadm join`, and the words between them. */
export interface KubeadmFlags {
  readonly words: readonly string[];
  readonly text: (name: keyof typeof known) => string | undefined;
  readonly isSet: (name: keyof typeof known) => boolean;
  /** Repeated flags and lists with commas. */
  readonly texts: (name: keyof typeof known) => readonly string[];
}

/** Reads flags. Throws for one that kubeadm does not have. */
export function readFlags(argv: readonly string[]): KubeadmFlags {
  const { values, positionals } = parse(argv);
  const all = new Map<string, string | boolean | (string | boolean)[]>(Object.entries(values));
  return {
    words: positionals,
    text: (name) => {
      const value = all.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    isSet: (name) => all.get(name) === true,
    texts: (name) =>
      [all.get(name) ?? []]
        .flat()
        .flatMap((value) => String(value).split(','))
        .filter((word) => word !== ''),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: known, strict: true, allowPositionals: true });
  } catch (error) {
    throw new KubeadmFailure(messageOf(error));
  }
}

const apiVersion = 'kubeadm.k8s.io/v1beta4';

/** The configuration that `kubeadm init` without `--config` works by. */
export function initConfigurationText(flags: KubeadmFlags): string {
  const { text, texts } = flags;
  const token = text('token');
  const init = {
    apiVersion,
    kind: 'InitConfiguration',
    bootstrapTokens: token === undefined ? undefined : [{ token, ttl: text('token-ttl') }],
    nodeRegistration: nodeRegistration(flags),
    localAPIEndpoint: optional({ advertiseAddress: text('apiserver-advertise-address') }),
  };
  const names = texts('apiserver-cert-extra-sans');
  const cluster = {
    apiVersion,
    kind: 'ClusterConfiguration',
    kubernetesVersion: text('kubernetes-version'),
    controlPlaneEndpoint: text('control-plane-endpoint'),
    apiServer: names.length === 0 ? undefined : { certSANs: names },
    networking: optional({
      podSubnet: text('pod-network-cidr'),
      serviceSubnet: text('service-cidr'),
      dnsDomain: text('service-dns-domain'),
    }),
  };
  return `${stringify(init)}---\n${stringify(cluster)}`;
}

/** The configuration that `kubeadm join ADDRESS:PORT` works by. */
export function joinConfigurationText(flags: KubeadmFlags): string {
  const { words, text, texts, isSet } = flags;
  const [endpoint] = words;
  const token = text('discovery-token') ?? text('token');
  if (endpoint === undefined || token === undefined) {
    throw new KubeadmFailure('discovery: Invalid value: "": bootstrapToken or file must be set', 3);
  }
  return stringify({
    apiVersion,
    kind: 'JoinConfiguration',
    nodeRegistration: nodeRegistration(flags),
    discovery: {
      bootstrapToken: {
        token,
        apiServerEndpoint: endpoint,
        caCertHashes: texts('discovery-token-ca-cert-hash'),
        unsafeSkipCAVerification: isSet('discovery-token-unsafe-skip-ca-verification'),
      },
    },
  });
}

function nodeRegistration({ text }: KubeadmFlags): object | undefined {
  return optional({ name: text('node-name'), criSocket: text('cri-socket') });
}

/** Nothing where no field has a value. */
function optional(fields: Readonly<Record<string, string | undefined>>): object | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
