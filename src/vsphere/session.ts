import type { Logger } from '#telemetry/logger.ts';
import { attributeOf, textOf, type XmlElement } from '#xml/xml-element.ts';
import { isVsphereError, VsphereError } from './errors.ts';
import {
  errorOfFault,
  objectArgument,
  readReply,
  soapRequest,
  typeOf,
  vim,
  vimChildren,
  vimText,
  type ManagedObject,
} from './soap.ts';
import type { VsphereTransport } from './transport.ts';

/** The managers that a vCenter has; their ids are read and never guessed. */
export interface ServiceContent {
  readonly sessionManager: ManagedObject;
  readonly propertyCollector: ManagedObject;
  readonly guestOperationsManager: ManagedObject;
  /** `VirtualCenter`, or `HostAgent` for a single ESXi host. */
  readonly apiType: string;
  readonly fullName: string;
}

interface Open {
  readonly cookie: string;
  readonly content: ServiceContent;
}

const serviceInstance: ManagedObject = { type: 'ServiceInstance', id: 'ServiceInstance' };

/** Repeating a refused password locks the account; callers are told the old refusal for this long. */
const refusalCountsMs = 30_000;
/** vCenter ends a session that nothing was asked with for half an hour. */
const keepAliveMs = 10 * 60_000;

/**
 * The one session with a vCenter: opened when first needed, shared by all calls, kept alive, opened anew once when
 * vCenter does not know it any more, closed at the end. Holds the password and the cookie and shows neither.
 */
export class VsphereSession implements AsyncDisposable {
  readonly #transport: VsphereTransport;
  readonly #account: { readonly username: string; readonly password: string };
  readonly #name: string;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #closing = new AbortController();
  #login: Promise<Open> | undefined;
  #open: Open | undefined;
  #refusal: { readonly error: VsphereError; readonly until: number } | undefined;
  #keepAlive: NodeJS.Timeout | undefined;

  constructor(options: {
    readonly transport: VsphereTransport;
    readonly account: { readonly username: string; readonly password: string };
    readonly name: string;
    readonly log: Logger;
    /** Milliseconds; moved by tests. */
    readonly now?: () => number;
  }) {
    this.#transport = options.transport;
    this.#account = options.account;
    this.#name = options.name;
    this.#log = options.log;
    this.#now = options.now ?? Date.now;
  }

  /** Logs in where that has not been done. Throws `VsphereError`, `accountRefused` with what to do about it. */
  async content(signal: AbortSignal): Promise<ServiceContent> {
    return (await this.#opened(signal)).content;
  }

  /** Calls a method; where the session is over, logs in again and calls once more. */
  async call(
    method: string,
    self: ManagedObject,
    args: readonly (XmlElement | undefined)[],
    signal: AbortSignal,
  ): Promise<readonly XmlElement[]> {
    return this.#use(async ({ cookie }) => this.#send(method, self, args, cookie, signal), signal);
  }

  /** Properties of an object by their paths; one that it does not have is left out. */
  async properties(
    object: ManagedObject,
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, XmlElement>> {
    const specSet = vim(
      'specSet',
      vim('propSet', vim('type', object.type), ...paths.map((path) => vim('pathSet', path))),
      vim('objectSet', objectArgument('obj', object)),
    );
    return this.#use(async ({ cookie, content }) => {
      const method = 'RetrievePropertiesEx';
      const args = [specSet, vim('options')];
      const [found] = await this.#send(method, content.propertyCollector, args, cookie, signal);
      const objects = found ? vimChildren(found, 'objects') : [];
      // What could not be read stands in an answer of success, an ended session as well.
      for (const missing of objects.flatMap((each) => vimChildren(each, 'missingSet'))) {
        const [local] = vimChildren(missing, 'fault');
        const [fault] = local ? vimChildren(local, 'fault') : [];
        throw errorOfFault(method, fault ? typeOf(fault) : '', vimText(missing, 'path') ?? '', fault);
      }
      const values = objects.flatMap((each) => vimChildren(each, 'propSet'));
      return new Map(
        values.flatMap((each) => {
          const [value] = vimChildren(each, 'val');
          return value ? [[vimText(each, 'name') ?? '', value] as const] : [];
        }),
      );
    }, signal);
  }

  /** Logs out where there is a session. Never throws: vCenter ends idle sessions itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('the vCenter client was closed'));
    clearInterval(this.#keepAlive);
    const open = this.#open;
    this.#open = undefined;
    if (open) {
      const { cookie, content } = open;
      await this.#send('Logout', content.sessionManager, [], cookie, AbortSignal.timeout(5_000)).catch(
        () => undefined,
      );
    }
    this.#transport[Symbol.dispose]();
  }

  async #use<T>(call: (open: Open) => Promise<T>, signal: AbortSignal): Promise<T> {
    const open = await this.#opened(signal);
    try {
      return await call(open);
    } catch (error) {
      if (!isVsphereError(error, 'session')) throw error;
      if (this.#open === open) this.#open = undefined;
    }
    return call(await this.#opened(signal));
  }

  /** One login at a time, for everybody who waits; whoever gives up does not stop the others. */
  async #opened(signal: AbortSignal): Promise<Open> {
    signal.throwIfAborted();
    if (this.#open) return this.#open;
    this.#login ??= this.#logIn().finally(() => {
      this.#login = undefined;
    });
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([this.#login, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  async #logIn(): Promise<Open> {
    if (this.#refusal && this.#refusal.until > this.#now()) throw this.#refusal.error;
    const { signal } = this.#closing;
    const found = await this.#send('RetrieveServiceContent', serviceInstance, [], undefined, signal);
    const content = readContent(found[0]);
    const { username, password } = this.#account;
    const args = [vim('userName', username), vim('password', password)];
    const text = soapRequest('Login', content.sessionManager, args);
    const reply = await this.#transport.post('Login', text, undefined, signal);
    try {
      readReply('Login', reply.body.toString('utf8'));
    } catch (error) {
      if (!isVsphereError(error, 'accountRefused')) throw error;
      const remedy = `Correct username and password of the entry '${this.#name}' of \`vcs\``;
      const what = `vCenter ${this.#name} refuses the account ${username}`;
      this.#refusal = {
        error: new VsphereError('accountRefused', error.fault, what, remedy),
        until: this.#now() + refusalCountsMs,
      };
      throw this.#refusal.error;
    }
    const cookie = reply.cookies.find((each) => each.startsWith('vmware_soap_session='))?.split(';')[0];
    if (cookie === undefined)
      throw new VsphereError('unavailable', '', `vCenter ${this.#name} gave no session`);
    this.#refusal = undefined;
    this.#log.info({ vCenter: this.#name, product: content.fullName }, 'logged in to vCenter');
    this.#open = { cookie, content };
    this.#keepAlive ??= setInterval(() => void this.#stayAlive(), keepAliveMs).unref();
    return this.#open;
  }

  async #stayAlive(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    await this.#send('CurrentTime', serviceInstance, [], open.cookie, this.#closing.signal).catch(() => {
      if (this.#open === open) this.#open = undefined;
    });
  }

  async #send(
    method: string,
    self: ManagedObject,
    args: readonly (XmlElement | undefined)[],
    cookie: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly XmlElement[]> {
    const reply = await this.#transport.post(method, soapRequest(method, self, args), cookie, signal);
    return readReply(method, reply.body.toString('utf8'));
  }
}

function readContent(found: XmlElement | undefined): ServiceContent {
  const manager = (local: string): ManagedObject => {
    const [element] = found ? vimChildren(found, local) : [];
    if (!element) throw new VsphereError('unsupported', '', `this vCenter has no ${local}`);
    return { type: attributeOf(element, 'type') ?? '', id: textOf(element) };
  };
  return {
    sessionManager: manager('sessionManager'),
    propertyCollector: manager('propertyCollector'),
    guestOperationsManager: manager('guestOperationsManager'),
    apiType: vimText(found, 'about', 'apiType') ?? '',
    fullName: vimText(found, 'about', 'fullName') ?? '',
  };
}
