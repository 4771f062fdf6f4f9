import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument } from 'commander';
import { loadSecretKey } from '#store/secret-key.ts';
import type { RecordDifferences } from '#store/sqlite/record-differences.ts';
import type { RestorePlan } from '#store/sqlite/restore.ts';
import { ageText } from '../age.ts';
import { configOption, configPath, loadQuietly } from '../config-option.ts';
import type { CommandHome } from '../command-home.ts';
import { workOnDatabase } from '../database-work.ts';
import { momentText } from '../moment-text.ts';
import { operatorName } from '../status.ts';
import { CommandFailed, say, type World } from '../world.ts';
import { contentText } from './backup.ts';

interface RestoreOptions {
  readonly config?: string;
  readonly dryRun?: boolean;
}

/** `cse restore FILE`: puts a backup in the place of the database, which is kept. The server must not run. */
export function addRestore({ program, world, exitWith }: CommandHome): void {
  program
    .command('restore')
    .description(
      'put a backup in the place of the database, which is kept beside it; stop the server first. It needs the secret key ' +
        'that was in use when the backup was made',
    )
    .addArgument(new Argument('<file>', 'what cse backup wrote'))
    .addOption(configOption())
    .option('--dry-run', 'check the backup and say what would be different; change nothing')
    .action(async (file: string, options: RestoreOptions) => exitWith(await restore(file, options, world)));
}

async function restore(file: string, options: RestoreOptions, world: World): Promise<number> {
  const { store } = await loadQuietly(configPath(options.config, world));
  const backup = resolve(world.workingDirectory, file);
  if (!existsSync(backup)) throw new CommandFailed(`there is no file ${backup}`);
  const { planRestore, restoreBackup } = await import('#store/sqlite/restore.ts');
  return workOnDatabase(world, async (watch) => {
    const secretKey = () => loadSecretKey({ kind: 'file', path: store.secretKeyFile, create: false });
    const plan = await planRestore({ database: store.path, backup, secretKey }, watch);
    const now = world.clock();
    world.stdout.write(planText(plan, now));
    if (options.dryRun) {
      say(world, world.stdout, 'Nothing was changed.');
      return 0;
    }
    const kept = existsSync(store.path) ? `${store.path}.before-restore-${momentText(now)}` : undefined;
    const by = { actor: operatorName(world), at: now.toISOString() };
    await restoreBackup({ database: store.path, backup, kept }, by, watch);
    say(world, world.stdout, `Restored ${store.path}.`, 'green');
    if (kept !== undefined) say(world, world.stdout, `What was there is ${kept}.`);
    return 0;
  });
}

function planText({ facts, underWay, differences }: RestorePlan, now: Date): string {
  const lines: string[] = [
    `Backup of ${facts.madeAt}, ${ageText(facts.madeAt, now)} old: ${contentText(facts)}. It is whole, and the secret key fits.`,
  ];
  lines.push(
    ...section(
      underWay,
      'being made then, and paused afterwards: look whether they are still wanted, then cse resume or cse delete and resume',
    ),
  );
  if (differences === undefined) lines.push('There is no database yet.');
  else if (typeof differences === 'string')
    lines.push(`The present database cannot be compared: ${differences}`);
  else lines.push(...differenceLines(differences));
  return `${lines.join('\n')}\n`;
}

function differenceLines(differences: RecordDifferences): readonly string[] {
  const { madeSince, goneSince, changedSince, auditRowsSince } = differences;
  const lines = [
    ...section(
      madeSince,
      'made since, and without a record afterwards. Nothing removes them; cse rebuild brings them back',
    ),
    ...section(
      goneSince,
      'deleted since, and with a record afterwards. What is gone in Cloud Director stays gone: delete them again',
    ),
    ...section(changedSince, 'changed since, and wished for afterwards as they were then'),
    ...(auditRowsSince > 0
      ? [`${auditRowsSince} rows of the audit stay behind in the present database.`]
      : []),
  ];
  return lines.length > 0
    ? lines
    : ['The present database has the same records, wished for in the same way.'];
}

const longestList = 20;

function section(keys: readonly string[], title: string): readonly string[] {
  if (keys.length === 0) return [];
  const more = keys.length - longestList;
  return [
    `${keys.length} ${title}:`,
    ...keys.slice(0, longestList).map((key) => `  ${key}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
