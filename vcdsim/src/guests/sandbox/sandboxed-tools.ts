import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../guest-driver.ts';
import { GuestFault } from '../tools/guest-tools.ts';
import type {
  FileAttributes,
  GuestFile,
  GuestFileSystem,
  GuestLogin,
  GuestProcess,
  GuestTools,
  Program,
  ToolsStatus,
} from '../tools/guest-tools.ts';
import { passwordFits } from '../tools/password-file.ts';
import { ProcessTable } from '../tools/process-table.ts';
import type { Operation, ToolsChannel } from './tools-channel.ts';

interface Boot {
  readonly channel: ToolsChannel;
  readonly processes: ProcessTable;
}

/** The tools of a sandboxed machine: whatever they are asked for is done by a program inside of it. */
export class SandboxedTools implements GuestTools {
  readonly #clock: Clock;
  readonly #disk: string;
  #boot: Boot | undefined;

  /** `disk` is the folder of the machine's disk on the host. */
  constructor(options: { readonly clock: Clock; readonly disk: string }) {
    this.#clock = options.clock;
    this.#disk = options.disk;
  }

  /** A boot begins; the tools run as soon as its program is there. Undefined: the machine is down. */
  connect(channel: ToolsChannel | undefined): void {
    this.#boot = channel && { channel, processes: new ProcessTable(this.#clock) };
  }

  get status(): ToolsStatus {
    return this.#boot?.channel.connected ? 'guestToolsRunning' : 'guestToolsNotRunning';
  }

  async checkLogin(login: GuestLogin): Promise<void> {
    this.#running();
    // Sandboxes have one user. A guest's own account file may be wrong, or a link to somewhere else.
    const shadow = login.user === 'root' ? await readShadow(join(this.#disk, 'etc/shadow')) : '';
    if (!passwordFits(shadow, login.user, login.password)) throw new GuestFault('InvalidGuestLogin');
  }

  async startProgram(login: GuestLogin, program: Program): Promise<number> {
    await this.checkLogin(login);
    const { channel, processes } = this.#running();
    const command = `"${program.path}" ${program.arguments}`;
    const { path, workingDirectory = '', environment } = program;
    const operation = await channel.operate('start', [command, path, workingDirectory, ...environment]);
    const pid = Number(operation.words[0]);
    const name = path.slice(path.lastIndexOf('/') + 1);
    processes.add({ pid, name, owner: login.user, commandLine: command }, exitCodeOf(operation));
    return pid;
  }

  async listProcesses(login: GuestLogin, pids: readonly number[]): Promise<readonly GuestProcess[]> {
    await this.checkLogin(login);
    return this.#running().processes.list(pids);
  }

  async terminateProcess(login: GuestLogin, pid: number): Promise<void> {
    await this.checkLogin(login);
    const { channel, processes } = this.#running();
    if (!processes.has(pid)) throw new GuestFault('GuestProcessNotFound', { pid });
    using _ = await channel.operate('kill', [String(pid)]);
  }

  async readEnvironment(login: GuestLogin, names: readonly string[]): Promise<readonly string[]> {
    await this.checkLogin(login);
    using operation = await this.#running().channel.operate('environment', []);
    return operation.words.filter(
      (word) => names.length === 0 || names.includes(word.split('=', 1)[0] ?? ''),
    );
  }

  async files(login: GuestLogin): Promise<GuestFileSystem> {
    await this.checkLogin(login);
    return new SandboxedFiles(this.#running().channel);
  }

  #running(): Boot {
    if (!this.#boot?.channel.connected) throw new GuestFault('GuestOperationsUnavailable');
    return this.#boot;
  }
}

async function readShadow(path: string): Promise<string> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    return await file.readFile('utf8');
  } catch {
    return '';
  }
}

async function exitCodeOf(operation: Operation): Promise<number> {
  using _ = operation;
  const [exitCode] = await operation.next();
  return Number(exitCode);
}

class SandboxedFiles implements GuestFileSystem {
  readonly #channel: ToolsChannel;

  constructor(channel: ToolsChannel) {
    this.#channel = channel;
  }

  async look(path: string): Promise<GuestFile | undefined> {
    return filesOf(await this.#ask('look', [path]))[0];
  }

  async read(path: string): ReturnType<GuestFileSystem['read']> {
    const operation = await this.#channel.operate('read', [path]);
    return { size: Number(operation.words[0]), content: operation.rest };
  }

  async write(...[path, attributes, size, content]: Parameters<GuestFileSystem['write']>): Promise<void> {
    using operation = await this.#channel.operate('write', [path, String(size), ...wordsOf(attributes)]);
    await operation.send(content);
    await operation.next();
  }

  async changeAttributes(path: string, attributes: FileAttributes): Promise<void> {
    await this.#ask('attributes', [path, ...wordsOf(attributes)]);
  }

  async makeDirectory(path: string, withParents: boolean): Promise<void> {
    await this.#ask('mkdir', [path, String(withParents)]);
  }

  async removeFile(path: string): Promise<void> {
    await this.#ask('remove', [path]);
  }

  async removeDirectory(path: string, recursive: boolean): Promise<void> {
    await this.#ask('rmdir', [path, String(recursive)]);
  }

  async move(from: string, to: string, overwrite: boolean): Promise<void> {
    await this.#ask('move', [from, to, String(overwrite)]);
  }

  async makeTemporary(...[kind, name]: Parameters<GuestFileSystem['makeTemporary']>): Promise<string> {
    const { prefix, suffix, directory = '' } = name;
    const [path = ''] = await this.#ask('temporary', [kind, prefix, suffix, directory]);
    return path;
  }

  async list(path: string): Promise<readonly GuestFile[]> {
    return filesOf(await this.#ask('list', [path]));
  }

  async #ask(operation: string, words: readonly string[]): Promise<readonly string[]> {
    using answered = await this.#channel.operate(operation, words);
    return answered.words;
  }
}

function wordsOf({ permissions, owner, group, modified }: FileAttributes): readonly string[] {
  const seconds = modified && Math.floor(modified.getTime() / 1000);
  return [permissions, owner, group, seconds].map((value) => (value === undefined ? '' : String(value)));
}

/** Eight words each: see `describe` in the program. */
function filesOf(words: readonly string[]): readonly GuestFile[] {
  const files: GuestFile[] = [];
  for (let at = 0; at + 8 <= words.length; at += 8) {
    const [kind, size, modified, owner, group, permissions, target, name = ''] = words.slice(at, at + 8);
    files.push({
      name,
      kind: kind === 'directory' || kind === 'symlink' ? kind : 'file',
      size: Number(size),
      modified: new Date(Number(modified) * 1000),
      owner: Number(owner),
      group: Number(group),
      permissions: Number(permissions),
      target: target === '' ? undefined : target,
    });
  }
  return files;
}
