import { Argument, Option } from 'commander';
import type { OperatorClient } from '#operator/client.ts';
import { OperatorRefusal } from '#operator/refusal.ts';
import type { ShownCluster } from '#operator/shown-clusters.ts';
import type { CommandHome } from '../command-home.ts';
import { withServer, withServerOptions, type StatusOptions } from '../status.ts';
import { printable, tableText } from '../table.ts';
import { notFound } from '../target.ts';
import { CommandFailed, say, UsageError, type World } from '../world.ts';

interface AdoptOptions extends StatusOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

/** `cse adopt [NAME…]`: records for clusters that vCD shows and that have none. */
export function addAdopt({ program, world, exitWith }: CommandHome): void {
  const command = program
    .command('adopt')
    .description(
      'take over clusters that have no record: those of an original server (CSE 1.2.x), and those whose record was lost; without names, list them; only through a running server',
    )
    .addArgument(new Argument('[names...]', 'clusters to take over'))
    .option('--all', 'every cluster that has no record')
    .addOption(new Option('-n, --namespace <org>', 'only clusters of this organization'))
    .option('--dry-run', 'say what would be done, and do nothing');
  withServerOptions(command).action(async (names: string[], options: AdoptOptions) => {
    const { all = false, dryRun = false, namespace } = options;
    if (all && names.length > 0) throw new UsageError('names and --all contradict each other');
    await withServer(options, world, async (server, signal) => {
      const { items } = await server.shownClusters(signal);
      const shown = items.filter((cluster) => namespace === undefined || cluster.namespace === namespace);
      if (names.length === 0 && !all) return list(shown, world);
      const chosen = all ? unrecorded(shown) : names.map((name) => theOne(shown, name, namespace));
      if (chosen.length === 0)
        return say(world, world.stdout, 'Every cluster that vCD shows has its record.');
      let refused = 0;
      for (const cluster of chosen)
        if (!(await adopted(server, cluster, { dryRun, world }, signal))) refused += 1;
      if (refused > 0) exitWith(1);
    });
  });
}

function unrecorded(shown: readonly ShownCluster[]): readonly ShownCluster[] {
  return shown.filter(({ recorded }) => !recorded);
}

function list(shown: readonly ShownCluster[], world: World): void {
  const clusters = unrecorded(shown);
  if (clusters.length === 0) return say(world, world.stdout, 'Every cluster that vCD shows has its record.');
  const columns = [
    { title: 'ORGANIZATION', cell: ({ namespace }: ShownCluster) => namespace },
    { title: 'CLUSTER', cell: ({ name }: ShownCluster) => name },
    { title: 'MADE BY', cell: ({ version }: ShownCluster) => version },
    { title: 'ID', cell: ({ clusterId }: ShownCluster) => clusterId },
  ];
  world.stdout.write(tableText(columns, clusters, world.stdout.columns));
  say(world, world.stderr, 'Take them over by name, or with --all.', 'dim');
}

/** The one of that name; one that has its record is told to have it. */
function theOne(shown: readonly ShownCluster[], name: string, namespace: string | undefined): ShownCluster {
  const named = shown.filter((cluster) => cluster.name === name);
  const [first, ...others] = named;
  if (!first) throw new CommandFailed(`${notFound('cluster', name, namespace)}: vCD shows none`);
  if (others.length === 0) return first;
  const places = named.map((each) => `${each.namespace} (${each.clusterId})`).join(', ');
  throw new UsageError(`there are several clusters '${name}': ${places}; choose one with -n`);
}

/** Tells what came of it; false where it was refused. */
async function adopted(
  server: OperatorClient,
  cluster: ShownCluster,
  { dryRun, world }: { readonly dryRun: boolean; readonly world: World },
  signal: AbortSignal,
): Promise<boolean> {
  const { name, namespace, orgId, vAppId, clusterId } = cluster;
  try {
    const { message, remarks } = await server.adopt(
      { name, namespace, orgId, vAppId, clusterId },
      { dryRun },
      signal,
    );
    say(
      world,
      world.stdout,
      printable(`${namespace}: ${message}${dryRun ? ' (dry run: nothing was done)' : ''}`),
    );
    for (const remark of remarks) say(world, world.stdout, `  ${printable(remark)}`, 'yellow');
    return true;
  } catch (error) {
    if (!(error instanceof OperatorRefusal)) throw error;
    say(world, world.stderr, printable(`${namespace}: ${error.message}`), 'red');
    return false;
  }
}
