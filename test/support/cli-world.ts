import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { runCommandLine } from '#cli/program.ts';
import type { World } from '#cli/world.ts';
import { sampleNow } from './sample-cluster.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A world for command lines that keeps what they print; not a terminal, no environment, no server. */
export function cliWorld(changes: Partial<World> = {}) {
  const printed = { stdout: '', stderr: '' };
  const world: World = {
    environment: {},
    stdout: { write: (text) => void (printed.stdout += text) },
    stderr: { write: (text) => void (printed.stderr += text) },
    clock: () => sampleNow,
    workingDirectory: tmpdir(),
    ask: undefined,
    readInput: async () => '',
    signals: new EventEmitter(),
    openSite: () => Promise.reject(new Error('no site here')),
    startServer: () => Promise.reject(new Error('no server here')),
    ...changes,
  };
  return {
    world,
    printed,
    run: async (...words: string[]): Promise<CliRun> => {
      Object.assign(printed, { stdout: '', stderr: '' });
      const code = await runCommandLine(words, world);
      return { code, ...printed };
    },
  };
}
