import type { Command } from 'commander';
import type { World } from './world.ts';

/** What every command gets to add itself to the program. */
export interface CommandHome {
  readonly program: Command;
  readonly world: World;
  /** Sets the exit code for a command that ends badly without an error. */
  readonly exitWith: (code: number) => void;
  /** The program with every command, for who has to know all of them. */
  readonly wholeProgram: () => Promise<Command>;
}
