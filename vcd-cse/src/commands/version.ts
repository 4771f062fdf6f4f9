import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CommandHome } from '../command-home.ts';

const Package = z.object({ version: z.string() });

/** Of this package. */
export function clientVersion(): string {
  return Package.parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')))
    .version;
}

/** `version`: in the words of the original client. */
export function addVersion({ parent, world }: CommandHome): void {
  parent
    .command('version')
    .description('print the version of this client')
    .action(() => {
      const text = 'CSE, Container Service Extension for VMware vCloud Director';
      world.stdout.write(`${text}, version ${clientVersion()}\n`);
    });
}
