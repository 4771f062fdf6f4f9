import type { EventEmitter } from 'node:events';
import { styleText } from 'node:util';

/** What the client is given of the outside, so that tests can give something else. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Emits `SIGINT`. */
  readonly signals: Pick<EventEmitter, 'on' | 'off'>;
  readonly pollMs: PollMs;
}

/** How a task is watched; all in ms. */
export interface PollMs {
  /** Between the first two looks; later ones are ever further apart, up to `most`. */
  readonly first: number;
  readonly most: number;
  /** How long a wait goes on while Cloud Director cannot be asked: a restart of its cells, a train in a tunnel. */
  readonly patience: number;
}

/** Where answers to questions come from; `setRawMode` is there on terminals only. */
export interface Input extends AsyncIterable<string | Buffer> {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
}

/** Where words go: standard output or standard error, or what a test has in its place. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The colours that words may have on a terminal. */
export type Colour = 'red' | 'green' | 'yellow';

/** Writes one line, coloured on a terminal only, and not where NO_COLOR is set. */
export function say(world: World, output: Output, text: string, colour?: Colour): void {
  const coloured = colour !== undefined && output.isTTY === true && !world.environment['NO_COLOR'];
  output.write(`${coloured ? styleText(colour, text, { validateStream: false }) : text}\n`);
}
