import type { Command } from 'commander';
import type { World } from './world.ts';

/** What every command is made with. */
export interface CommandHome {
  /** Where the command is added. */
  readonly parent: Command;
  readonly world: World;
  /** The exit code of a command that ended, but not well. */
  readonly exitWith: (code: number) => void;
}
