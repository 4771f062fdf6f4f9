import { chmod, writeFile } from 'node:fs/promises';
import { sampleConfig, samplePksConfig, sampleText } from '#config/sample.ts';
import type { CommandHome } from '../command-home.ts';
import { CommandFailed } from '../world.ts';

/** `cse sample`: prints a configuration that loads, and writes its parts to files where asked to. */
export function addSample({ program, world }: CommandHome): void {
  program
    .command('sample')
    .description('print a sample configuration')
    .option('--output <file>', 'write the configuration to this file, too')
    .option('--pks-output <file>', 'write the PKS part to this file, too')
    .action(async ({ output, pksOutput }: { output?: string; pksOutput?: string }) => {
      if (output !== undefined) await writePrivateFile(output, sampleConfig);
      if (pksOutput !== undefined) await writePrivateFile(pksOutput, samplePksConfig);
      world.stdout.write(sampleText);
    });
}

/** Readable by its owner only, even where the file was there already: passwords will be written into it. */
async function writePrivateFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 });
    await chmod(path, 0o600);
  } catch (error) {
    throw new CommandFailed(`cannot write ${path}: ${(error as Error).message}`, { cause: error }); // fs throws Errors
  }
}
