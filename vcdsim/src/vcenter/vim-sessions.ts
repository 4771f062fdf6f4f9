import type { Clock } from '../guests/guest-driver.ts';
import type { Random } from '../random.ts';
import type { VimReference, VimValue } from './vim-values.ts';
import { object, text, time } from './vim-values.ts';

/** Somebody who is logged in, and what belongs to them: it goes with the session. */
export interface VimSession {
  /** Secret: the cookie's value. */
  readonly token: string;
  /** Not secret: what the API calls the session. */
  readonly key: string;
  readonly user: string;
  readonly loginTime: Date;
  lastActive: Date;
  /** What is under way, by the id of the object that stands for it. */
  readonly views: Map<string, VimView>;
  /** Objects that did not fit into an answer, by the token to ask for them with. */
  readonly pages: Map<string, readonly VimValue[]>;
}

/** A ContainerView. */
export interface VimView {
  readonly container: VimReference;
  readonly types: readonly string[];
  readonly recursive: boolean;
}

const cookieName = 'vmware_soap_session';

/** The sessions of one vCenter. They end when nothing was asked for so long. */
export class VimSessions {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #idleMs: number;
  readonly #sessions = new Map<string, VimSession>();

  constructor(options: { readonly clock: Clock; readonly random: Random; readonly idleMs: number }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#idleMs = options.idleMs;
  }

  start(user: string): VimSession {
    const now = this.#clock.now();
    const session: VimSession = {
      token: this.#random.hex(40),
      key: this.#random.uuid(),
      user,
      loginTime: now,
      lastActive: now,
      views: new Map(),
      pages: new Map(),
    };
    this.#sessions.set(session.token, session);
    return session;
  }

  /** The session of a request's cookies, which counts as active again. */
  find(cookies: string | undefined): VimSession | undefined {
    const token = new RegExp(`${cookieName}="?([0-9a-f]+)"?`).exec(cookies ?? '')?.[1] ?? '';
    const session = this.#sessions.get(token);
    if (!session) return undefined;
    const now = this.#clock.now();
    if (now.getTime() - session.lastActive.getTime() > this.#idleMs) {
      this.#sessions.delete(token);
      return undefined;
    }
    session.lastActive = now;
    return session;
  }

  isActive(key: string, user: string): boolean {
    return [...this.#sessions.values()].some((session) => session.key === key && session.user === user);
  }

  end(session: VimSession): void {
    this.#sessions.delete(session.token);
  }

  endAll(): void {
    this.#sessions.clear();
  }

  get size(): number {
    return this.#sessions.size;
  }
}

/** As vCenter sends it, with quotes. */
export function cookieOf(session: VimSession, secure: boolean): string {
  return `${cookieName}="${session.token}"; Path=/; HttpOnly;${secure ? ' Secure;' : ''}`;
}

/** A session as `Login` answers it. */
export function userSession(session: VimSession): VimValue {
  return object('UserSession', {
    key: text(session.key),
    userName: text(session.user),
    fullName: text(session.user),
    loginTime: time(session.loginTime),
    lastActiveTime: time(session.lastActive),
    locale: text('en'),
    messageLocale: text('en'),
  });
}
