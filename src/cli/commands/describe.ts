import { Argument } from 'commander';
import type { Cluster } from '#records/cluster.ts';
import { clusterText } from '../describe-cluster.ts';
import type { CommandHome } from '../command-home.ts';
import { openRecords, withPlaceOptions, type PlaceOptions } from '../records.ts';
import { clusterKey } from '../resources.ts';
import { CommandFailed, UsageError } from '../world.ts';

/** `cse describe cluster NAME`: all about one cluster. */
export function addDescribe({ program, world }: CommandHome): void {
  const command = program
    .command('describe')
    .description('show everything about one record')
    .addArgument(new Argument('<kind>', 'cluster'))
    .addArgument(new Argument('<name>', 'its name'));
  withPlaceOptions(command).action(async (kind: string, name: string, options: PlaceOptions) => {
    if (kind !== 'cluster' && kind !== 'clusters')
      throw new UsageError(`only a cluster can be described, no '${kind}'`);
    await using records = await openRecords(options, world);
    const { namespace } = options;
    const found = await records.clusters.list({ name, ...(namespace !== undefined && { namespace }) });
    const cluster = theOne(found.items, name, namespace);
    const events = await records.events.list({ key: clusterKey(cluster), limit: 50 });
    world.stdout.write(clusterText(cluster, events, world.clock()));
  });
}

function theOne(found: readonly Cluster[], name: string, namespace: string | undefined): Cluster {
  const [first, ...others] = found;
  if (!first) throw new CommandFailed(`cluster '${name}' not found${namespace ? ` in ${namespace}` : ''}`);
  if (others.length === 0) return first;
  const places = found.map((cluster) => cluster.metadata.namespace).join(', ');
  throw new UsageError(`there is a cluster '${name}' in each of ${places}; choose one with -n`);
}
