import type { Logger } from '#telemetry/logger.ts';
import { textOf, type XmlElement } from '#xml/xml-element.ts';
import { VsphereError } from './errors.ts';
import { VsphereSession, type ServiceContent } from './session.ts';
import { objectArgument, typed, vim, vimText, type ManagedObject } from './soap.ts';
import { VsphereTransport } from './transport.ts';
import type { Trust } from './trust.ts';

/** An account of a guest's own. */
export interface GuestLogin {
  readonly username: string;
  readonly password: string;
}

/** A VM by its id in vCenter (`vm-57`), and who to be inside of it. */
export interface GuestTarget {
  readonly moRef: string;
  readonly login: GuestLogin;
}

/** What vCenter sees of a guest from outside (vSphere API, GuestInfo). */
export interface GuestState {
  /** `poweredOn`, `poweredOff`, `suspended`. */
  readonly powerState: string;
  /** `guestToolsNotRunning`, `guestToolsRunning`, `guestToolsExecutingScripts`. */
  readonly toolsRunningStatus: string;
  readonly guestOperationsReady: boolean;
}

/** A program that was started in a guest. */
export interface GuestProcess {
  readonly pid: number;
  readonly commandLine: string;
  readonly ended: boolean;
}

/**
 * One vCenter, as far as work inside of guests needs it. Every method is one short call, or the two that a file takes, and
 * may throw `VsphereError`. Nothing waits and nothing is repeated, but for one new login where a session is over.
 */
export interface VCenter extends AsyncDisposable {
  /** Its product name and kind; logs in, which is the cheapest proof that the account is good. */
  about(signal: AbortSignal): Promise<Pick<ServiceContent, 'apiType' | 'fullName'>>;
  guestState(moRef: string, signal: AbortSignal): Promise<GuestState>;
  /** Number of the process in the guest. A shell there reads `arguments`: they are the caller's to quote, and no secrets. */
  startProgram(
    target: GuestTarget,
    program: { readonly path: string; readonly arguments: string },
    signal: AbortSignal,
  ): Promise<number>;
  /** Those of the processes that are there, or ended less than five minutes ago. */
  processes(
    target: GuestTarget,
    pids: readonly number[],
    signal: AbortSignal,
  ): Promise<readonly GuestProcess[]>;
  /** With its parents; one that is there already is no error. */
  makeDirectory(target: GuestTarget, path: string, signal: AbortSignal): Promise<void>;
  /** Replaces what is there. */
  putFile(
    target: GuestTarget,
    file: { readonly path: string; readonly permissions: number; readonly content: Buffer },
    signal: AbortSignal,
  ): Promise<void>;
  /** Throws `fileMissing`; `fileFault` for one that is larger than `maxBytes`. */
  fetchFile(target: GuestTarget, path: string, maxBytes: number, signal: AbortSignal): Promise<Buffer>;
}

/** Where a vCenter is, who logs in, and by what it is believed. */
export interface VCenterOptions {
  readonly url: URL;
  /** Its name in vCD, for messages. */
  readonly name: string;
  readonly username: string;
  readonly password: string;
  readonly trust: Trust;
  readonly log: Logger;
}

/**
 * A client for one vCenter. Opens nothing until the first call; disposing of it logs out. Throws `VsphereError` for an
 * address where a password would be seen on its way.
 */
export function connectVCenter(options: VCenterOptions): VCenter {
  const { url, name, username, password, trust, log } = options;
  if (url.protocol === 'http:' && trust.kind !== 'anyone' && !isLoopback(url.hostname)) {
    throw new VsphereError(
      'untrusted',
      '',
      `plain http to vCenter ${name} (${url.host}) would show the password`,
    );
  }
  const transport = new VsphereTransport({ url, name, trust, log });
  const session = new VsphereSession({ transport, account: { username, password }, name, log });
  return new VCenterClient(session, transport);
}

/** The managers of guest operations. */
interface Managers {
  readonly processes: ManagedObject;
  readonly files: ManagedObject;
}

class VCenterClient implements VCenter {
  readonly #session: VsphereSession;
  readonly #transport: VsphereTransport;
  #managers: Managers | undefined;

  constructor(session: VsphereSession, transport: VsphereTransport) {
    this.#session = session;
    this.#transport = transport;
  }

  async about(signal: AbortSignal): Promise<Pick<ServiceContent, 'apiType' | 'fullName'>> {
    const { apiType, fullName } = await this.#session.content(signal);
    return { apiType, fullName };
  }

  async guestState(moRef: string, signal: AbortSignal): Promise<GuestState> {
    const paths = ['runtime.powerState', 'guest.toolsRunningStatus', 'guest.guestOperationsReady'];
    const found = await this.#session.properties(vmOf(moRef), paths, signal);
    const text = (path: string): string => {
      const value = found.get(path);
      return value ? textOf(value) : '';
    };
    return {
      powerState: text('runtime.powerState'),
      toolsRunningStatus: text('guest.toolsRunningStatus'),
      guestOperationsReady: text('guest.guestOperationsReady') === 'true',
    };
  }

  async startProgram(
    target: GuestTarget,
    program: { readonly path: string; readonly arguments: string },
    signal: AbortSignal,
  ): Promise<number> {
    const spec = typed(
      'spec',
      'GuestProgramSpec',
      vim('programPath', program.path),
      vim('arguments', program.arguments),
    );
    const { processes } = await this.#found(signal);
    const [pid] = await this.#inGuest('StartProgramInGuest', processes, target, [spec], signal);
    return numberIn(pid);
  }

  async processes(
    target: GuestTarget,
    pids: readonly number[],
    signal: AbortSignal,
  ): Promise<readonly GuestProcess[]> {
    const args = pids.map((pid) => vim('pids', String(pid)));
    const manager = (await this.#found(signal)).processes;
    const found = await this.#inGuest('ListProcessesInGuest', manager, target, args, signal);
    return found.map((each) => ({
      pid: Number(vimText(each, 'pid')),
      commandLine: vimText(each, 'cmdLine') ?? '',
      ended: vimText(each, 'endTime') !== undefined,
    }));
  }

  async makeDirectory(target: GuestTarget, path: string, signal: AbortSignal): Promise<void> {
    const args = [vim('directoryPath', path), vim('createParentDirectories', 'true')];
    const { files } = await this.#found(signal);
    try {
      await this.#inGuest('MakeDirectoryInGuest', files, target, args, signal);
    } catch (error) {
      if (!(error instanceof VsphereError && error.kind === 'fileExists')) throw error;
    }
  }

  async putFile(
    target: GuestTarget,
    {
      path,
      permissions,
      content,
    }: { readonly path: string; readonly permissions: number; readonly content: Buffer },
    signal: AbortSignal,
  ): Promise<void> {
    const args = [
      vim('guestFilePath', path),
      typed('fileAttributes', 'GuestPosixFileAttributes', vim('permissions', String(permissions))),
      vim('fileSize', String(content.byteLength)),
      vim('overwrite', 'true'),
    ];
    const { files } = await this.#found(signal);
    const [url] = await this.#inGuest('InitiateFileTransferToGuest', files, target, args, signal);
    await this.#transport.put(url ? textOf(url) : '', content, signal);
  }

  async fetchFile(target: GuestTarget, path: string, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    const { files } = await this.#found(signal);
    const method = 'InitiateFileTransferFromGuest';
    const [found] = await this.#inGuest(method, files, target, [vim('guestFilePath', path)], signal);
    const tooLong = () => new VsphereError('fileFault', '', `${path} is longer than ${maxBytes} bytes`);
    if (Number(vimText(found, 'size') ?? 0) > maxBytes) throw tooLong();
    const content = await this.#transport.get(vimText(found, 'url') ?? '', signal);
    if (content.byteLength > maxBytes) throw tooLong();
    return content;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }

  async #inGuest(
    method: string,
    manager: ManagedObject,
    { moRef, login }: GuestTarget,
    args: readonly XmlElement[],
    signal: AbortSignal,
  ): Promise<readonly XmlElement[]> {
    const auth = typed(
      'auth',
      'NamePasswordAuthentication',
      vim('interactiveSession', 'false'),
      vim('username', login.username),
      vim('password', login.password),
    );
    return this.#session.call(method, manager, [objectArgument('vm', vmOf(moRef)), auth, ...args], signal);
  }

  /** Ids of managers are the vCenter's to choose; they stay the same as long as it runs. */
  async #found(signal: AbortSignal): Promise<Managers> {
    if (this.#managers) return this.#managers;
    const { guestOperationsManager } = await this.#session.content(signal);
    const paths = ['processManager', 'fileManager'];
    const found = await this.#session.properties(guestOperationsManager, paths, signal);
    const manager = (path: string, type: string): ManagedObject => {
      const value = found.get(path);
      if (!value) throw new VsphereError('unsupported', '', `this vCenter has no ${type}`);
      return { type, id: textOf(value) };
    };
    this.#managers = {
      processes: manager('processManager', 'GuestProcessManager'),
      files: manager('fileManager', 'GuestFileManager'),
    };
    return this.#managers;
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function vmOf(moRef: string): ManagedObject {
  return { type: 'VirtualMachine', id: moRef };
}

function numberIn(element: XmlElement | undefined): number {
  const value = element ? Number(textOf(element)) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new VsphereError('unavailable', '', 'StartProgramInGuest answered without a process');
}
