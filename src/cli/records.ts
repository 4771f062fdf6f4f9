import { existsSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { openSqliteReader, type SqliteReader } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import { configOption, configPath, loadQuietly } from './config-option.ts';
import { CommandFailed, UsageError, type World } from './world.ts';

/** Where the records of a status command are. */
export interface PlaceOptions {
  readonly config?: string;
  readonly database?: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
}

/** Adds the options that say which records are meant. */
export function withPlaceOptions(command: Command): Command {
  return command
    .addOption(configOption())
    .addOption(
      new Option('--database <file>', 'database to read, in place of the one that the configuration names'),
    )
    .addOption(new Option('-n, --namespace <org>', 'only records of this organization'))
    .addOption(new Option('-A, --all-namespaces', 'records of every organization (the default)'));
}

/** Opens the database for reading, beside a running server or without one. */
export async function openRecords(options: PlaceOptions, world: World): Promise<SqliteReader> {
  if (options.namespace !== undefined && options.allNamespaces) {
    throw new UsageError('-n and -A contradict each other');
  }
  const path = options.database ?? (await loadQuietly(configPath(options.config, world))).store.path;
  if (!existsSync(path)) throw new CommandFailed(`there is no database ${path}; cse run makes it`);
  try {
    return await openSqliteReader({ path, log: createLogger({ level: 'warn', destination: world.stderr }) });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'CSE_STORE_UNAVAILABLE') {
      throw new CommandFailed(error.message, { cause: error });
    }
    throw error;
  }
}
