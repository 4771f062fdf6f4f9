import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, resolve } from 'node:path';
import type { EmptyCloud } from './empty-cloud.ts';

const program = resolve(import.meta.dirname, '../../src/cli/cse.js');
const lookEveryMs = 20;

/** The command as a person runs it: a process of its own, started by its file's first line. */
export interface CseProcess {
  readonly process: ChildProcess;
  readonly ended: Promise<CseRun>;
}

export interface CseRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory that was resident, in megabytes (`VmHWM` of proc(5)); 0 where there is no such file. */
  readonly peakMegabytes: number;
}

/** Starts `cse` on an empty cloud, with `-c` after the command's name; `under` are the words of a program that runs it. */
export function startCse(
  cloud: Pick<EmptyCloud, 'directory' | 'configPath'>,
  words: readonly string[],
  under: readonly string[] = [],
): CseProcess {
  const [command = '', ...rest] = words;
  const [file = '', ...args] = [...under, program, command, '-c', cloud.configPath, ...rest];
  const child = spawn(file, args, {
    cwd: cloud.directory,
    env: environmentIn(cloud.directory),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => (printed.stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (printed.stderr += text.toString()));
  let peakMegabytes = 0;
  const looking = setInterval(() => {
    void peakOf(child.pid).then((peak) => (peakMegabytes = Math.max(peakMegabytes, peak)));
  }, lookEveryMs);
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
    clearInterval(looking);
    return {
      code: typeof code === 'number' ? code : null,
      signal: typeof signal === 'string' ? signal : null,
      ...printed,
      peakMegabytes,
    };
  });
  return { process: child, ended };
}

/** Whose home is the cloud's directory: what `cse` keeps for its account goes there. */
function environmentIn(directory: string): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE: _cache, XDG_CACHE_HOME: _home, ...rest } = process.env;
  return { ...rest, HOME: directory, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) };
}

async function peakOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}
