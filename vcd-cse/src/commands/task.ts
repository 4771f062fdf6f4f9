import type { Command } from 'commander';
import type { CommandHome } from '../command-home.ts';
import { followTask, showTask } from '../follow.ts';
import { openService } from '../service.ts';
import { settingsOf, withOutput } from '../settings.ts';

/** `task wait|info`: work that was left to itself. */
export function addTask(home: CommandHome): void {
  const { parent, world, exitWith } = home;
  const task = parent.command('task').description('work that goes on by itself');

  withOutput(task.command('wait').argument('<task>', 'its href or its id'))
    .description('wait for a task to end')
    .action(async (reference: string, _options: unknown, command: Command) => {
      const service = await openService(world);
      await followTask({ world, exitWith, service, settings: settingsOf(command) }, reference, {});
    });

  withOutput(task.command('info').argument('<task>', 'its href or its id'))
    .description('how a task stands')
    .action(async (reference: string, _options: unknown, command: Command) => {
      const service = await openService(world);
      await showTask({ world, exitWith, service, settings: settingsOf(command) }, reference);
    });
}
