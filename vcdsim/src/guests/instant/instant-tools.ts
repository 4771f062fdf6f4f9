import type { Bash } from 'just-bash';
import type { Clock } from '../guest-driver.ts';
import { GuestFault } from '../tools/guest-tools.ts';
import type {
  GuestFileSystem,
  GuestLogin,
  GuestProcess,
  GuestTools,
  Program,
  ToolsStatus,
} from '../tools/guest-tools.ts';
import { passwordFits } from '../tools/password-file.ts';
import { ProcessTable } from '../tools/process-table.ts';
import type { InstantDisk } from './instant-disk.ts';
import type { ShellMachine } from './shell-commands.ts';

/** Where programs of the image are found. */
const programPath = /^\/(?:usr\/)?s?bin\/([^/]+)$/;

interface Running {
  readonly disk: () => Promise<InstantDisk>;
  readonly processes: ProcessTable;
  readonly stops: Map<number, AbortController>;
}

/** The tools of a machine in memory: programs are run by an interpreter of bash over its files. */
export class InstantTools implements GuestTools {
  readonly #clock: Clock;
  readonly #machine: ShellMachine;
  readonly #power: AbortSignal;
  readonly #log: (line: string) => void;
  #running: Running | undefined;
  #lastPid = 1_000;

  constructor(options: {
    readonly clock: Clock;
    readonly machine: ShellMachine;
    readonly power: AbortSignal;
    readonly log: (line: string) => void;
  }) {
    this.#clock = options.clock;
    this.#machine = options.machine;
    this.#power = options.power;
    this.#log = options.log;
  }

  /** The machine has booted. */
  start(disk: () => Promise<InstantDisk>): void {
    this.#running = { disk, processes: new ProcessTable(this.#clock), stops: new Map() };
  }

  /** It goes down: whatever ran does not run any more. */
  stop(): void {
    for (const stop of this.#running?.stops.values() ?? []) stop.abort();
    this.#running = undefined;
  }

  get status(): ToolsStatus {
    return this.#running ? 'guestToolsRunning' : 'guestToolsNotRunning';
  }

  async checkLogin(login: GuestLogin): Promise<void> {
    const disk = await this.#up().disk();
    const shadow = await disk.readText('/etc/shadow');
    if (!passwordFits(shadow, login.user, login.password)) throw new GuestFault('InvalidGuestLogin');
  }

  async startProgram(login: GuestLogin, program: Program): Promise<number> {
    await this.checkLogin(login);
    const running = this.#up();
    const { path } = program;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#power]);
    const { openShell } = await import('./shell.ts');
    const disk = await running.disk();
    const pid = (this.#lastPid += 1);
    const shell = openShell({ disk, machine: this.#machine, clock: this.#clock, signal, pid });
    await requireProgram(disk, shell, program);
    const commandLine = `"${path}" ${program.arguments}`;
    running.stops.set(pid, stop);
    const name = path.slice(path.lastIndexOf('/') + 1);
    running.processes.add(
      { pid, name, owner: login.user, commandLine },
      runToEnd({ shell, program, commandLine, signal, log: this.#log }),
    );
    return pid;
  }

  async listProcesses(login: GuestLogin, pids: readonly number[]): Promise<readonly GuestProcess[]> {
    await this.checkLogin(login);
    return this.#up().processes.list(pids);
  }

  async terminateProcess(login: GuestLogin, pid: number): Promise<void> {
    await this.checkLogin(login);
    const { processes, stops } = this.#up();
    if (!processes.has(pid)) throw new GuestFault('GuestProcessNotFound', { pid });
    stops.get(pid)?.abort();
  }

  async readEnvironment(login: GuestLogin, names: readonly string[]): Promise<readonly string[]> {
    await this.checkLogin(login);
    const { loginEnvironment } = await import('./shell.ts');
    return Object.entries(loginEnvironment)
      .filter(([name]) => names.length === 0 || names.includes(name))
      .map(([name, value]) => `${name}=${value}`);
  }

  async files(login: GuestLogin): Promise<GuestFileSystem> {
    await this.checkLogin(login);
    const { InstantFiles } = await import('./instant-files.ts');
    return new InstantFiles((await this.#up().disk()).fs);
  }

  #up(): Running {
    if (!this.#running) throw new GuestFault('GuestOperationsUnavailable');
    return this.#running;
  }
}

async function requireProgram(disk: InstantDisk, shell: Bash, program: Program): Promise<void> {
  const { path, workingDirectory = '/root' } = program;
  const [, name] = programPath.exec(path) ?? [];
  if (!(await disk.fs.exists(workingDirectory)))
    throw new GuestFault('FileNotFound', { file: workingDirectory });
  if (name !== undefined && (await shell.exec(`command -v ${name}`)).exitCode === 0) return;
  if (!(await disk.fs.exists(path))) throw new GuestFault('FileNotFound', { file: path });
  const { isFile, mode } = await disk.fs.stat(path);
  if (!isFile || (mode & 0o111) === 0) throw new GuestFault('GuestPermissionDenied', { file: path });
}

/** The exit code; -1 for a program that was stopped, as the real tools tell of signals. */
async function runToEnd(options: {
  readonly shell: Bash;
  readonly program: Program;
  readonly commandLine: string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}): Promise<number> {
  const { shell, program, commandLine, signal, log } = options;
  const given = program.environment.map((each) => [
    each.split('=', 1)[0] ?? '',
    each.slice(each.indexOf('=') + 1),
  ]);
  // The interpreter knows programs by name or by one of their places; those of an image have several.
  const command = commandLine.replace(/^"\/(?:usr\/)?s?bin\/([^/"]+)"/, '$1');
  try {
    const { exitCode } = await shell.exec(command, {
      cwd: program.workingDirectory ?? '/root',
      signal,
      ...(given.length > 0 && { env: Object.fromEntries(given) as Record<string, string>, replaceEnv: true }),
    });
    return signal.aborted ? -1 : exitCode;
  } catch (error) {
    // The interpreter gave up: a script beyond its limits.
    if (!signal.aborted) log(`${commandLine}: ${String(error)}`);
    return -1;
  }
}
