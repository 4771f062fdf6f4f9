import { createHash } from 'node:crypto';
import type { CallerCredential } from '#api/callers/credential.ts';
import type { TaskDesk } from '#controllers/cluster/tasks/task-desk.ts';
import type { Time } from '#time/time.ts';
import { ShortMemory } from './short-memory.ts';
import type { Session, VApp, VAppRecord } from '#vcd/model.ts';

/** To whom a token belongs never changes, and whether it still counts vCD says whenever it is asked for anything else. */
const sessionKeptMs = 60_000;
const mostSessions = 10_000;
const mostAnswersPerOrg = 1_000;

/** What vCD showed to the members of one organization a moment ago. */
interface OrgView {
  readonly clusters: ShortMemory<readonly VAppRecord[]>;
  readonly vApps: ShortMemory<VApp | undefined>;
}

/**
 * What vCD said to callers a moment ago, for requests that only look. Tokens are known by their hashes, each caller has
 * answers of its own, and what this server changes in an organization is forgotten before anybody is told of it. What
 * others change in vCD, rights among it, is noticed after `visibleMs` at the latest; zero remembers nothing of it.
 */
export class CallerMemory {
  readonly #visibleMs: number;
  readonly #time: Time;
  readonly #sessions: ShortMemory<Session>;
  readonly #orgs = new Map<string, OrgView>();

  constructor(options: { readonly visibleMs: number; readonly time: Time }) {
    this.#visibleMs = options.visibleMs;
    this.#time = options.time;
    this.#sessions = new ShortMemory({ keptMs: sessionKeptMs, most: mostSessions, time: this.#time });
  }

  /** By what a caller is known here. */
  static keyOf({ scheme, apiVersion = '', token }: CallerCredential): string {
    return createHash('sha256').update(`${scheme} ${apiVersion} ${token}`).digest('base64');
  }

  session(
    key: string,
    ask: (signal: AbortSignal) => Promise<Session>,
    signal: AbortSignal,
  ): Promise<Session> {
    return this.#sessions.get(key, ask, signal);
  }

  forgetSession(key: string): void {
    this.#sessions.forget(key);
  }

  /** The clusters that the caller sees, or those of one name: a whole list that is remembered answers for each name. */
  async clusters(
    {
      key,
      session,
      name,
    }: { readonly key: string; readonly session: Session; readonly name: string | undefined },
    ask: (signal: AbortSignal) => Promise<readonly VAppRecord[]>,
    signal: AbortSignal,
  ): Promise<readonly VAppRecord[]> {
    const { clusters } = this.#viewOf(session);
    const whole = clusters.recent(key);
    if (whole) return whole.answer.filter((record) => name === undefined || record.name === name);
    return clusters.get(name === undefined ? key : `${key} ${name}`, ask, signal);
  }

  vApp(
    { key, session, id }: { readonly key: string; readonly session: Session; readonly id: string },
    ask: (signal: AbortSignal) => Promise<VApp | undefined>,
    signal: AbortSignal,
  ): Promise<VApp | undefined> {
    return this.#viewOf(session).vApps.get(`${key} ${id}`, ask, signal);
  }

  /** Something changed in that organization; system administrators see every organization. */
  forgetViews(orgId: string): void {
    this.#orgs.delete(orgId);
    this.#orgs.delete('');
  }

  #viewOf({ orgId, systemAdministrator }: Session): OrgView {
    const id = systemAdministrator ? '' : orgId;
    const options = { keptMs: this.#visibleMs, most: mostAnswersPerOrg, time: this.#time };
    const view = this.#orgs.get(id) ?? {
      clusters: new ShortMemory(options),
      vApps: new ShortMemory(options),
    };
    this.#orgs.set(id, view);
    return view;
  }
}

/** The same desk; what callers saw is forgotten before a task says that the work is over, and not with each step of it. */
export function forgettingViews(desk: TaskDesk, memory: Pick<CallerMemory, 'forgetViews'>): TaskDesk {
  return {
    ...desk,
    tell(cluster, request, task, wish, signal) {
      if (wish.state !== 'running') memory.forgetViews(cluster.spec.org.id);
      return desk.tell(cluster, request, task, wish, signal);
    },
  };
}
