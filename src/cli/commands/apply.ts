import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { parseAllDocuments, stringify } from 'yaml';
import type { CommandHome } from '../command-home.ts';
import { differences } from '../differences.ts';
import { withServer, withServerOptions, type StatusOptions } from '../status.ts';
import { CommandFailed, say, type World } from '../world.ts';

interface FileOptions extends StatusOptions {
  readonly filename: string;
  readonly dryRun?: boolean;
}

const fileOption = () =>
  new Option(
    '-f, --filename <file>',
    'records as YAML or JSON, as cse get -o yaml prints them; - is standard input',
  ).makeOptionMandatory();

/** `cse apply -f FILE`: makes records say what a file says. */
export function addApply({ program, world }: CommandHome): void {
  const command = program
    .command('apply')
    .description(
      'change the wishes of records that are there to what a file says; only through a running server',
    )
    .addOption(fileOption())
    .option('--dry-run', 'say what would be changed, and change nothing');
  withServerOptions(command).action(async (options: FileOptions) => {
    const wished = await wishesIn(options.filename, world);
    const { dryRun = false } = options;
    await withServer(options, world, async (server, signal) => {
      for (const record of wished) {
        const { message } = await server.apply(record, { dryRun }, signal);
        say(world, world.stdout, message);
      }
    });
  });
}

/** `cse diff -f FILE`: what applying would change. */
export function addDiff({ program, world, exitWith }: CommandHome): void {
  const command = program
    .command('diff')
    .description(
      'show what cse apply would change: exit code 0 when nothing, 1 when something, 2 when that cannot be told',
    )
    .addOption(fileOption());
  withServerOptions(command).action(async (options: FileOptions) => {
    const wished = await wishesIn(options.filename, world);
    await withServer(options, world, async (server, signal) => {
      for (const record of wished) {
        const { outcome, before, after } = await server.apply(record, { dryRun: true }, signal);
        if (outcome === 'unchanged') continue;
        world.stdout.write(differences(stringify(before), stringify(after)));
        exitWith(1);
      }
    });
  });
}

/** Every document of the file; a list gives its items. */
async function wishesIn(filename: string, world: World): Promise<unknown[]> {
  const text =
    filename === '-' ? await world.readInput() : await readText(resolve(world.workingDirectory, filename));
  const wished = parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new CommandFailed(`${filename} is no YAML: ${error.message}`);
    return itemsOf(document.toJS());
  });
  if (wished.length === 0) throw new CommandFailed(`there is no record in ${filename}`);
  return wished;
}

function itemsOf(document: unknown): unknown[] {
  if (document === null || document === undefined) return [];
  if (typeof document === 'object' && 'items' in document && Array.isArray(document.items))
    return document.items;
  return [document];
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new CommandFailed(`cannot read ${path}: ${cause.message}`, { cause });
  });
}
