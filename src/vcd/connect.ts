import type { Logger } from '#telemetry/logger.ts';
import type { VcdAdministration } from './administration/vcd-administration.ts';
import { isSystemAdministrator } from './administrator-login.ts';
import { callerView } from './caller-view.ts';
import type { CloudDirector } from './cloud-director.ts';
import { hrefsBelow } from './hrefs.ts';
import { baseUrlOf } from './http/base-url.ts';
import { Budget } from './http/budget.ts';
import { Courtesy, type Calm } from '#time/courtesy.ts';
import { deadlineAfter, systemTime, type Time } from '#time/time.ts';
import { EntityQueues } from './http/entity-queues.ts';
import { networkLine, type HttpLine } from './http/http-line.ts';
import { ServiceSession, type LoginOutcome } from './http/service-session.ts';
import { Transport, type VcdCall } from './http/transport.ts';
import { ServiceCalls } from './service-calls.ts';
import { ServiceClient } from './service-client.ts';
import type { VcdLoad } from './vcd-load.ts';

/** Told of what happens on the wire; must not throw. */
export interface VcdMetrics {
  /** One attempt of one call has ended. */
  onCall?(call: VcdCall): void;
  /** vCD refused a change because the entity runs a task. */
  onBusy?(busy: { readonly operation: string }): void;
  onLogin?(login: { readonly outcome: LoginOutcome }): void;
}

/** Where vCD is, who logs in, and how hard it may be worked. */
export interface VcdOptions {
  /** Name, name and port, or URL. Plain `http://` is for this machine only, unless `verifyTls` is off. */
  readonly baseUrl: string;
  readonly username: string;
  readonly password: string;
  /** Organization of the account: `System` for a provider. */
  readonly org: string;
  /** The API version to speak; absent means the highest one that both sides know. */
  readonly apiVersion?: string | undefined;
  readonly verifyTls: boolean;
  /** PEM of the certificate authorities to trust instead of the system's. */
  readonly ca?: string | undefined;
  readonly log: Logger;
  /** In place of the network. */
  readonly line?: HttpLine;
  readonly time?: Time;
  /** Between 0 and 1; spreads the repeats of reads. */
  readonly random?: () => number;
  /** Waited for before an answer is read that nobody waits for; by default these are read one in each turn of the event loop. */
  readonly calm?: Calm;
  /** For everything that goes to this vCD, whoever's token it carries. */
  readonly limits: { readonly concurrency: number; readonly ratePerSecond: number };
  readonly metrics?: VcdMetrics;
}

/** A client that also tells its load and arranges what the provider has to; disposing of it logs out. */
export interface ConnectedCloudDirector extends CloudDirector {
  readonly administration: VcdAdministration;
  load(): VcdLoad;
  /** Whether vCD takes this name and password for a system administrator's; logs in and out again, keeps nothing. */
  isAdministrator(username: string, password: string, signal: AbortSignal): Promise<boolean>;
}

const logoutTimeoutMs = 5_000;
/** A large vApp takes vCD its time to write down; a lost packet must not hold a place in the budget for ever. */
const timeouts = { connect: 10_000, response: 60_000, request: 120_000 };

/** A client for one vCD. Opens nothing until the first call; throws a `TypeError` for an address that is none. */
export function connectCloudDirector(options: VcdOptions): ConnectedCloudDirector {
  const { limits, metrics = {}, time = systemTime, log, verifyTls, ca } = options;
  const baseUrl = baseUrlOf(options.baseUrl, verifyTls);
  const budget = new Budget({ ...limits, time });
  const queues = new EntityQueues();
  const transport = new Transport({
    baseUrl,
    line: options.line ?? networkLine({ verifyTls, ca, connections: limits.concurrency, timeouts }),
    budget,
    time,
    log,
    random: options.random ?? Math.random,
    calm: options.calm ?? new Courtesy({ time }).calm,
    onCall: (call) => metrics.onCall?.(call),
    onBusy: (operation) => metrics.onBusy?.({ operation }),
  });
  const session = new ServiceSession({
    transport,
    time,
    log,
    account: {
      username: options.username,
      password: options.password,
      org: options.org,
      apiVersion: options.apiVersion,
    },
    onLogin: (outcome) => metrics.onLogin?.({ outcome }),
  });
  return new ServiceClient({
    calls: new ServiceCalls({ transport, session, queues, time }),
    href: hrefsBelow(baseUrl),
    systemAccount: options.org.toLowerCase() === 'system',
    isAdministrator: (username, password, signal) =>
      isSystemAdministrator({ username, password }, { transport, time, log }, signal),
    viewOf: (token) => callerView(token, transport, (signal) => session.version(signal)),
    load: () => ({ calls: budget.load, entities: queues.load }),
    async close() {
      using patience = deadlineAfter(time, logoutTimeoutMs);
      await session.close(patience.signal);
      transport[Symbol.dispose]();
    },
  });
}
