import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram, type RunningProgram } from '../../scripts/simulated/programs.ts';
import { logLine } from './mortal-server.ts';
import type { SimulatedCloud } from './simulated-cloud.ts';

/** `cse run` as a process of its own, consuming requests. */
export interface ServerProcess extends RunningProgram<true> {
  /** Everything that it and those before it have printed. */
  printed(): Promise<string>;
  /** Ends it with SIGTERM; resolves with its exit code. */
  terminate(): Promise<number | string>;
}

/** Starts it on the cloud's configuration and database, with options of its own; `under` is a program that runs it. */
export async function startServerProcess(
  cloud: SimulatedCloud,
  options: readonly string[] = [],
  under: readonly string[] = [],
): Promise<ServerProcess> {
  const log = join(cloud.directory, 'server.log');
  const consuming = Promise.withResolvers<void>();
  const program = await startProgram({
    command: ['src/cli/cse.js', 'run', '-c', cloud.configPath, '-s', ...options],
    under,
    ready: (line) => line.includes('waiting for requests') || undefined,
    log,
    onError(text) {
      if (logLine(text).msg === 'consuming requests') consuming.resolve();
    },
  });
  // One that is drained already may be gone before it consumes anything.
  await Promise.race([consuming.promise, program.exited]);
  return {
    ...program,
    printed: () => readFile(log, 'utf8'),
    async terminate() {
      process.kill(program.pid, 'SIGTERM');
      return program.exited;
    },
  };
}
