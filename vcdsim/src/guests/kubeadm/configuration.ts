import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { KubeadmFailure } from './kubeadm-host.ts';

const unit: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** A Go duration (`6m0s`), read as milliseconds. */
const Duration = z
  .string()
  .regex(/^(\d+(\.\d+)?(h|ms|m|s))+$/, 'is not a duration')
  .transform((text) =>
    [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
      (sum, [, amount, name = '']) => sum + Number(amount) * (unit[name] ?? 0),
      0,
    ),
  );

const texts = z.array(z.string());
const arguments_ = z.array(z.strictObject({ name: z.string(), value: z.string() }));
const environment = z.array(z.looseObject({ name: z.string() }));
const directory = z.strictObject({ directory: z.string() }).partial();
const image = { imageRepository: z.string(), imageTag: z.string() };

const BootstrapToken = z.strictObject({
  // kubeadm makes one up where none is given.
  token: z
    .string()
    .regex(/^[a-z0-9]{6}\.[a-z0-9]{16}$/, 'is not of the form [a-z0-9]{6}.[a-z0-9]{16}')
    .optional(),
  description: z.string().optional(),
  ttl: Duration.optional(),
  expires: z.string().optional(),
  usages: texts.optional(),
  groups: texts.optional(),
});

const NodeRegistration = z
  .strictObject({
    name: z.string(),
    criSocket: z.string(),
    taints: z.array(z.strictObject({ key: z.string(), value: z.string().optional(), effect: z.string() })),
    kubeletExtraArgs: arguments_,
    ignorePreflightErrors: texts,
    imagePullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']),
    imagePullSerial: z.boolean(),
  })
  .partial();

const ApiEndpoint = z
  .strictObject({ advertiseAddress: z.string(), bindPort: z.int().min(1).max(65_535) })
  .partial();

const Timeouts = z
  .strictObject({
    controlPlaneComponentHealthCheck: Duration,
    kubeletHealthCheck: Duration,
    kubernetesAPICall: Duration,
    etcdAPICall: Duration,
    tlsBootstrap: Duration,
    discovery: Duration,
    upgradeManifests: Duration,
  })
  .partial();

const ControlPlaneComponent = {
  extraArgs: arguments_,
  extraVolumes: z.array(
    z.strictObject({
      name: z.string(),
      hostPath: z.string(),
      mountPath: z.string(),
      readOnly: z.boolean().optional(),
      pathType: z.string().optional(),
    }),
  ),
  extraEnvs: environment,
};

const InitConfiguration = z
  .strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    bootstrapTokens: z.array(BootstrapToken),
    dryRun: z.boolean(),
    nodeRegistration: NodeRegistration,
    localAPIEndpoint: ApiEndpoint,
    certificateKey: z.string(),
    skipPhases: texts,
    patches: directory,
    timeouts: Timeouts,
  })
  .partial();

const ClusterConfiguration = z
  .strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    etcd: z
      .strictObject({
        local: z
          .strictObject({
            ...image,
            dataDir: z.string(),
            extraArgs: arguments_,
            extraEnvs: environment,
            serverCertSANs: texts,
            peerCertSANs: texts,
          })
          .partial(),
        external: z
          .strictObject({
            endpoints: texts,
            caFile: z.string(),
            certFile: z.string(),
            keyFile: z.string(),
          })
          .partial(),
      })
      .partial(),
    networking: z
      .strictObject({ serviceSubnet: z.string(), podSubnet: z.string(), dnsDomain: z.string() })
      .partial(),
    kubernetesVersion: z.string().regex(/^v?\d+\.\d+\.\d+/, 'is not a version'),
    controlPlaneEndpoint: z.string(),
    apiServer: z.strictObject({ ...ControlPlaneComponent, certSANs: texts }).partial(),
    controllerManager: z.strictObject(ControlPlaneComponent).partial(),
    scheduler: z.strictObject(ControlPlaneComponent).partial(),
    dns: z.strictObject({ ...image, disabled: z.boolean() }).partial(),
    proxy: z.strictObject({ disabled: z.boolean() }).partial(),
    certificatesDir: z.string(),
    imageRepository: z.string(),
    featureGates: z.record(z.string(), z.boolean()),
    clusterName: z.string(),
    encryptionAlgorithm: z.enum(['RSA-2048', 'RSA-3072', 'RSA-4096', 'ECDSA-P256', 'ECDSA-P384']),
    certificateValidityPeriod: Duration,
    caCertificateValidityPeriod: Duration,
  })
  .partial();

const JoinConfiguration = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  dryRun: z.boolean().optional(),
  nodeRegistration: NodeRegistration.optional(),
  caCertPath: z.string().optional(),
  discovery: z.strictObject({
    bootstrapToken: z
      .strictObject({
        token: z.string(),
        apiServerEndpoint: z.string(),
        caCertHashes: texts.optional(),
        unsafeSkipCAVerification: z.boolean().optional(),
      })
      .optional(),
    file: z.strictObject({ kubeConfigPath: z.string() }).optional(),
    tlsBootstrapToken: z.string().optional(),
  }),
  controlPlane: z
    .strictObject({ localAPIEndpoint: ApiEndpoint, certificateKey: z.string() })
    .partial()
    .optional(),
  skipPhases: texts.optional(),
  patches: directory.optional(),
  timeouts: Timeouts.optional(),
});

export type InitConfiguration = z.infer<typeof InitConfiguration>;
export type ClusterConfiguration = z.infer<typeof ClusterConfiguration>;
export type JoinConfiguration = z.infer<typeof JoinConfiguration>;
export type NodeRegistration = z.infer<typeof NodeRegistration>;

/** What a `--config` file holds. */
export interface KubeadmConfiguration {
  readonly init: InitConfiguration | undefined;
  readonly cluster: ClusterConfiguration | undefined;
  readonly join: JoinConfiguration | undefined;
  /** The text of the ClusterConfiguration document, as `kubeadm-config` keeps it. */
  readonly clusterText: string;
  /** The text of the KubeletConfiguration document; `''` without one. */
  readonly kubeletText: string;
}

const kubeadmVersion = 'kubeadm.k8s.io/v1beta4';

/** The kinds of other components that a kubeadm file may hold; their fields are theirs to check. */
const componentVersions: Readonly<Record<string, string>> = {
  KubeletConfiguration: 'kubelet.config.k8s.io/v1beta1',
  KubeProxyConfiguration: 'kubeproxy.config.k8s.io/v1alpha1',
};

/** Reads a configuration file strictly: kinds of v1beta4 only, no unknown field; throws `KubeadmFailure`. */
export function readConfiguration(text: string): KubeadmConfiguration {
  let read: KubeadmConfiguration = {
    init: undefined,
    cluster: undefined,
    join: undefined,
    clusterText: '',
    kubeletText: '',
  };
  for (const document of parseAllDocuments(text)) {
    const [error] = document.errors;
    if (error) throw new KubeadmFailure(`error converting YAML to JSON: yaml: ${error.message}`, 3);
    const value: unknown = document.toJS();
    if (value === null) continue;
    const { apiVersion, kind } = identify(value);
    if (componentVersions[kind] === apiVersion) {
      if (kind === 'KubeletConfiguration') read = { ...read, kubeletText: document.toString() };
      continue;
    }
    if (apiVersion !== kubeadmVersion) throw wrongVersion(apiVersion, kind);
    switch (kind) {
      case 'InitConfiguration':
        read = { ...read, init: decode(InitConfiguration, value, kind) };
        break;
      case 'ClusterConfiguration':
        read = {
          ...read,
          cluster: decode(ClusterConfiguration, value, kind),
          clusterText: document.toString(),
        };
        break;
      case 'JoinConfiguration':
        read = { ...read, join: decode(JoinConfiguration, value, kind) };
        break;
      default:
        throw new KubeadmFailure(`no kind "${kind}" is registered for version "${kubeadmVersion}"`, 3);
    }
  }
  return read;
}

function identify(value: unknown): { readonly apiVersion: string; readonly kind: string } {
  const parsed = z.looseObject({ apiVersion: z.string(), kind: z.string() }).safeParse(value);
  if (!parsed.success) {
    throw new KubeadmFailure('invalid configuration: kind and apiVersion is mandatory information', 3);
  }
  return parsed.data;
}

function wrongVersion(apiVersion: string, kind: string): KubeadmFailure {
  return new KubeadmFailure(
    apiVersion.startsWith('kubeadm.k8s.io/')
      ? `your configuration file uses an old API spec: "${apiVersion}" (kind: "${kind}"). Please use ${kubeadmVersion}`
      : `ignored configuration document with GroupVersionKind ${apiVersion}, Kind=${kind} is refused here`,
    3,
  );
}

function decode<T>(schema: z.ZodType<T>, value: unknown, kind: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.join('.');
    if (issue.code !== 'unrecognized_keys') return [`${path}: ${issue.message}`];
    return issue.keys.map((key) => `unknown field "${path === '' ? key : `${path}.${key}`}"`);
  });
  throw new KubeadmFailure(
    `error unmarshaling configuration schema.GroupVersionKind{Group:"kubeadm.k8s.io", Version:"v1beta4", Kind:"${kind}"}: strict decoding error: ${complaints.join(', ')}`,
    3,
  );
}
