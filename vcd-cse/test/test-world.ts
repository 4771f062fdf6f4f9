import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../src/program.ts';
import type { Input, World } from '../src/world.ts';

/** A user's surroundings, with a home folder of their own. */
export interface TestWorld extends AsyncDisposable {
  readonly world: World;
  readonly home: string;
  readonly signals: EventEmitter;
  /** Runs `vcd-cse WORDS…`; a string is split at its blanks. */
  run(words: string | readonly string[], options?: RunOptions): Promise<Ended>;
}

export interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Output goes to a terminal. */
  readonly terminal?: boolean;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const pollMs = { first: 1, most: 5, patience: 50 };

export async function testWorld(): Promise<TestWorld> {
  const home = await mkdtemp(join(tmpdir(), 'vcd-cse-'));
  const signals = new EventEmitter();
  const base: World = {
    environment: {},
    homeDirectory: home,
    stdin: typed(''),
    stdout: { write: () => true },
    stderr: { write: () => true },
    signals,
    pollMs,
  };
  return {
    world: base,
    home,
    signals,
    async run(words, { input = '', environment = {}, terminal = false } = {}) {
      let stdout = '';
      let stderr = '';
      const world: World = {
        ...base,
        environment,
        stdin: typed(input),
        stdout: { isTTY: terminal, columns: 120, write: (text) => (stdout += text) },
        stderr: { isTTY: terminal, write: (text) => (stderr += text) },
      };
      const code = await runCommandLine(typeof words === 'string' ? words.split(' ') : words, world);
      return { code, stdout, stderr };
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

/** Input that comes from a pipe. */
export function typed(text: string): Input {
  return {
    async *[Symbol.asyncIterator]() {
      if (text !== '') yield text;
    },
  };
}
