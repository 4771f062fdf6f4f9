import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { diskFolders, systemLinks } from './guest-disk.ts';
import { insideGuest } from './guest-programs.ts';
import type { GuestCode } from './guest-programs.ts';

/** No sandbox can be made here; the message says what is missing. */
export class SandboxUnavailable extends Error {
  override readonly name = 'SandboxUnavailable';
}

const isolation = [
  '--unshare-user',
  '--uid',
  '0',
  '--gid',
  '0',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
];

/** Tries the smallest sandbox; throws `SandboxUnavailable` naming what to install or to allow. */
export function requireBubblewrap(): void {
  const probe = spawnSync('bwrap', [...isolation, '--ro-bind', '/', '/', '--proc', '/proc', 'true'], {
    encoding: 'utf8',
  });
  if (probe.error) {
    throw new SandboxUnavailable(
      'sandboxed guests need bubblewrap (command bwrap): install the package `bubblewrap`, or use --guests instant',
      { cause: probe.error },
    );
  }
  if (probe.status !== 0) {
    throw new SandboxUnavailable(
      `bubblewrap cannot make namespaces here (${probe.stderr.trim()}): allow user namespaces (sysctl kernel.unprivileged_userns_clone=1; in a container, a seccomp profile that permits unshare), or use --guests instant`,
    );
  }
}

/** What a sandbox has of its own. */
export interface SandboxOptions {
  readonly hostName: string;
  readonly programs: { readonly bin: string; readonly sbin: string };
  readonly code: GuestCode;
  /** The folders of `diskFolders` lie in it. */
  readonly disk: string;
  /** Socket and facts of the machine; read-only inside. */
  readonly machineFolder: string;
  /** A program of the host to be the guests' kubectl, in place of the stand-in. */
  readonly kubectl: string | undefined;
  /** What the machine writes on its console. */
  readonly console: (line: string) => void;
}

/** A sandbox with its processes. */
export interface Sandbox {
  /** Kills everything in it; nothing of it runs when this resolves. */
  kill(): Promise<void>;
}

/** Starts a machine in namespaces of its own; only the network is the host's. */
export function startSandbox(options: SandboxOptions): Sandbox {
  const child = spawn('bwrap', sandboxArguments(options), {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/root',
      USER: 'root',
      LOGNAME: 'root',
      SHELL: '/bin/bash',
      LANG: 'C.UTF-8',
    },
  });
  const exit = once(child, 'close');
  // A failure to spawn is told by `error`, and then there is nothing to kill.
  exit.catch(() => {});
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', options.console);
  }
  const init = initProcess(child);
  return {
    kill: async () => {
      const pid = await init;
      // The death of a namespace's first process takes all others along before bwrap sees it.
      if (pid === undefined) child.kill('SIGKILL');
      else killQuietly(pid);
      await exit.catch(() => {});
    },
  };
}

/** The process number, outside, of the first process inside; undefined when bwrap ended before it had one. */
async function initProcess(child: ChildProcess): Promise<number | undefined> {
  // The fourth of `stdio` above, a pipe to read from.
  const info = await text(child.stdio[3] as Readable).catch(() => '');
  const pid = /"child-pid": (\d+)/.exec(info)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

function sandboxArguments(options: SandboxOptions): readonly string[] {
  const { programs, code, disk, machineFolder, kubectl } = options;
  const readOnly = (from: string, to: string): readonly string[] => ['--ro-bind', from, to];
  return [
    ...isolation,
    '--hostname',
    options.hostName,
    '--die-with-parent',
    '--new-session',
    '--info-fd',
    '3',
    ...readOnly('/usr', '/usr'),
    ...systemLinks(),
    ...['--proc', '/proc', '--dev', '/dev', '--dir', '/sys', '--tmpfs', '/tmp', '--tmpfs', '/run'],
    // By this scripts know that there is but one hierarchy of cgroups.
    ...['--symlink', '/dev/null', '/sys/fs/cgroup/cgroup.controllers'],
    ...readOnly('/usr', insideGuest.hostUsr),
    ...readOnly(process.execPath, insideGuest.node),
    ...readOnly(code.package, `${insideGuest.code}/package`),
    ...readOnly(code.dependencies, `${insideGuest.code}/node_modules`),
    ...readOnly(machineFolder, insideGuest.machine),
    ...readOnly(programs.bin, '/usr/bin'),
    ...readOnly(programs.sbin, '/usr/sbin'),
    ...(kubectl === undefined ? [] : readOnly(kubectl, '/usr/bin/kubectl')),
    ...diskFolders.flatMap((name) => ['--bind', join(disk, name), `/${name.replace('-', '/')}`]),
    ...['--ro-bind-try', '/etc/alternatives', '/etc/alternatives'],
    ...['--ro-bind-try', '/etc/ssl', '/etc/ssl'],
    ...['--chdir', '/', '/bin/bash', '/usr/bin/vcdsim-boot'],
  ];
}
