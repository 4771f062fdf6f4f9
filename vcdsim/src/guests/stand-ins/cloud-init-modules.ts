import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { CloudConfig, CloudUser, Command, FileToWrite } from '../cloud-init-data.ts';

const outputLog = '/var/log/cloud-init-output.log';
const log = '/var/log/cloud-init.log';

/** The modules of cloud-init in their order (cloud-init's reference, "Module frequency" and `cloud.cfg`). */
export class FirstBoot {
  readonly errors: string[] = [];
  readonly #config: CloudConfig;
  readonly #folder: string;

  constructor(options: { readonly config: CloudConfig; readonly folder: string }) {
    this.#config = options.config;
    this.#folder = options.folder;
  }

  /** Runs every module that this instance has not begun before. */
  async run(): Promise<void> {
    const config = this.#config;
    for (const key of config.ignored) this.#note(`WARNING: ${key} is not simulated`);
    await this.#module('bootcmd', () => this.#script('bootcmd', config.bootCommands));
    await this.#module('write_files', () => this.#writeFiles(config.files.filter((file) => !file.defer)));
    await this.#module('set_hostname', async () => this.#setHostname());
    await this.#module('users_groups', async () => {
      for (const user of config.users) addUser(user);
    });
    await this.#module('ssh', async () => authorizeKeys('/root', config.sshKeys));
    await this.#module('package_update_upgrade_install', async () => {
      if (config.packages.length > 0)
        throw new Error(`no package repositories: ${config.packages.join(' ')}`);
    });
    await this.#module('write_files_deferred', () =>
      this.#writeFiles(config.files.filter((file) => file.defer)),
    );
    await this.#module('scripts_user', () => this.#script('runcmd', config.commands));
    await this.#module('final_message', async () => {
      appendFileSync(outputLog, `${config.finalMessage ?? 'Cloud-init finished'}\n`);
    });
  }

  /** The mark is set before the work: a module that was cut off is not begun again. */
  async #module(name: string, work: () => Promise<void>): Promise<void> {
    const mark = `${this.#folder}/sem/config_${name}`;
    if (existsSync(mark)) return;
    writeFileSync(mark, '');
    try {
      await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.errors.push(`('${name}', ${message})`);
      this.#note(`ERROR: running module ${name} failed: ${message}`);
    }
  }

  #note(line: string): void {
    appendFileSync(log, `${new Date().toISOString()} ${line}\n`);
    process.stdout.write(`cloud-init: ${line}\n`);
  }

  async #writeFiles(files: readonly FileToWrite[]): Promise<void> {
    for (const file of files) writeOneFile(file);
  }

  #setHostname(): void {
    if (this.#config.hostname !== undefined) writeFileSync('/etc/hostname', `${this.#config.hostname}\n`);
  }

  /** All commands are one script of /bin/sh, whose last command decides: so does the real one. */
  async #script(name: string, commands: readonly Command[]): Promise<void> {
    if (commands.length === 0) return;
    const path = `${this.#folder}/scripts/${name}`;
    writeFileSync(path, `#!/bin/sh\n${commands.map(shellLine).join('\n')}\n`, { mode: 0o700 });
    const output = openSync(outputLog, 'a', 0o640);
    const child = spawn(path, [], { stdio: ['ignore', output, output], cwd: '/' });
    // `exit` and not `close`: what the script left running in the background may keep the output open.
    const [code, signal] = await once(child, 'exit');
    closeSync(output);
    if (code === 0) return;
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    throw new Error(`Runparts: 1 failures (${name}) in 1 attempted commands (${how})`);
  }
}

function shellLine(command: Command): string {
  if (typeof command === 'string') return command;
  return command.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(' ');
}

function writeOneFile(file: FileToWrite): void {
  mkdirSync(dirname(file.path), { recursive: true });
  if (file.append) appendFileSync(file.path, file.content);
  else writeFileSync(file.path, file.content);
  chmodSync(file.path, file.mode);
  const [user = 'root', group = 'root'] = file.owner.split(':');
  const uid = idOf('/etc/passwd', user);
  const gid = idOf('/etc/group', group);
  if (uid === undefined) throw new Error(`Unknown user: ${user}`);
  if (gid === undefined) throw new Error(`Unknown group: ${group}`);
  // A sandbox has one user; files of others stay root's and only the name is checked.
  if (uid === 0 && gid === 0) chownSync(file.path, 0, 0);
}

function idOf(file: string, name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  return line === undefined ? undefined : Number(line.split(':')[2]);
}

function addUser(user: CloudUser): void {
  if (idOf('/etc/passwd', user.name) === undefined) {
    const id = 1_000 + readFileSync('/etc/passwd', 'utf8').split('\n').length;
    appendFileSync('/etc/passwd', `${user.name}:x:${id}:${id}:${user.gecos}:${user.home}:${user.shell}\n`);
    appendFileSync('/etc/group', `${user.name}:x:${id}:\n`);
    mkdirSync(user.home, { recursive: true, mode: 0o755 });
  }
  authorizeKeys(user.home, user.sshKeys);
}

function authorizeKeys(home: string, keys: readonly string[]): void {
  if (keys.length === 0) return;
  mkdirSync(`${home}/.ssh`, { recursive: true, mode: 0o700 });
  const file = `${home}/.ssh/authorized_keys`;
  appendFileSync(file, keys.map((key) => `${key}\n`).join(''), { mode: 0o600 });
}
