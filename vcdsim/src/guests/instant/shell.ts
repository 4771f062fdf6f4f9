import { Bash } from 'just-bash';
import type { Clock } from '../guest-driver.ts';
import type { InstantDisk } from './instant-disk.ts';
import { shellCommands } from './shell-commands.ts';
import type { ShellMachine } from './shell-commands.ts';

/** Of a login of root. */
export const loginEnvironment: Readonly<Record<string, string>> = {
  HOME: '/root',
  LANG: 'C.UTF-8',
  LOGNAME: 'root',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  SHELL: '/bin/bash',
  USER: 'root',
};

/** Scripts may wait for as long as they like; these only stop what turns in circles without waiting. */
const limits = { maxLoopIterations: 10_000_000, maxCommandCount: 10_000_000, maxCallDepth: 1_000 };

/** A bash over the files of a machine; its `sleep` is simulated time. Background jobs are waited for. */
export function openShell(options: {
  readonly disk: InstantDisk;
  readonly machine: ShellMachine;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly pid: number;
}): Bash {
  const { disk, machine, clock, signal, pid } = options;
  return new Bash({
    fs: disk.fs,
    cwd: '/root',
    env: { ...loginEnvironment },
    executionLimits: limits,
    // It guards against scripts that attack their interpreter, by taking away what our own commands need.
    defenseInDepth: false,
    processInfo: { pid, ppid: 1, uid: 0, gid: 0 },
    sleep: (ms) => clock.sleep(ms, signal),
    customCommands: shellCommands(machine, disk, signal),
  });
}
