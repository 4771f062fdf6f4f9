import type { Command } from 'commander';
import type { CommandHome } from '../command-home.ts';
import { Problem } from '../problem.ts';
import { saveProfile } from '../profile.ts';
import { printRows } from '../render/print.ts';
import { openService, type Service } from '../service.ts';
import { orgPathOf, vdcsOf } from '../session/organization.ts';
import { settingsOf, withOutput } from '../settings.ts';

/** `vdc list|use`: the virtual datacenter that clusters are made in, as `vcd vdc` has it. */
export function addVdc({ parent, world }: CommandHome): void {
  const vdc = parent.command('vdc').description('the virtual datacenter that clusters are made in');

  withOutput(vdc.command('list'))
    .description('virtual datacenters of your organization')
    .action(async (_options: unknown, command: Command) => {
      const service = await openService(world);
      const names = await namesOf(service);
      const rows = names.map((name) => ({ name, in_use: name === service.profile.vdc }));
      printRows(world, settingsOf(command).format, rows);
    });

  vdc
    .command('use')
    .argument('<name>', 'of the virtual datacenter')
    .description('make clusters there from now on')
    .action(async (name: string) => {
      const service = await openService(world);
      const names = await namesOf(service);
      if (!names.includes(name)) {
        const hint = `There are: ${names.join(', ') || 'none'}`;
        throw new Problem(`Virtual datacenter '${name}' not found.`, { hint });
      }
      await saveProfile(world, { ...service.profile, vdc: name });
      world.stdout.write(`now using org: '${service.profile.org}', vdc: '${name}'.\n`);
    });
}

async function namesOf({ cloud, profile }: Service): Promise<readonly string[]> {
  const asked = { cloud, version: profile.apiVersion };
  const vdcs = await vdcsOf(asked, await orgPathOf(asked, profile.org));
  return vdcs.map(({ name }) => name);
}
