import type { Readable } from 'node:stream';

/** VMware Tools of a guest, as vCenter's guest operations use them (vSphere API, GuestOperationsManager). */
export interface GuestTools {
  readonly status: ToolsStatus;
  /** Resolves when the account may log in, else throws `InvalidGuestLogin`, as every other call does. */
  checkLogin(login: GuestLogin): Promise<void>;
  /** The number of the process; it runs on by itself. */
  startProgram(login: GuestLogin, program: Program): Promise<number>;
  /** Programs started by `startProgram` that run or ended less than five minutes ago; all of them without `pids`. */
  listProcesses(login: GuestLogin, pids: readonly number[]): Promise<readonly GuestProcess[]>;
  terminateProcess(login: GuestLogin, pid: number): Promise<void>;
  /** Variables of a login as `NAME=value`; all of them without names. */
  readEnvironment(login: GuestLogin, names: readonly string[]): Promise<readonly string[]>;
  /** The files, with the rights of the account. */
  files(login: GuestLogin): Promise<GuestFileSystem>;
}

/** Whether VMware Tools run, in vCenter's words. */
export type ToolsStatus = 'guestToolsNotRunning' | 'guestToolsRunning' | 'guestToolsExecutingScripts';

/** An account inside the guest. */
export interface GuestLogin {
  readonly user: string;
  readonly password: string;
}

/** vSphere API, GuestProgramSpec. */
export interface Program {
  /** Absolute; the shell takes it as one word. */
  readonly path: string;
  /** Put behind the path as they are: the shell reads them. */
  readonly arguments: string;
  readonly workingDirectory: string | undefined;
  /** `NAME=value`; where there are any they are the whole environment. */
  readonly environment: readonly string[];
}

/** vSphere API, GuestProcessInfo. A process has ended when it has an `endTime`. */
export interface GuestProcess {
  readonly pid: number;
  readonly name: string;
  readonly owner: string;
  readonly commandLine: string;
  readonly startTime: Date;
  readonly endTime?: Date;
  readonly exitCode?: number;
}

/** What guest operations do with files. Paths are absolute; failures are `GuestFault`s. */
export interface GuestFileSystem {
  /** Undefined where nothing is. A link is told of, not followed. */
  look(path: string): Promise<GuestFile | undefined>;
  /** Throws `FileNotFound`, or `FileFault` for what is no file. */
  read(path: string): Promise<{ readonly size: number; readonly content: Readable }>;
  /** Replaces what is there. Takes exactly `size` bytes. */
  write(path: string, attributes: FileAttributes, size: number, content: Readable): Promise<void>;
  changeAttributes(path: string, attributes: FileAttributes): Promise<void>;
  makeDirectory(path: string, withParents: boolean): Promise<void>;
  removeFile(path: string): Promise<void>;
  removeDirectory(path: string, recursive: boolean): Promise<void>;
  move(from: string, to: string, overwrite: boolean): Promise<void>;
  /** The path of what was made. */
  makeTemporary(
    kind: 'file' | 'directory',
    name: { readonly prefix: string; readonly suffix: string; readonly directory: string | undefined },
  ): Promise<string>;
  /** What is in a directory, or the one file. */
  list(path: string): Promise<readonly GuestFile[]>;
}

/** An entry of a directory of the guest. */
export interface GuestFile {
  /** Without its directory. */
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly size: number;
  readonly modified: Date;
  readonly owner: number;
  readonly group: number;
  readonly permissions: number;
  readonly target: string | undefined;
}

/** Mode, owner and group of a file; what is absent is left as it is. */
export interface FileAttributes {
  readonly permissions?: number | undefined;
  readonly owner?: number | undefined;
  readonly group?: number | undefined;
  readonly modified?: Date | undefined;
}

/** Names of the faults of the vSphere API that guests themselves bring about. */
export type GuestFaultName =
  | 'InvalidGuestLogin'
  | 'GuestOperationsUnavailable'
  | 'GuestPermissionDenied'
  | 'GuestProcessNotFound'
  | 'FileNotFound'
  | 'FileAlreadyExists'
  | 'CannotAccessFile'
  | 'FileFault';

/** Why a guest operation failed. */
export class GuestFault extends Error {
  override readonly name = 'GuestFault';
  readonly fault: GuestFaultName;
  /** Of the faults about files. */
  readonly file: string | undefined;
  /** Of `GuestProcessNotFound`. */
  readonly pid: number | undefined;

  constructor(fault: GuestFaultName, about: { readonly file?: string; readonly pid?: number } = {}) {
    super(`${fault} ${about.file ?? about.pid ?? ''}`.trim());
    this.fault = fault;
    this.file = about.file;
    this.pid = about.pid;
  }
}
