import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { ConfigInvalid } from '#config/config-problem.ts';
import type { Config } from '#config/config.ts';
import { loadConfig } from '#config/load-config.ts';
import { CommandFailed, say, UsageError, type World } from './world.ts';

/** `-c/--config`, else CSE_CONFIG, else `config.yaml` (contract of CSE 1.2.7, section 9). */
export function configOption(): Option {
  return new Option('-c, --config <file>', 'configuration file (default: $CSE_CONFIG or config.yaml)');
}

/** The path that holds. Throws `UsageError` when nothing is there. */
export function configPath(option: string | undefined, world: World): string {
  const path = option ?? (world.environment['CSE_CONFIG'] || 'config.yaml');
  if (existsSync(path)) return path;
  throw new UsageError(`Invalid value for "-c" / "--config": Path "${path}" does not exist.`);
}

/**
 * Loads the configuration and tells what the original tells, up to what only connections can show; undefined when it is
 * invalid, which is told too.
 */
export async function loadAloud(path: string, world: World): Promise<Config | undefined> {
  const { stdout, stderr } = world;
  say(world, stdout, `Validating config file '${path}'`, 'yellow');
  try {
    const { config, warnings } = await loadConfig(path);
    for (const warning of warnings) say(world, stderr, warning, 'yellow');
    return config;
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw readable(error, path);
    for (const { path: at, message, hint } of error.problems) {
      say(world, stderr, message, 'red');
      const help = [at && `at ${at}`, hint].filter(Boolean).join(': ');
      if (help) say(world, stderr, `  ${help}`);
    }
    sayInvalid(path, world);
    return undefined;
  }
}

/** The last word on a configuration (contract of CSE 1.2.7, section 8.4). */
export function sayValid(path: string, world: World): void {
  say(world, world.stdout, `Config file '${path}' is valid`, 'green');
}

/** The last word on a configuration that cannot be used. */
export function sayInvalid(path: string, world: World): void {
  say(world, world.stderr, `Config file '${path}' is invalid`, 'red');
}

/** Loads the configuration for a command that is about something else. Throws `CommandFailed`. */
export async function loadQuietly(path: string): Promise<Config> {
  try {
    return (await loadConfig(path)).config;
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw readable(error, path);
    throw new CommandFailed(`config file '${path}' is invalid; cse check -c ${path} says why`, {
      cause: error,
    });
  }
}

function readable(error: unknown, path: string): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new CommandFailed(`cannot read what '${path}' needs: ${error.message}`, { cause: error });
}
