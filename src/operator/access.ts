import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Operator } from './verbs.ts';
import { OperatorRefusal } from './refusal.ts';

/** What a request brings to say who it is from. */
export interface Credentials {
  readonly via: 'socket' | 'http';
  /** The name that the client gives itself; believed on the socket, whose file only its owner can open. */
  readonly claimedName: string | undefined;
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
}

/** Who is there and what they may. */
export interface Visitor {
  readonly operator: Operator;
  readonly mayChange: boolean;
}

/** What somebody types into the login form: a token, or the name and password of a system administrator of vCD. */
export type LoginAttempt =
  { readonly token: string } | { readonly username: string; readonly password: string };

/** Who is let in through the port. */
export interface AccessOptions {
  /** Absent: no token opens the door. */
  readonly token?: string | undefined;
  /** Whether vCD takes them as a system administrator; absent: nobody can log in that way. */
  readonly isAdministrator?:
    ((username: string, password: string, signal: AbortSignal) => Promise<boolean>) | undefined;
  readonly clock: () => Date;
  readonly sessionMs?: number;
}

/** The cookie that holds the session of a login. */
export const sessionCookie = 'cse_session';

/** Failed logins from one address before it has to wait, and how long. */
const patience = { failures: 5, windowMs: 60_000 } as const;

interface Session {
  readonly operator: Operator;
  expires: number;
}

/** Keeps the operators' door: the socket, a token of the configuration, or a session that a login began. */
export class Access {
  readonly #options: AccessOptions;
  readonly #sessionMs: number;
  readonly #sessions = new Map<string, Session>();
  readonly #failures = new Map<string, { count: number; since: number }>();

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#sessionMs = options.sessionMs ?? 8 * 3_600_000;
  }

  /** Throws `OperatorRefusal` (unauthorized). */
  admit(credentials: Credentials): Visitor {
    const visitor = this.recognize(credentials);
    if (visitor) return visitor;
    throw new OperatorRefusal('unauthorized', 'log in, or send the token of the configuration');
  }

  /** Who that is; undefined for a stranger. */
  recognize(credentials: Credentials): Visitor | undefined {
    const { via, claimedName, authorization, cookie } = credentials;
    if (via === 'socket')
      return { operator: { name: claimedName || 'local', via: 'socket' }, mayChange: true };
    const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (bearer !== undefined && this.#isToken(bearer))
      return { operator: { name: claimedName || 'token', via: 'token' }, mayChange: true };
    const session = this.#sessionOf(cookie);
    return session && { operator: session.operator, mayChange: false };
  }

  /**
   * Begins a session for looking and resolves to its cookie's value and to whose it is. Throws `OperatorRefusal`
   * (unauthorized, tooMany, unavailable).
   */
  async login(
    attempt: LoginAttempt,
    address: string,
    signal: AbortSignal,
  ): Promise<{ readonly id: string; readonly operator: Operator }> {
    this.#requirePatience(address);
    // Counted before it is known to be wrong, so that many at once do not slip through.
    this.#noteFailure(address);
    const operator = await this.#operatorOf(attempt, signal);
    if (!operator) throw new OperatorRefusal('unauthorized', 'wrong, or not a system administrator');
    this.#failures.delete(address);
    this.#dropExpired();
    const id = randomBytes(32).toString('base64url');
    this.#sessions.set(digest(id), { operator, expires: this.#now() + this.#sessionMs });
    return { id, operator };
  }

  logout(cookie: string | undefined): void {
    const id = sessionIdIn(cookie);
    if (id !== undefined) this.#sessions.delete(digest(id));
  }

  async #operatorOf(attempt: LoginAttempt, signal: AbortSignal): Promise<Operator | undefined> {
    if ('token' in attempt) return this.#isToken(attempt.token) ? { name: 'token', via: 'token' } : undefined;
    const { username, password } = attempt;
    const accepted = await this.#options.isAdministrator?.(username, password, signal).catch((cause) => {
      throw new OperatorRefusal('unavailable', 'Cloud Director cannot be asked now; the token still works', {
        cause,
      });
    });
    return accepted ? { name: username, via: 'vcd' } : undefined;
  }

  #isToken(text: string): boolean {
    const { token } = this.#options;
    if (token === undefined) return false;
    // Of one length, whatever was sent: comparing must take the same time for every guess.
    return timingSafeEqual(Buffer.from(digest(text)), Buffer.from(digest(token)));
  }

  #sessionOf(cookie: string | undefined): Session | undefined {
    const id = sessionIdIn(cookie);
    const session = id === undefined ? undefined : this.#sessions.get(digest(id));
    if (!session || session.expires < this.#now()) return undefined;
    session.expires = this.#now() + this.#sessionMs;
    return session;
  }

  #requirePatience(address: string): void {
    const failure = this.#failures.get(address);
    if (!failure || this.#now() - failure.since > patience.windowMs) return;
    if (failure.count >= patience.failures)
      throw new OperatorRefusal('tooMany', 'too many wrong logins; try again in a minute');
  }

  #noteFailure(address: string): void {
    const now = this.#now();
    const failure = this.#failures.get(address);
    if (!failure || now - failure.since > patience.windowMs)
      this.#failures.set(address, { count: 1, since: now });
    else failure.count += 1;
  }

  #dropExpired(): void {
    const now = this.#now();
    for (const [id, session] of this.#sessions) if (session.expires < now) this.#sessions.delete(id);
    for (const [address, { since }] of this.#failures)
      if (now - since > patience.windowMs) this.#failures.delete(address);
  }

  #now(): number {
    return this.#options.clock().getTime();
  }
}

function sessionIdIn(cookie: string | undefined): string | undefined {
  const pair = cookie?.split(';').find((part) => part.trim().startsWith(`${sessionCookie}=`));
  return pair?.trim().slice(sessionCookie.length + 1);
}

/** Sessions are kept by digest, so that a dump of memory opens no door. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
