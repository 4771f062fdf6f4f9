import type { KubernetesObject } from './objects.ts';
import type { ObjectStore } from './object-store.ts';

const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const rbacGroup = 'rbac.authorization.k8s.io';

/** What an API server has before anybody created anything: its namespaces and its default roles. */
export function createInitialObjects(store: ObjectStore): void {
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    store.create(store.type('namespaces'), {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  }
  store.create(store.type('services'), {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      type: 'ClusterIP',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    },
    status: { loadBalancer: {} },
  });
  const bindings = store.type(`clusterrolebindings.${rbacGroup}`);
  for (const { name, rules, group } of defaultRoles) {
    store.create(store.type(`clusterroles.${rbacGroup}`), clusterRole(name, rules));
    if (group !== undefined) store.create(bindings, clusterRoleBinding(name, name, group));
  }
}

/** A binding of a cluster-wide role to a group. */
export function clusterRoleBinding(name: string, role: string, group: string): KubernetesObject {
  return {
    ...rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: rbacGroup, kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: rbacGroup, kind: 'Group', name: group }],
  };
}

/** A cluster-wide role. */
export function clusterRole(name: string, rules: readonly object[]): KubernetesObject {
  return { ...rbac, kind: 'ClusterRole', metadata: { name }, rules };
}

/** A role in a namespace and its binding to one subject. */
export function boundRole(options: {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly object[];
  readonly subjects: readonly { readonly kind: 'User' | 'Group'; readonly name: string }[];
}): readonly KubernetesObject[] {
  const metadata = { name: options.name, namespace: options.namespace };
  return [
    { ...rbac, kind: 'Role', metadata, rules: options.rules },
    {
      ...rbac,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: rbacGroup, kind: 'Role', name: options.name },
      subjects: options.subjects.map((subject) => ({ apiGroup: rbacGroup, ...subject })),
    },
  ];
}

const all = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };

const defaultRoles: readonly {
  readonly name: string;
  readonly rules: readonly object[];
  /** Whom it is bound to from the start. */
  readonly group?: string;
}[] = [
  {
    name: 'cluster-admin',
    rules: [all, { nonResourceURLs: ['*'], verbs: ['*'] }],
    group: 'system:masters',
  },
  {
    name: 'system:public-info-viewer',
    rules: [
      {
        nonResourceURLs: [
          '/healthz',
          '/healthz/*',
          '/livez',
          '/livez/*',
          '/readyz',
          '/readyz/*',
          '/version',
          '/version/',
        ],
        verbs: ['get'],
      },
    ],
    // One binding for two groups on a real cluster; anonymous users are granted here, the rest by discovery.
    group: 'system:unauthenticated',
  },
  {
    name: 'system:discovery',
    rules: [
      {
        nonResourceURLs: [
          '/api',
          '/api/*',
          '/apis',
          '/apis/*',
          '/openapi',
          '/openapi/*',
          '/healthz*',
          '/livez*',
          '/readyz*',
          '/version',
          '/version/',
        ],
        verbs: ['get'],
      },
    ],
    group: 'system:authenticated',
  },
  {
    name: 'system:basic-user',
    rules: [
      {
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        verbs: ['create'],
      },
      { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
    ],
    group: 'system:authenticated',
  },
  {
    name: 'system:node-bootstrapper',
    rules: [
      {
        apiGroups: ['certificates.k8s.io'],
        resources: ['certificatesigningrequests'],
        verbs: ['create', 'get', 'list', 'watch'],
      },
    ],
  },
  {
    name: 'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
    rules: [
      {
        apiGroups: ['certificates.k8s.io'],
        resources: ['certificatesigningrequests/nodeclient'],
        verbs: ['create'],
      },
    ],
  },
];
