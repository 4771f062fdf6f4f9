import type { Logger } from '#telemetry/logger.ts';
import { VcdForbidden, VcdRejected, VcdUnauthorized, type VcdError } from '../errors.ts';
import { readVersions } from '../readers/read-versions.ts';
import type { Time } from '#time/time.ts';
import { SingleFlight } from './single-flight.ts';
import type { Transport, VcdRequest, VcdResponse } from './transport.ts';
import { chooseVersion } from './versions.ts';
import { readAnswer, unreadable, xmlAccept, type Credentials } from './xml-call.ts';

/** How a login of the service ended, for metrics. */
export type LoginOutcome = 'ok' | 'refused' | 'failed';

/** Repeating a refused password locks the account in vCD; callers are told the old refusal for this long. */
const refusalCountsMs = 30_000;

/**
 * The one session of the service account: opened when first needed, shared by all calls, opened anew once when vCD
 * does not accept it any more, closed at the end. Holds the password and the token and shows neither.
 */
export class ServiceSession {
  readonly #transport: Transport;
  readonly #time: Time;
  readonly #log: Logger;
  readonly #account: {
    readonly username: string;
    readonly password: string;
    readonly org: string;
    readonly apiVersion: string | undefined;
  };
  readonly #onLogin: (outcome: LoginOutcome) => void;
  readonly #logins = new SingleFlight<Credentials>();
  readonly #negotiations = new SingleFlight<string>();
  readonly #closing = new AbortController();
  #version: string | undefined;
  #credentials: Credentials | undefined;
  #refusal: { readonly fault: VcdError; readonly until: number } | undefined;

  constructor(options: {
    readonly transport: Transport;
    readonly time: Time;
    readonly log: Logger;
    readonly account: {
      readonly username: string;
      readonly password: string;
      readonly org: string;
      readonly apiVersion: string | undefined;
    };
    readonly onLogin: (outcome: LoginOutcome) => void;
  }) {
    this.#transport = options.transport;
    this.#time = options.time;
    this.#log = options.log;
    this.#account = options.account;
    this.#onLogin = options.onLogin;
  }

  /** The API version in use; asks vCD the first time. */
  async version(signal: AbortSignal): Promise<string> {
    return this.#version ?? this.#negotiations.join(() => this.#negotiate(), signal);
  }

  /** Runs a call with the session; after a 401 once more with a new one. A second 401 is the caller's to see. */
  async use<T>(call: (credentials: Credentials) => Promise<T>, signal: AbortSignal): Promise<T> {
    const credentials = await this.#open(signal);
    try {
      return await call(credentials);
    } catch (fault) {
      if (fault instanceof VcdRejected && fault.answer.status === 406) this.#forgetVersion();
      if (!(fault instanceof VcdUnauthorized)) throw fault;
      this.#drop(credentials);
    }
    const renewed = await this.#open(signal);
    try {
      return await call(renewed);
    } catch (fault) {
      if (fault instanceof VcdUnauthorized) this.#drop(renewed);
      throw fault;
    }
  }

  /** Logs out where there is a session. Never throws: vCD ends idle sessions itself. */
  async close(signal: AbortSignal): Promise<void> {
    this.#closing.abort(new Error('the vCD client was closed'));
    const credentials = this.#credentials;
    this.#credentials = undefined;
    if (!credentials) return;
    try {
      await this.#transport.send(
        {
          operation: 'logout',
          method: 'DELETE',
          path: '/api/session',
          headers: { ...credentials.headers, accept: xmlAccept(credentials.apiVersion) },
        },
        signal,
      );
    } catch (fault) {
      this.#log.debug({ reason: fault instanceof Error ? fault.message : 'unknown' }, 'could not log out');
    }
  }

  async #open(signal: AbortSignal): Promise<Credentials> {
    return this.#credentials ?? this.#logins.join(() => this.#login(), signal);
  }

  /** Only the session that failed is dropped: another call may have opened a new one already. */
  #drop(failed: Credentials): void {
    if (this.#credentials === failed) this.#credentials = undefined;
  }

  /** An upgrade of vCD can end a version; the next call asks again and logs in with what it finds. */
  #forgetVersion(): void {
    this.#version = undefined;
    this.#credentials = undefined;
  }

  async #negotiate(): Promise<string> {
    const request: VcdRequest = {
      operation: 'getVersions',
      method: 'GET',
      path: '/api/versions',
      headers: { accept: '*/*' },
      // Everybody waits for it, and so for a login.
      urgent: true,
    };
    const response = await this.#transport.send(request, this.#closing.signal);
    const version = chooseVersion(readAnswer(request, response, readVersions), this.#account.apiVersion);
    this.#log.info({ apiVersion: version }, 'speaking to vCD');
    this.#version = version;
    return version;
  }

  async #login(): Promise<Credentials> {
    if (this.#refusal && this.#refusal.until > this.#time.now()) throw this.#refusal.fault;
    try {
      const apiVersion = await this.version(this.#closing.signal);
      const headers = await this.#requestToken(apiVersion);
      this.#credentials = { headers, apiVersion };
      this.#refusal = undefined;
      this.#onLogin('ok');
      return this.#credentials;
    } catch (fault) {
      const refused = fault instanceof VcdUnauthorized || fault instanceof VcdForbidden;
      if (refused) this.#refusal = { fault, until: this.#time.now() + refusalCountsMs };
      this.#onLogin(refused ? 'refused' : 'failed');
      throw fault;
    }
  }

  async #requestToken(apiVersion: string): Promise<Readonly<Record<string, string>>> {
    const legacy = this.#loginRequest('/api/sessions', xmlAccept(apiVersion));
    try {
      return tokenHeaders(legacy, await this.#transport.send(legacy, this.#closing.signal));
    } catch (fault) {
      if (!isNotServed(fault)) throw fault;
    }
    const system = this.#account.org.toLowerCase() === 'system';
    const path = system ? '/cloudapi/1.0.0/sessions/provider' : '/cloudapi/1.0.0/sessions';
    const open = this.#loginRequest(path, `application/json;version=${apiVersion}`);
    return tokenHeaders(open, await this.#transport.send(open, this.#closing.signal));
  }

  #loginRequest(path: string, accept: string): VcdRequest {
    const { username, org, password } = this.#account;
    const basic = Buffer.from(`${username}@${org}:${password}`, 'utf8').toString('base64');
    const headers = { accept, authorization: `Basic ${basic}` };
    return { operation: 'login', method: 'POST', path, headers, urgent: true };
  }
}

/** Newer servers have taken the legacy login away; they do not agree on how to say so. */
function isNotServed(fault: unknown): boolean {
  if (!(fault instanceof VcdRejected) && !(fault instanceof VcdForbidden)) return false;
  return [404, 405, 406, 410].includes(fault.answer.status);
}

function tokenHeaders(request: VcdRequest, response: VcdResponse): Readonly<Record<string, string>> {
  const bearer = response.headers['x-vmware-vcloud-access-token'];
  if (bearer) return { authorization: `Bearer ${bearer}` };
  const legacy = response.headers['x-vcloud-authorization'];
  if (legacy) return { 'x-vcloud-authorization': legacy };
  throw unreadable(request, response, 'it has no token');
}
