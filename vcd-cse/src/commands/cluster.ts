import type { Command } from 'commander';
import { confirm } from '../ask.ts';
import type { CommandHome } from '../command-home.ts';
import { followAnswer } from '../follow.ts';
import { Problem } from '../problem.ts';
import { printProperties, printRows } from '../render/print.ts';
import { openService, pathOf, Properties, Rows, understood } from '../service.ts';
import { settingsOf, withOutput, withWait } from '../settings.ts';
import { addClusterConfig } from './cluster-config.ts';
import { machineBody, withMachines, type MachineOptions } from './sizes.ts';

/** `cluster list|create|delete|config|info` (contract of CSE 1.2.7, section 10). */
export function addCluster(home: CommandHome): void {
  const cluster = home.parent.command('cluster').description('Kubernetes clusters');
  const below = { ...home, parent: cluster };
  for (const add of [addList, addCreate, addDelete, addClusterConfig, addInfo]) add(below);
}

function addList({ parent, world }: CommandHome): void {
  withOutput(parent.command('list'))
    .description('the clusters that you see')
    .action(async (_options: unknown, command: Command) => {
      const service = await openService(world);
      const clusters = understood(Rows, await service.call({ method: 'GET', path: '' }), service);
      const rows = clusters.map((cluster) => ({
        name: cluster['name'],
        'IP master': cluster['leader_endpoint'],
        template: cluster['template'],
        VMs: cluster['number_of_vms'],
        vdc: cluster['vdc_name'],
        status: cluster['status'],
      }));
      printRows(world, settingsOf(command).format, rows);
    });
}

function addCreate(home: CommandHome): void {
  const { parent, world } = home;
  withWait(
    withOutput(withMachines(parent.command('create').argument('<name>', 'of the new cluster'), { nodes: 2 })),
  )
    .description('make a cluster')
    .option('--enable-nfs', 'with a node that serves NFS')
    .action(
      async (name: string, options: MachineOptions & { readonly enableNfs?: true }, command: Command) => {
        const service = await openService(world);
        if ((options.vdc ?? service.profile.vdc) === '') {
          throw new Problem('select a virtual datacenter', {
            hint: 'vcd-cse vdc list shows them, vcd-cse vdc use NAME takes one, --vdc NAME for once',
          });
        }
        const machines = await machineBody(options, service.profile);
        const body = { name, ...machines, enable_nfs: options.enableNfs === true };
        const answer = await service.call({ method: 'POST', path: '', body });
        await followAnswer(home, { service, command, body: answer });
      },
    );
}

function addDelete(home: CommandHome): void {
  const { parent, world } = home;
  withWait(withOutput(parent.command('delete').argument('<cluster>', 'name of the cluster')))
    .description('delete a cluster with everything in it')
    .option('-y, --yes', 'do not ask')
    .action(async (name: string, { yes }: { readonly yes?: true }, command: Command) => {
      const path = pathOf(name);
      if (!yes) await confirm(world, 'Are you sure you want to delete the cluster?');
      const service = await openService(world);
      const answer = await service.call({ method: 'DELETE', path, subject: 'node' });
      await followAnswer(home, { service, command, body: answer });
    });
}

function addInfo({ parent, world }: CommandHome): void {
  withOutput(parent.command('info').argument('<cluster>', 'name of the cluster'))
    .description('what a cluster is made of')
    .action(async (name: string, _options: unknown, command: Command) => {
      const path = pathOf(name, 'info');
      const service = await openService(world);
      const body = await service.call({ method: 'GET', path, subject: 'cluster' });
      printProperties(world, settingsOf(command).format, understood(Properties, body, service));
    });
}
