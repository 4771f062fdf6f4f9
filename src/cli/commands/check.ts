import { configOption, configPath, loadAloud } from '../config-option.ts';
import type { CommandHome } from '../command-home.ts';

/** `cse check`: is the configuration fit for use? Exit code 1 when not (the original's was 0). */
export function addCheck({ program, world, exitWith }: CommandHome): void {
  program
    .command('check')
    .description('check the configuration file')
    .addOption(configOption())
    .action(async ({ config: path }: { config?: string }) => {
      if (!(await loadAloud(configPath(path, world), world))) exitWith(1);
    });
}
