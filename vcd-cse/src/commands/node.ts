import { Option, type Command } from 'commander';
import { z } from 'zod';
import { confirm } from '../ask.ts';
import type { CommandHome } from '../command-home.ts';
import { followAnswer } from '../follow.ts';
import { printProperties, printRows } from '../render/print.ts';
import { nodePath, openService, pathOf, Properties, Rows, understood } from '../service.ts';
import { settingsOf, withOutput, withWait } from '../settings.ts';
import { machineBody, withMachines, type MachineOptions } from './sizes.ts';

const NodeLists = z.object({ master_nodes: Rows, nodes: Rows });

/** `node create|list|info|delete` (contract of CSE 1.2.7, section 10). */
export function addNode(home: CommandHome): void {
  const node = home.parent.command('node').description('nodes of a cluster');
  const below = { ...home, parent: node };
  for (const add of [addCreate, addList, addInfo, addDelete]) add(below);
}

function addCreate(home: CommandHome): void {
  const { parent, world } = home;
  withWait(
    withOutput(
      withMachines(parent.command('create').argument('<cluster>', 'name of the cluster'), { nodes: 1 }),
    ),
  )
    .description('add nodes to a cluster')
    .addOption(
      new Option('--type <type>', 'what the nodes are for').choices(['node', 'nfsd']).default('node'),
    )
    .action(async (name: string, options: MachineOptions & { readonly type: string }, command: Command) => {
      const path = pathOf(name, 'node');
      const service = await openService(world);
      const body = { name, ...(await machineBody(options, service.profile)), node_type: options.type };
      const answer = await service.call({ method: 'POST', path, body });
      await followAnswer(home, { service, command, body: answer });
    });
}

function addList({ parent, world }: CommandHome): void {
  withOutput(parent.command('list').argument('<cluster>', 'name of the cluster'))
    .description('the nodes of a cluster, without those that serve NFS')
    .action(async (name: string, _options: unknown, command: Command) => {
      const path = pathOf(name, 'info');
      const service = await openService(world);
      const body = await service.call({ method: 'GET', path, subject: 'cluster' });
      const { master_nodes: controlPlane, nodes } = understood(NodeLists, body, service);
      printRows(world, settingsOf(command).format, [...controlPlane, ...nodes]);
    });
}

function addInfo({ parent, world }: CommandHome): void {
  withOutput(
    parent
      .command('info')
      .argument('<cluster>', 'name of the cluster')
      .argument('<node>', 'name of the node'),
  )
    .description('what a node is')
    .action(async (cluster: string, node: string, _options: unknown, command: Command) => {
      const path = nodePath(cluster, node);
      const service = await openService(world);
      const body = await service.call({ method: 'GET', path, subject: 'node' });
      printProperties(world, settingsOf(command).format, understood(Properties, body, service));
    });
}

interface DeleteOptions {
  readonly yes?: true;
  readonly force?: true;
}

function addDelete(home: CommandHome): void {
  const { parent, world } = home;
  withWait(
    withOutput(
      parent
        .command('delete')
        .argument('<cluster>', 'name of the cluster')
        .argument('[nodes...]', 'names of the nodes'),
    ),
  )
    .description('remove nodes from a cluster')
    .option('-y, --yes', 'do not ask')
    .option('-f, --force', 'also where the cluster cannot be asked to let them go')
    .action(async (name: string, nodes: string[], { yes, force }: DeleteOptions, command: Command) => {
      const path = pathOf(name, 'node');
      if (!yes) await confirm(world, 'Are you sure you want to delete the node(s)');
      const service = await openService(world);
      const body = { name, vdc: service.profile.vdc, nodes, force: force === true };
      const answer = await service.call({ method: 'DELETE', path, body, subject: 'node' });
      await followAnswer(home, { service, command, body: answer });
    });
}
