import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const tenantClient = join(import.meta.dirname, '..', '..', 'vcd-cse', 'bin', 'vcd-cse.js');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Standard input; without one it is at its end. */
  readonly input?: string;
  /** Told once, with the process id, when the first of its output is there. */
  readonly onOutput?: (pid: number) => void;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Somebody at a shell with our own client, in a home folder of their own. */
export interface TenantShell {
  readonly home: string;
  /** Runs `vcd-cse WORDS…` to its end; a string is split at its blanks. */
  run(words: string | readonly string[], options?: RunOptions): Promise<Ended>;
}

/** A home folder below `directory`; `program` is another client than that of the checkout. */
export async function openTenantShell(directory: string, program = tenantClient): Promise<TenantShell> {
  const home = await mkdtemp(join(directory, 'tenant-'));
  return {
    home,
    async run(words, { input = '', onOutput, environment } = {}) {
      const child = spawn(
        process.execPath,
        [program, ...(typeof words === 'string' ? words.split(' ') : words)],
        { cwd: home, env: { PATH: process.env['PATH'], HOME: home, ...environment } },
      );
      // A program that asks nothing may be gone before its input is.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
      // A child that prints has a pid.
      if (onOutput) child.stdout.once('data', () => onOutput(child.pid as number));
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'exit'),
      ]);
      return { code: Number(code), stdout, stderr };
    },
  };
}
