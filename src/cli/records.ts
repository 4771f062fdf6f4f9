import { existsSync } from 'node:fs';
import { openSqliteReader, type SqliteReader } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import { configPath, loadQuietly } from './config-option.ts';
import { CommandFailed, type World } from './world.ts';

/** Where the database is: named, or the one of the configuration. */
export interface PlaceOptions {
  readonly config?: string;
  readonly database?: string;
}

/** Opens the database for reading, beside a running server or without one. */
export async function openRecords(options: PlaceOptions, world: World): Promise<SqliteReader> {
  const path = options.database ?? (await loadQuietly(configPath(options.config, world))).store.path;
  if (!existsSync(path)) throw new CommandFailed(`there is no database ${path}; cse run makes it`);
  return openSqliteReader({ path, log: createLogger({ level: 'warn', destination: world.stderr }) });
}
