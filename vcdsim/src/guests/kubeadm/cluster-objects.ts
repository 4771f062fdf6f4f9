import { createHmac } from 'node:crypto';
import { boundRole, clusterRole, clusterRoleBinding } from '../kubernetes/initial-objects.ts';
import type { ClusterConfiguration, InitConfiguration } from './configuration.ts';
import { writeKubeconfig } from './kubeconfig.ts';

/** Group of machines that may join: bootstrap tokens' and short-lived client certificates'. */
const nodeTokenGroup = 'system:bootstrappers:kubeadm:default-node-token';

/** An object and the collection that it is created in. */
export interface Upload {
  readonly collection: string;
  readonly object: object;
}

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** The binding that gives `admin.conf` its rights; made with `super-admin.conf`. */
export function adminBinding(): Upload {
  return {
    collection: `${rbac}/clusterrolebindings`,
    object: clusterRoleBinding('kubeadm:cluster-admins', 'cluster-admin', 'kubeadm:cluster-admins'),
  };
}

/** Everything else that `kubeadm init` leaves in a cluster (phases upload-config, bootstrap-token, addon). */
export function clusterObjects(options: {
  readonly init: InitConfiguration;
  readonly cluster: ClusterConfiguration;
  readonly clusterText: string;
  readonly kubeletText: string;
  /** Public address of the cluster, as in kubeconfigs. */
  readonly server: string;
  readonly caCertificate: string;
  readonly now: Date;
}): readonly Upload[] {
  const { init, cluster } = options;
  return [
    ...configMaps(options),
    ...joinRights(),
    ...(init.bootstrapTokens ?? []).map((token) => tokenSecret(token, options.now)),
    ...(init.skipPhases?.some((phase) => phase === 'addon' || phase === 'addon/coredns') ||
    cluster.dns?.disabled
      ? []
      : [coreDns()]),
    ...(init.skipPhases?.some((phase) => phase === 'addon' || phase === 'addon/kube-proxy') ||
    cluster.proxy?.disabled
      ? []
      : [kubeProxy(cluster.kubernetesVersion ?? '')]),
  ];
}

function configMap(namespace: string, name: string, data: Readonly<Record<string, string>>): Upload {
  return {
    collection: `/api/v1/namespaces/${namespace}/configmaps`,
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data },
  };
}

function configMaps(options: Parameters<typeof clusterObjects>[0]): readonly Upload[] {
  const kubeconfig = writeKubeconfig({ server: options.server, ca: options.caCertificate }, '');
  const signatures = (options.init.bootstrapTokens ?? []).map(({ token = '' }): [string, string] => {
    const [id = '', secret = ''] = token.split('.');
    return [`jws-kubeconfig-${id}`, detachedSignature(kubeconfig, id, secret)];
  });
  return [
    configMap('kube-system', 'kubeadm-config', { ClusterConfiguration: options.clusterText }),
    configMap('kube-system', 'kubelet-config', { kubelet: options.kubeletText }),
    configMap('kube-public', 'cluster-info', { kubeconfig, ...Object.fromEntries(signatures) }),
  ];
}

/** JWS (RFC 7515, appendix F) of a content that travels elsewhere: how a token vouches for `cluster-info`. */
export function detachedSignature(content: string, tokenId: string, tokenSecret: string): string {
  const encode = (text: string): string => Buffer.from(text).toString('base64url');
  const header = encode(JSON.stringify({ alg: 'HS256', kid: tokenId }));
  const signature = createHmac('sha256', tokenSecret)
    .update(`${header}.${encode(content)}`)
    .digest('base64url');
  return `${header}..${signature}`;
}

function joinRights(): readonly Upload[] {
  const read = (name: string): object => ({
    apiGroups: [''],
    resources: ['configmaps'],
    resourceNames: [name],
    verbs: ['get'],
  });
  const joiners = [
    { kind: 'Group', name: nodeTokenGroup },
    { kind: 'Group', name: 'system:nodes' },
  ] as const;
  const roles = [
    boundRole({
      namespace: 'kube-public',
      name: 'kubeadm:bootstrap-signer-clusterinfo',
      rules: [read('cluster-info')],
      subjects: [{ kind: 'User', name: 'system:anonymous' }],
    }),
    boundRole({
      namespace: 'kube-system',
      name: 'kubeadm:nodes-kubeadm-config',
      rules: [read('kubeadm-config')],
      subjects: joiners,
    }),
    boundRole({
      namespace: 'kube-system',
      name: 'kubeadm:kubelet-config',
      rules: [read('kubelet-config')],
      subjects: joiners,
    }),
  ];
  const getNodes = clusterRole('kubeadm:get-nodes', [
    { apiGroups: [''], resources: ['nodes'], verbs: ['get'] },
  ]);
  const bindings = [
    clusterRoleBinding('kubeadm:get-nodes', 'kubeadm:get-nodes', nodeTokenGroup),
    clusterRoleBinding('kubeadm:kubelet-bootstrap', 'system:node-bootstrapper', nodeTokenGroup),
    clusterRoleBinding(
      'kubeadm:node-autoapprove-bootstrap',
      'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
      nodeTokenGroup,
    ),
  ];
  return [
    ...roles.flat().map((object) => ({
      collection: `${rbac}/namespaces/${object.metadata.namespace}/${object.kind.toLowerCase()}s`,
      object,
    })),
    { collection: `${rbac}/clusterroles`, object: getNodes },
    ...bindings.map((object) => ({ collection: `${rbac}/clusterrolebindings`, object })),
  ];
}

/** Bootstrap token as the cluster keeps it; without a life of its own it lives for a day. */
export function tokenSecret(
  token: NonNullable<InitConfiguration['bootstrapTokens']>[number],
  now: Date,
): Upload {
  const [id = '', secret = ''] = (token.token ?? '').split('.');
  const ttlMs = token.ttl ?? 24 * 3_600_000;
  const expiration = token.expires ?? new Date(now.getTime() + ttlMs).toISOString();
  return {
    collection: '/api/v1/namespaces/kube-system/secrets',
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
      type: 'bootstrap.kubernetes.io/token',
      stringData: {
        'token-id': id,
        'token-secret': secret,
        // A ttl of 0 means that the token never expires.
        ...(token.expires === undefined && ttlMs === 0 ? {} : { expiration }),
        'usage-bootstrap-authentication': 'true',
        'usage-bootstrap-signing': 'true',
        'auth-extra-groups': (token.groups ?? [nodeTokenGroup]).join(','),
      },
    },
  };
}

function kubeProxy(version: string): Upload {
  const labels = { 'k8s-app': 'kube-proxy' };
  return {
    collection: '/apis/apps/v1/namespaces/kube-system/daemonsets',
    object: {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'kube-proxy', namespace: 'kube-system', labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            hostNetwork: true,
            tolerations: [{ operator: 'Exists' }],
            containers: [{ name: 'kube-proxy', image: `registry.k8s.io/kube-proxy:${version}` }],
          },
        },
      },
    },
  };
}

function coreDns(): Upload {
  const labels = { 'k8s-app': 'kube-dns' };
  return {
    collection: '/apis/apps/v1/namespaces/kube-system/deployments',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'coredns', namespace: 'kube-system', labels },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            tolerations: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
            containers: [{ name: 'coredns', image: 'registry.k8s.io/coredns/coredns:v1.12.1' }],
          },
        },
      },
    },
  };
}

/** The mirror pods of a control plane node's static pods, as its kubelet reports them. */
export function staticPods(node: string, nodeUid: string, version: string): readonly Upload[] {
  return ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((component) => ({
    collection: '/api/v1/namespaces/kube-system/pods',
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${component}-${node}`,
        namespace: 'kube-system',
        labels: { component, tier: 'control-plane' },
        annotations: { 'kubernetes.io/config.mirror': component, 'kubernetes.io/config.source': 'file' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node, uid: nodeUid, controller: true }],
      },
      spec: {
        nodeName: node,
        hostNetwork: true,
        containers: [{ name: component, image: `registry.k8s.io/${component}:${version}` }],
      },
      status: { phase: 'Pending' },
    },
  }));
}
