import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { ApiError } from './api-error.ts';
import { textAt, valueAt } from './objects.ts';
import type { ObjectStore } from './object-store.ts';

/** Who makes a request, as authorisation sees it. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** The user of a request: client certificate, bootstrap token or nobody; throws 401 for credentials that do not hold. */
export function authenticate(request: IncomingMessage, store: ObjectStore): User {
  const presented = peerUser(request);
  if (presented?.valid) return authenticated(presented.user);
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const user = bearer === undefined ? undefined : bootstrapUser(bearer.trim(), store);
  if (user) return authenticated(user);
  if (presented || bearer !== undefined) throw new ApiError(401, 'Unauthorized', 'Unauthorized');
  return anonymous;
}

/** Under which name a request is counted: what it claims to be, whether that holds or not. */
export function claimedName(request: IncomingMessage): string {
  return peerUser(request)?.user.name ?? (request.headers.authorization ? 'bearer token' : anonymous.name);
}

function authenticated(user: User): User {
  return { name: user.name, groups: [...user.groups, 'system:authenticated'] };
}

function peerUser(request: IncomingMessage): { readonly user: User; readonly valid: boolean } | undefined {
  if (!(request.socket instanceof TLSSocket)) return undefined;
  const certificate = request.socket.getPeerCertificate();
  // Node types `subject` as always there; without a client certificate the object is empty.
  const subject: unknown = certificate.subject;
  if (subject === undefined) return undefined;
  const organizations = valueAt(subject, 'O');
  const groups = (Array.isArray(organizations) ? organizations : [organizations]).filter(
    (group) => typeof group === 'string',
  );
  return { user: { name: textAt(subject, 'CN'), groups }, valid: request.socket.authorized };
}

/** Bootstrap tokens are Secrets in kube-system (Kubernetes, "Authenticating with Bootstrap Tokens"). */
function bootstrapUser(token: string, store: ObjectStore): User | undefined {
  const [id = '', secret = ''] = token.split('.');
  const stored = store.get(store.type('secrets'), `bootstrap-token-${id}`, 'kube-system');
  if (!stored || stored['type'] !== 'bootstrap.kubernetes.io/token') return undefined;
  const field = (name: string): string =>
    Buffer.from(textAt(stored, 'data', name), 'base64').toString() || textAt(stored, 'stringData', name);
  const expiration = field('expiration');
  if (field('token-secret') !== secret || field('usage-bootstrap-authentication') !== 'true')
    return undefined;
  if (expiration !== '' && new Date(expiration) < new Date()) return undefined;
  const extra = field('auth-extra-groups').split(',');
  return {
    name: `system:bootstrap:${id}`,
    groups: ['system:bootstrappers', ...extra.filter((group) => group !== '')],
  };
}
