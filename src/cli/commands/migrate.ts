import { existsSync } from 'node:fs';
import { Option } from 'commander';
import type { UpgradePlan } from '#store/sqlite/upgrade-plan.ts';
import { configOption, configPath, loadQuietly } from '../config-option.ts';
import type { CommandHome } from '../command-home.ts';
import { workOnDatabase, type DatabaseWatch } from '../database-work.ts';
import type { PlaceOptions } from '../records.ts';
import { CommandFailed, say, type World } from '../world.ts';

interface MigrateOptions extends PlaceOptions {
  readonly dryRun?: boolean;
}

/** `cse migrate`: converts the database of an older release, as a start of the server does, or tries it on a copy. */
export function addMigrate({ program, world, exitWith }: CommandHome): void {
  program
    .command('migrate')
    .description(
      'convert the database of an older release, as the start of the server does by itself; a backup of it is kept beside it',
    )
    .addOption(configOption())
    .addOption(
      new Option(
        '--database <file>',
        'database to convert, in place of the one that the configuration names',
      ),
    )
    .option(
      '--dry-run',
      'convert a copy, read every record of it and say what a start would do; the server may run',
    )
    .action(async (options: MigrateOptions) => exitWith(await migrate(options, world)));
}

async function migrate({ dryRun, ...options }: MigrateOptions, world: World): Promise<number> {
  const path = options.database ?? (await loadQuietly(configPath(options.config, world))).store.path;
  if (!existsSync(path)) throw new CommandFailed(`there is no database ${path}; cse run makes it`);
  const { upgradePlan } = await import('#store/sqlite/upgrade-plan.ts');
  tellPlan(path, upgradePlan(path), world);
  return workOnDatabase(world, (watch) => (dryRun ? tryOut : convert)(path, world, watch));
}

function tellPlan(path: string, { from, to, brings }: UpgradePlan, world: World): void {
  if (from === to) return say(world, world.stdout, `${path} has schema ${to}, as this release.`);
  say(world, world.stdout, `${path} has schema ${from}, this release ${to}:`);
  for (const [index, what] of brings.entries()) {
    say(world, world.stdout, `  ${from + index} to ${from + index + 1}: ${what}`);
  }
}

async function tryOut(path: string, world: World, watch: DatabaseWatch): Promise<number> {
  const { tryUpgrade } = await import('#store/sqlite/upgrade.ts');
  const { records, damaged } = await tryUpgrade({ database: path, copy: `${path}.trial` }, watch);
  for (const { message } of damaged) say(world, world.stderr, message, 'red');
  say(
    world,
    world.stdout,
    `Tried on a copy: ${records - damaged.length} of ${records} records can be read. Nothing was changed.`,
  );
  return damaged.length === 0 ? 0 : 1;
}

async function convert(path: string, world: World, watch: DatabaseWatch): Promise<number> {
  const { upgrade } = await import('#store/sqlite/upgrade.ts');
  const kept = await upgrade(path, watch);
  say(
    world,
    world.stdout,
    kept === undefined ? 'Nothing was changed.' : `Converted; ${kept} is a backup of it.`,
  );
  return 0;
}
