import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/**
 * Has this process begin quickly and with little memory; to be called before anything else is loaded. What was compiled
 * is kept for the next time in the account's own cache (`$XDG_CACHE_HOME`, else `~/.cache`; `$NODE_COMPILE_CACHE` names
 * another place); where nothing can be written, nothing is kept. The engine's memory for new objects stays small: a
 * command is over before a larger one pays.
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
export function startLightly(environment) {
  setFlagsFromString('--semi-space-growth-factor=1');
  enableCompileCache(join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'cse'));
}

/** Lets that memory grow with what lives, as the engine does by itself: for a server, which runs for months. */
export function growWithWork() {
  setFlagsFromString('--semi-space-growth-factor=2');
}
