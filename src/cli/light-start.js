import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/**
 * What the engine does for those who have much to do: it gives new objects more room, and compiles once more what runs
 * often. The heap of those who stay is collected when it has grown by a third: by itself the engine lets it grow to four
 * times what is used where the machine is large.
 */
const engine = {
  forCommands: ['--semi-space-growth-factor=1', '--no-maglev', '--no-opt'],
  forMuchWork: ['--semi-space-growth-factor=2', '--maglev', '--opt'],
  forMonths: ['--heap-growing-percent=30'],
};

/**
 * Has this process begin quickly and with little memory; to be called before anything else is loaded. What was compiled
 * is kept for the next time in the account's own cache (`$XDG_CACHE_HOME`, else `~/.cache`; `$NODE_COMPILE_CACHE` names
 * another place); where nothing can be written, nothing is kept. And the engine takes no memory for what a command is
 * over too soon to have anything of.
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
export function startLightly(environment) {
  for (const flag of engine.forCommands) setFlagsFromString(flag);
  enableCompileCache(join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'cse'));
}

/** Has the engine work as it does by itself. */
export function growWithWork() {
  for (const flag of engine.forMuchWork) setFlagsFromString(flag);
}

/** And take no more memory than it must: for a server, which runs for months. */
export function stayLean() {
  for (const flag of engine.forMonths) setFlagsFromString(flag);
}
