import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** A program of ours that runs as a process of its own; disposing of it ends it with SIGTERM. */
export interface RunningProgram<T> extends AsyncDisposable {
  readonly pid: number;
  /** What its first telling line said. */
  readonly ready: T;
  /** Resolves with its exit code, or the name of the signal that ended it. */
  readonly exited: Promise<number | string>;
  /** Ends it as a crash would. */
  kill9(): Promise<void>;
}

const stopTimeoutMs = 20_000;

/** Starts `node COMMAND…` and resolves once `ready` makes something of a line that it prints. Throws when it ends before. */
export async function startProgram<T>(options: {
  readonly command: readonly string[];
  /** The words of a program that runs it; none when absent. */
  readonly under?: readonly string[];
  readonly ready: (line: string) => T | undefined;
  /** File for what it prints. */
  readonly log: string;
  /** Told every line that it writes to standard error. */
  readonly onError?: (line: string) => void;
  readonly env?: Readonly<Record<string, string>>;
  /** Where it is started; here when absent. */
  readonly cwd?: string;
}): Promise<RunningProgram<T>> {
  const [file = '', ...words] = [...(options.under ?? []), process.execPath, ...options.command];
  const child = spawn(file, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
  });
  const log = createWriteStream(options.log, { flags: 'a' });
  child.stderr.pipe(log, { end: false });
  const { onError } = options;
  if (onError) createInterface({ input: child.stderr }).on('line', onError);
  const exited = once(child, 'exit').then(([code, signal]) =>
    typeof code === 'number' ? code : String(signal),
  );
  const lines = createInterface({ input: child.stdout });

  const ready = await new Promise<T>((resolve, reject) => {
    lines.on('line', (line) => {
      log.write(`${line}\n`);
      const told = options.ready(line);
      if (told !== undefined) resolve(told);
    });
    void exited.then(async (how) => {
      const printed = await readFile(options.log, 'utf8').catch(() => '');
      reject(new Error(`${options.command.join(' ')} ended (${how}):\n${printed.slice(-2000)}`));
    });
  });

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await exited;
    clearTimeout(timer);
    log.end();
  }

  return {
    // A child that has printed a line has a pid.
    pid: child.pid as number,
    ready,
    exited,
    kill9: () => end('SIGKILL'),
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  };
}
