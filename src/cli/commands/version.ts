import packageJson from '../../../package.json' with { type: 'json' };
import type { CommandHome } from '../command-home.ts';

/** `cse version`; the carriage return is the original's (contract of CSE 1.2.7, section 9.1). */
export function addVersion({ program, world }: CommandHome): void {
  program
    .command('version')
    .description('print the version')
    .action(() => {
      const name = 'CSE, Container Service Extension for VMware vCloud Director';
      world.stdout.write(`\r${name}, version ${packageJson.version}\n`);
    });
}
