import { ApiError } from './api-error.ts';
import type { User } from './authentication.ts';
import { listAt, textAt, valueAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import type { ObjectStore } from './object-store.ts';

/** What somebody wants to do, in RBAC's words. */
export type Attempt =
  | {
      readonly kind: 'resource';
      readonly verb: string;
      readonly group: string;
      /** With its subresource: `nodes/status`. */
      readonly resource: string;
      readonly namespace?: string | undefined;
      readonly name?: string | undefined;
    }
  | { readonly kind: 'path'; readonly verb: string; readonly path: string };

/** Throws the 403 that kubectl users know unless RBAC or the node authorizer allows the attempt. */
export function authorize(user: User, attempt: Attempt, store: ObjectStore): void {
  if (!mayDo(user, attempt, store)) throw new ApiError(403, 'Forbidden', refusal(user, attempt));
}

/** Whether RBAC (the roles and bindings in the store) or the node authorizer allows the attempt. */
export function mayDo(user: User, attempt: Attempt, store: ObjectStore): boolean {
  // The API server itself holds system:masters to be unrestricted, whatever the bindings say.
  if (user.groups.includes('system:masters')) return true;
  if (user.groups.includes('system:nodes') && nodeMayDo(user, attempt)) return true;
  return rulesOf(user, attempt, store).some((rule) => covers(rule, attempt));
}

function* bindings(attempt: Attempt, store: ObjectStore): Iterable<KubernetesObject> {
  yield* store.list(store.type('clusterrolebindings.rbac.authorization.k8s.io'));
  if (attempt.kind === 'resource' && attempt.namespace !== undefined) {
    yield* store.list(store.type('rolebindings.rbac.authorization.k8s.io'), attempt.namespace);
  }
}

function rulesOf(user: User, attempt: Attempt, store: ObjectStore): readonly unknown[] {
  const rules: unknown[] = [];
  for (const binding of bindings(attempt, store)) {
    if (!listAt(binding, 'subjects').some((subject) => isSubject(user, subject))) continue;
    const inCluster = textAt(binding, 'roleRef', 'kind') === 'ClusterRole';
    const type = store.type(`${inCluster ? 'clusterroles' : 'roles'}.rbac.authorization.k8s.io`);
    const namespace = inCluster ? undefined : binding.metadata.namespace;
    rules.push(...listAt(store.get(type, textAt(binding, 'roleRef', 'name'), namespace), 'rules'));
  }
  return rules;
}

function isSubject(user: User, subject: unknown): boolean {
  const name = textAt(subject, 'name');
  switch (textAt(subject, 'kind')) {
    case 'User':
      return user.name === name;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount':
      return user.name === `system:serviceaccount:${textAt(subject, 'namespace')}:${name}`;
    default:
      return false;
  }
}

function covers(rule: unknown, attempt: Attempt): boolean {
  const lists = (field: string, value: string): boolean => {
    const values = listAt(rule, field);
    return values.includes('*') || values.includes(value);
  };
  if (!lists('verbs', attempt.verb)) return false;
  if (attempt.kind === 'path') {
    return listAt(rule, 'nonResourceURLs').some(
      (url) =>
        typeof url === 'string' &&
        (url.endsWith('*') ? attempt.path.startsWith(url.slice(0, -1)) : attempt.path === url),
    );
  }
  const names = listAt(rule, 'resourceNames');
  const named = names.length === 0 || (attempt.name !== undefined && names.includes(attempt.name));
  return lists('apiGroups', attempt.group) && lists('resources', attempt.resource) && named;
}

/** The part of the node authorizer that kubelets need here: their own Node, leases, events, what pods mount. */
function nodeMayDo(user: User, attempt: Attempt): boolean {
  if (attempt.kind === 'path') return false;
  const own = attempt.name === user.name.replace(/^system:node:/, '');
  const read = ['get', 'list', 'watch'].includes(attempt.verb);
  switch (attempt.resource) {
    case 'nodes':
      return attempt.verb === 'create' || read || (own && ['update', 'patch'].includes(attempt.verb));
    case 'nodes/status':
      return own;
    case 'leases':
      return attempt.namespace === 'kube-node-lease';
    case 'events':
    case 'certificatesigningrequests':
      return attempt.verb === 'create' || read;
    case 'pods':
    case 'services':
    case 'configmaps':
    case 'csinodes':
    case 'runtimeclasses':
      return read;
    default:
      return false;
  }
}

function refusal(user: User, attempt: Attempt): string {
  if (attempt.kind === 'path') {
    return `forbidden: User "${user.name}" cannot ${attempt.verb} path "${attempt.path}"`;
  }
  const qualified = attempt.group === '' ? attempt.resource : `${attempt.resource}.${attempt.group}`;
  const object = attempt.name === undefined ? qualified : `${qualified} "${attempt.name}"`;
  const where =
    attempt.namespace === undefined ? 'at the cluster scope' : `in the namespace "${attempt.namespace}"`;
  return `${object} is forbidden: User "${user.name}" cannot ${attempt.verb} resource "${attempt.resource}" in API group "${attempt.group}" ${where}`;
}

/** The answer to a SelfSubjectAccessReview's question. */
export function reviewAccess(user: User, review: KubernetesObject, store: ObjectStore): KubernetesObject {
  const resource = valueAt(review, 'spec', 'resourceAttributes');
  const subresource = textAt(resource, 'subresource');
  const attempt: Attempt =
    resource === undefined
      ? {
          kind: 'path',
          verb: textAt(review, 'spec', 'nonResourceAttributes', 'verb'),
          path: textAt(review, 'spec', 'nonResourceAttributes', 'path'),
        }
      : {
          kind: 'resource',
          verb: textAt(resource, 'verb'),
          group: textAt(resource, 'group'),
          resource: textAt(resource, 'resource') + (subresource === '' ? '' : `/${subresource}`),
          namespace: textAt(resource, 'namespace') || undefined,
          name: textAt(resource, 'name') || undefined,
        };
  return { ...review, status: { allowed: mayDo(user, attempt, store) } };
}
