import { Option, type Command } from 'commander';
import type { CommandHome } from '../command-home.ts';
import { followAnswer } from '../follow.ts';
import { Problem, usageProblem } from '../problem.ts';
import { printProperties } from '../render/print.ts';
import { openService, Properties, understood, type Service } from '../service.ts';
import { orgPathOf, vdcsOf, type Vdc } from '../session/organization.ts';
import { settingsOf, withOutput, withWait } from '../settings.ts';

interface OvdcOptions {
  readonly org?: string;
}

interface EnableOptions extends OvdcOptions {
  readonly containerProvider: 'vcd' | 'pks';
  readonly pksPlans?: string;
}

/** `ovdc enablek8s|disablek8s|infok8s`, for system administrators (contract of CSE 1.2.7, sections 3.12 and 10). */
export function addOvdc(home: CommandHome): void {
  const { world } = home;
  const ovdc = home.parent.command('ovdc').description('which virtual datacenters are for Kubernetes');

  withWait(forVdc(ovdc, 'enablek8s'))
    .description('let a virtual datacenter have clusters')
    .addOption(
      new Option('-c, --container-provider <provider>', 'who makes the clusters')
        .choices(['vcd', 'pks'])
        .makeOptionMandatory(),
    )
    .option('-p, --pks-plans <plans>', 'PKS plans, for the provider pks')
    .action(async (name: string, options: EnableOptions, command: Command) => {
      const { containerProvider, pksPlans } = options;
      if (containerProvider === 'pks' && pksPlans === undefined) {
        throw usageProblem('Must provide PKS plans using --pks-plans');
      }
      const change = { container_provider: containerProvider, pks_plans: pksPlans ?? null, enable: true };
      await update(home, { name, options, command, change });
    });

  withWait(forVdc(ovdc, 'disablek8s'))
    .description('take that back')
    .action(async (name: string, options: OvdcOptions, command: Command) => {
      const change = { container_provider: null, pks_plans: null, disable: true };
      await update(home, { name, options, command, change });
    });

  forVdc(ovdc, 'infok8s')
    .description('who makes the clusters of a virtual datacenter')
    .action(async (name: string, options: OvdcOptions, command: Command) => {
      const service = await openService(world);
      const { vdc } = await find(service, name, options);
      const body = await service.call({ method: 'GET', path: infoPath(vdc) });
      printProperties(world, settingsOf(command).format, understood(Properties, body, service));
    });
}

/** `-o` is the organization here, as with the original. */
function forVdc(ovdc: Command, name: string): Command {
  const command = ovdc.command(name).argument('<name>', 'of the virtual datacenter');
  return withOutput(command, { short: false }).option(
    '-o, --org <org>',
    'its organization (default: your own)',
  );
}

async function update(
  home: CommandHome,
  {
    name,
    options,
    command,
    change,
  }: {
    readonly name: string;
    readonly options: OvdcOptions;
    readonly command: Command;
    readonly change: Properties;
  },
): Promise<void> {
  const service = await openService(home.world);
  const { vdc, org } = await find(service, name, options);
  const body = { ovdc_id: vdc.id, ovdc_name: vdc.name, org_name: org, ...change };
  const answer = await service.call({ method: 'PUT', path: infoPath(vdc), body });
  await followAnswer(home, { service, command, body: answer });
}

async function find(
  { cloud, profile }: Service,
  name: string,
  options: OvdcOptions,
): Promise<{ readonly vdc: Vdc; readonly org: string }> {
  if (!profile.systemAdministrator) throw new Problem('Unauthorized operation');
  const org = options.org ?? profile.org;
  const asked = { cloud, version: profile.apiVersion };
  const vdcs = await vdcsOf(asked, await orgPathOf(asked, org));
  const vdc = vdcs.find((vdc) => vdc.name === name);
  if (!vdc) {
    throw new Problem(`Virtual datacenter '${name}' not found in organization '${org}'.`, {
      hint: options.org === undefined ? 'Name its organization: --org ORG' : undefined,
    });
  }
  return { vdc, org };
}

function infoPath(vdc: Vdc): string {
  return `/ovdc/${encodeURIComponent(vdc.id)}/info`;
}
