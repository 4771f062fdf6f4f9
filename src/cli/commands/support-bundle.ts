import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import type { CommandHome } from '../command-home.ts';
import { configOption, configPath, loadQuietly } from '../config-option.ts';
import { catchInterruption } from '../interruption.ts';
import { openRecords } from '../records.ts';
import { momentText } from '../moment-text.ts';
import { supportFiles } from '../support-files.ts';
import { tarGzOf } from '../tar-archive.ts';
import { CommandFailed, say, type World } from '../world.ts';

interface BundleOptions {
  readonly config?: string;
  readonly output?: string;
}

/** `cse support-bundle`: one file for whoever is to help, without secrets, from the running server and its database. */
export function addSupportBundle({ program, world }: CommandHome): void {
  program
    .command('support-bundle')
    .description('collect what helps to find a fault into one file, without secrets')
    .addOption(configOption())
    .addOption(new Option('-o, --output <file>', 'where to (default: cse-support-TIME.tar.gz here)'))
    .action((options: BundleOptions) => makeBundle(options, world));
}

async function makeBundle(options: BundleOptions, world: World): Promise<void> {
  const now = world.clock();
  const config = await loadQuietly(configPath(options.config, world));
  using interruption = catchInterruption(world);
  await using records = await openRecords(options, world);
  const { version } = packageJson;
  const files = await supportFiles({ config, records, version, now, signal: interruption.signal });
  const path = resolve(world.workingDirectory, options.output ?? `cse-support-${momentText(now)}.tar.gz`);
  try {
    await writeFile(path, tarGzOf(files, now), { mode: 0o600 });
  } catch (cause) {
    throw new CommandFailed(
      `cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
  for (const { name, text } of files) {
    if (name.endsWith('.missing'))
      say(world, world.stderr, `without ${name.slice(0, -8)}: ${text.trim()}`, 'yellow');
  }
  say(
    world,
    world.stdout,
    `${path}: ${files.length} files. Look through it before you send it: names are in it.`,
  );
}
