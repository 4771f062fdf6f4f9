import type { Command } from 'commander';
import { confirm } from '../ask.ts';
import type { CommandHome } from '../command-home.ts';
import { printProperties } from '../render/print.ts';
import { openService, Properties, understood, type ServiceCall } from '../service.ts';
import { settingsOf, withOutput } from '../settings.ts';

/** `system info|enable|disable|stop` (contract of CSE 1.2.7, sections 3.12 and 10). */
export function addSystem({ parent, world }: CommandHome): void {
  const system = parent.command('system').description('the service itself');

  async function show(command: Command, call: Omit<ServiceCall, 'path'>): Promise<void> {
    const service = await openService(world);
    const body = await service.call({ ...call, path: '/system' });
    printProperties(world, settingsOf(command).format, understood(Properties, body, service));
  }

  withOutput(system.command('info'))
    .description('what the service is, and for administrators how it is')
    .action((_options: unknown, command: Command) => show(command, { method: 'GET' }));

  for (const [name, enabled, description] of [
    ['enable', true, 'take requests again'],
    ['disable', false, 'refuse new requests; work that was begun goes on'],
  ] as const) {
    withOutput(system.command(name))
      .description(description)
      .action((_options: unknown, command: Command) => show(command, { method: 'PUT', body: { enabled } }));
  }

  withOutput(system.command('stop'))
    .description('end the service once its work is done; it must be disabled before')
    .option('-y, --yes', 'do not ask')
    .action(async ({ yes }: { readonly yes?: true }, command: Command) => {
      if (!yes) await confirm(world, 'Are you sure you want to stop the service?');
      await show(command, { method: 'PUT', body: { stopped: true } });
    });
}
