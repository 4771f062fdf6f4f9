import type { EventEmitter } from 'node:events';
import { styleText } from 'node:util';
import type { Config } from '#config/config.ts';
import type { Site } from '#installation/part.ts';
import type { Logger } from '#telemetry/logger.ts';

/** What a command is given of the outside, so that tests can give something else. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: () => Date;
  /** Where the command was called: relative paths begin here. */
  readonly workingDirectory: string;
  /** Asks on the terminal and resolves to the line that was typed; absent where there is no terminal. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
  /** All that is to be read on standard input. */
  readonly readInput: () => Promise<string>;
  /** Emits `SIGINT` and `SIGTERM`. */
  readonly signals: Pick<EventEmitter, 'on' | 'off'>;
  /** Throws `InstallationProblem` where the configuration cannot be used; opens nothing yet. */
  readonly openSite: (config: Config, options: { readonly log: Logger }) => Promise<Site & AsyncDisposable>;
  readonly startServer: (
    config: Config,
    options: { readonly log: Logger; readonly configFile: string; readonly enable: boolean },
  ) => Promise<RunningServer>;
}

/** A server that `cse run` has started; disposing of it stops it. */
export interface RunningServer extends AsyncDisposable {
  /** Resolves when the service was stopped through its own door, by an administrator, and is done. */
  readonly drained: Promise<void>;
  /** Rejects when the service is up and cannot do its work any more. */
  readonly alive: () => Promise<unknown>;
}

/** Where words go: standard output or standard error, or what a test has in its place. */
export interface Output {
  write(text: string): void;
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

/** A command could not do what it was asked for: its message is for people, the exit code that of the command's failures. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly code = 'CSE_COMMAND_FAILED';
}

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'CSE_USAGE';
}

/** The colours that words may have on a terminal. */
export type Colour = 'red' | 'green' | 'yellow' | 'dim';

/** Writes one line, coloured on a terminal only, and not where NO_COLOR is set. */
export function say(world: World, output: Output, text: string, colour?: Colour): void {
  const coloured = colour && output.isTTY && !world.environment['NO_COLOR'];
  output.write(`${coloured ? styleText(colour, text, { validateStream: false }) : text}\n`);
}
