import type { Clock } from '../guests/guest-driver.ts';
import type { Org } from '../inventory/entities.ts';
import type { Role, User } from '../inventory/people.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Random } from '../random.ts';

/** A login: one legacy token and one bearer token belong to it. */
export interface Session {
  readonly id: string;
  readonly user: User;
  readonly org: Org;
  readonly role: Role;
  readonly legacyToken: string;
  readonly bearerToken: string;
  readonly startedAt: Date;
  lastUsedAt: Date;
}

/** How long a session lives: without use, and at all. */
export interface SessionLimits {
  readonly idleMinutes: number;
  readonly absoluteMinutes: number;
}

/** Who is logged in. */
export interface SessionStore {
  /** Undefined when organization, user or password is wrong, or the user is disabled. */
  login(authorization: string | undefined): Session | undefined;
  /** Without a password, for who has proven otherwise to be this user; undefined when the user is disabled or gone. */
  loginAs(user: User): Session | undefined;
  /** The living session of a legacy or bearer token; using it postpones the idle end. */
  find(token: string): Session | undefined;
  end(session: Session): void;
  /** Ends every session, as a restarted cell would. */
  endAll(): void;
  living(): readonly Session[];
  readonly logins: number;
  resetCounts(): void;
  /** Takes effect at the next call. */
  limits: SessionLimits;
}

/** Sessions that end by the given clock. */
export function createSessionStore(deps: {
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: SessionLimits;
}): SessionStore {
  const { inventory, clock, random } = deps;
  const byToken = new Map<string, Session>();
  let logins = 0;
  const store: SessionStore = {
    limits: deps.limits,
    get logins() {
      return logins;
    },
    resetCounts() {
      logins = 0;
    },
    login(authorization) {
      const user = authenticate(inventory, authorization);
      return user && store.loginAs(user);
    },
    loginAs(user) {
      const org = inventory.org(user.orgId);
      const role = inventory.roles.get(user.roleId);
      if (!role || !user.enabled || inventory.users.get(user.id) !== user) return undefined;
      logins++;
      const now = clock.now();
      const id = random.uuid();
      const session: Session = {
        id,
        user,
        org,
        role,
        startedAt: now,
        lastUsedAt: now,
        legacyToken: random.hex(32),
        bearerToken: jsonWebToken({ id, user, org, now, minutes: store.limits.absoluteMinutes, random }),
      };
      byToken.set(session.legacyToken, session);
      byToken.set(session.bearerToken, session);
      return session;
    },
    find(token) {
      const session = byToken.get(token);
      if (!session) return undefined;
      if (hasExpired(session, store.limits, clock.now())) {
        store.end(session);
        return undefined;
      }
      session.lastUsedAt = clock.now();
      return session;
    },
    end(session) {
      byToken.delete(session.legacyToken);
      byToken.delete(session.bearerToken);
    },
    endAll() {
      byToken.clear();
    },
    living() {
      const now = clock.now();
      return [...new Set(byToken.values())].filter((session) => !hasExpired(session, store.limits, now));
    },
  };
  return store;
}

function hasExpired(session: Session, limits: SessionLimits, now: Date): boolean {
  const minutesSince = (then: Date): number => (now.getTime() - then.getTime()) / 60_000;
  return (
    minutesSince(session.lastUsedAt) > limits.idleMinutes ||
    minutesSince(session.startedAt) > limits.absoluteMinutes
  );
}

/** `user@org:password`: the password may hold colons, the user name may hold an at sign. */
function authenticate(inventory: Inventory, authorization: string | undefined): User | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const credentials = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = credentials.indexOf(':');
  const account = credentials.slice(0, colon);
  const at = account.lastIndexOf('@');
  if (colon < 0 || at < 0) return undefined;
  const org = inventory.findOrg(account.slice(at + 1));
  const userName = account.slice(0, at).toLowerCase();
  const user = [...inventory.users.values()].find(
    (user) => user.orgId === org?.id && user.name.toLowerCase() === userName,
  );
  return user?.enabled && user.password === credentials.slice(colon + 1) ? user : undefined;
}

/** Looks like vCD's token and is long enough for clients that tell the kinds apart by length; nobody checks its signature. */
function jsonWebToken(claims: {
  readonly id: string;
  readonly user: User;
  readonly org: Org;
  readonly now: Date;
  readonly minutes: number;
  readonly random: Random;
}): string {
  const seconds = Math.floor(claims.now.getTime() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    part({ alg: 'RS256' }),
    part({
      sub: claims.user.name,
      iss: `${claims.org.id}@vcdsim`,
      exp: seconds + claims.minutes * 60,
      version: 'vcloud_1.0',
      jti: claims.id.replaceAll('-', ''),
    }),
    Buffer.from(claims.random.hex(128), 'hex').toString('base64url'),
  ].join('.');
}
