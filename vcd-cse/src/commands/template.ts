import type { Command } from 'commander';
import type { CommandHome } from '../command-home.ts';
import { printRows } from '../render/print.ts';
import { openService, Rows, understood } from '../service.ts';
import { settingsOf, withOutput } from '../settings.ts';

/** `template list` (contract of CSE 1.2.7, sections 3.12 and 10). */
export function addTemplate({ parent, world }: CommandHome): void {
  const template = parent.command('template').description('what clusters can be made from');
  withOutput(template.command('list'))
    .description('templates; one of them is the default')
    .action(async (_options: unknown, command: Command) => {
      const service = await openService(world);
      const templates = understood(Rows, await service.call({ method: 'GET', path: '/template' }), service);
      const rows = templates.map(({ name, catalog, catalog_item, description, is_default }) => ({
        name,
        catalog,
        catalog_item,
        description,
        is_default,
      }));
      printRows(world, settingsOf(command).format, rows);
    });
}
