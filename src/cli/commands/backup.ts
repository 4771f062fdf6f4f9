import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Option } from 'commander';
import type { BackupFacts } from '#store/sqlite/backup.ts';
import { configOption, configPath, loadQuietly } from '../config-option.ts';
import type { CommandHome } from '../command-home.ts';
import { workOnDatabase } from '../database-work.ts';
import { momentText } from '../moment-text.ts';
import type { PlaceOptions } from '../records.ts';
import { CommandFailed, say, type World } from '../world.ts';

interface BackupOptions extends PlaceOptions {
  readonly output?: string;
}

/** `cse backup`: the database as it is at this moment in one file, beside a running server or without one. */
export function addBackup({ program, world, exitWith }: CommandHome): void {
  program
    .command('backup')
    .description(
      'write the database into one file, while the server runs or not; the key of its secrets (store.secret_key_file) ' +
        'is not in it: keep that somewhere else, once',
    )
    .addOption(configOption())
    .addOption(
      new Option('--database <file>', 'database to read, in place of the one that the configuration names'),
    )
    .addOption(
      new Option('-o, --output <file>', 'where to, a file or a folder (default: cse-backup-TIME.db here)'),
    )
    .action(async (options: BackupOptions) => exitWith(await makeBackup(options, world)));
}

async function makeBackup(options: BackupOptions, world: World): Promise<number> {
  const { database, keyFile } = await source(options, world);
  if (!existsSync(database)) throw new CommandFailed(`there is no database ${database}; cse run makes it`);
  const now = world.clock();
  const backup = target(options.output, `cse-backup-${momentText(now)}.db`, world);
  if (existsSync(backup)) throw new CommandFailed(`${backup} is there already; name another file with -o`);
  const { writeBackup } = await import('#store/sqlite/backup.ts');
  return workOnDatabase(world, async (watch) => {
    const facts = await writeBackup({ database, backup, madeAt: now.toISOString() }, watch);
    const size = (statSync(backup).size / 1e6).toFixed(1);
    say(world, world.stdout, `${backup}: ${contentText(facts)}, ${size} MB, checksum ${facts.checksum}`);
    say(
      world,
      world.stdout,
      `Its secrets are sealed, and ${keyFile} is not in it: keep a copy of that file somewhere else.`,
    );
    return 0;
  });
}

async function source(options: BackupOptions, world: World) {
  if (options.database !== undefined) return { database: options.database, keyFile: 'the secret key file' };
  const { store } = await loadQuietly(configPath(options.config, world));
  return { database: store.path, keyFile: store.secretKeyFile };
}

function target(output: string | undefined, name: string, world: World): string {
  const path = resolve(world.workingDirectory, output ?? name);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? join(path, name) : path;
}

/** `2 clusters, 1 template, schema 3`. */
export function contentText({ records, schema }: BackupFacts): string {
  const counts = Object.entries(records).map(
    ([kind, count]) => `${count} ${kind.toLowerCase()}${count === 1 ? '' : 's'}`,
  );
  return [...counts, `schema ${schema}`].join(', ');
}
