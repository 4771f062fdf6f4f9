import { Option } from 'commander';
import { stringify } from 'yaml';
import type { Rebuilt, RebuildProgress, RebuiltCluster } from '#installation/record-works.ts';
import { configOption, configPath, loadAloud } from '../config-option.ts';
import type { CommandHome } from '../command-home.ts';
import { openInstallLog } from '../install-log.ts';
import { onSite } from '../on-site.ts';
import { operatorName } from '../status.ts';
import { printable, tableText } from '../table.ts';
import { say, type Colour, type World } from '../world.ts';

interface RebuildOptions {
  readonly config?: string;
  readonly merge?: boolean;
  readonly newKey?: boolean;
  readonly dryRun?: boolean;
  readonly output: 'text' | 'json' | 'yaml';
}

/** `cse rebuild`: the records anew out of what Cloud Director shows, when the database is lost. */
export function addRebuild({ program, world, exitWith }: CommandHome): void {
  program
    .command('rebuild')
    .description('make the records anew from what vCD shows, when the database is lost; no VM is touched')
    .addOption(configOption())
    .option(
      '--merge',
      'add what is missing to a database that has clusters, and change nothing that is there',
    )
    .option('--new-key', 'make a secret key where there is none; the keys of clusters stay sealed')
    .option('--dry-run', 'say what would come back, and make nothing')
    .addOption(
      new Option('-o, --output <format>', 'how to print the result')
        .choices(['text', 'json', 'yaml'])
        .default('text'),
    )
    .action(async (options: RebuildOptions) => {
      // What is printed for programs stands alone on the standard output.
      const told = options.output === 'text' ? world : { ...world, stdout: world.stderr };
      const config = await loadAloud(configPath(options.config, world), told);
      if (!config) return exitWith(1);
      using log = openInstallLog(world, 'cse-rebuild');
      const { merge = false, newKey = false, dryRun = false } = options;
      const heading = 'CSE Rebuild Error';
      const code = await onSite({ world: told, config, log: log.log, heading }, async ({ site, signal }) => {
        say(told, told.stdout, `Looking for clusters in vCD at ${config.vcd.url}`, 'yellow');
        const rebuilt = await site.records.rebuild(
          { merge, newKey, dryRun, actor: operatorName(world) },
          tellProgress(told),
          signal,
        );
        tellResult(rebuilt, options, world);
        return isWhole(rebuilt) ? 0 : 1;
      });
      if (code === 1) world.stderr.write(`The log with every call: ${log.path}\n`);
      exitWith(code);
    });
}

/** A template that is missing is for `cse install`: nothing of a cluster is lost with it. */
function isWhole({ clusters }: Rebuilt): boolean {
  return clusters.every(({ outcome }) => outcome !== 'failed' && outcome !== 'left');
}

const colours: Readonly<Record<RebuiltCluster['outcome'], Colour>> = {
  restored: 'green',
  completed: 'green',
  present: 'dim',
  left: 'yellow',
  failed: 'red',
};

function tellProgress(world: World): (progress: RebuildProgress) => void {
  return ({ done, total, cluster: { org, name, outcome, message } }) =>
    say(
      world,
      world.stdout,
      printable(`[${done}/${total}] ${org}/${name}: ${outcome}, ${message}`),
      colours[outcome],
    );
}

function tellResult(rebuilt: Rebuilt, { output, dryRun }: RebuildOptions, world: World): void {
  if (output === 'json') return world.stdout.write(`${JSON.stringify(rebuilt, undefined, 2)}\n`);
  if (output === 'yaml') return world.stdout.write(stringify(rebuilt));
  const { clusters, templates } = rebuilt;
  const columns = [
    { title: 'ORGANIZATION', cell: ({ org }: RebuiltCluster) => org },
    { title: 'CLUSTER', cell: ({ name }: RebuiltCluster) => name },
    { title: 'NODES', cell: ({ nodes }: RebuiltCluster) => String(nodes) },
    { title: 'OUTCOME', cell: ({ outcome }: RebuiltCluster) => outcome },
    { title: 'ID', cell: ({ clusterId }: RebuiltCluster) => clusterId },
  ];
  const line = (text: string, colour?: Colour) => say(world, world.stdout, text, colour);
  if (clusters.length > 0) world.stdout.write(`\n${tableText(columns, clusters, world.stdout.columns)}\n`);
  for (const { org, name, remarks } of clusters)
    for (const remark of remarks) line(printable(`${org}/${name}: ${remark}`), 'yellow');
  for (const { name, outcome, message } of templates)
    line(`Template '${name}': ${message}`, outcome === 'found' ? 'green' : 'yellow');
  line(sumOf(clusters), isWhole(rebuilt) ? 'green' : 'red');
  line(
    dryRun
      ? 'Dry run: nothing was made.'
      : 'Start the server now: cse run. It publishes the kubeconfigs again.',
  );
}

function sumOf(clusters: readonly RebuiltCluster[]): string {
  const count = (...outcomes: readonly RebuiltCluster['outcome'][]) =>
    clusters.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const back = count('restored', 'completed');
  const notBack = count('left', 'failed');
  const parts = [`${back} of ${clusters.length} clusters are back`];
  if (count('present') > 0) parts.push(`${count('present')} were there`);
  if (notBack > 0) parts.push(`${notBack} are not: the lines above say why`);
  return `${parts.join(', ')}.`;
}
