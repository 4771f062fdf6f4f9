import { Option } from 'commander';
import type { ServiceReport } from '#operator/service-report.ts';
import type { RecordSummary } from '#operator/summaries.ts';
import { ageText, spanText } from '../age.ts';
import type { CommandHome } from '../command-home.ts';
import { fieldsText } from '../description.ts';
import { withStatus, withStatusOptions, type StatusOptions } from '../status.ts';
import { tableText, type Column } from '../table.ts';
import { UsageError } from '../world.ts';
import { serviceProblems } from './describe.ts';

interface TopOptions extends StatusOptions {
  readonly limit: string;
}

const tableWidth = 100;

/** `cse top`: what the service is at, and what takes longest. */
export function addTop({ program, world }: CommandHome): void {
  const command = program
    .command('top')
    .description('how busy the service is, which phases take longest, and which records wait longest')
    .addOption(new Option('--limit <count>', 'how many records to show').default('10'));
  withStatusOptions(command).action(async (options: TopOptions) => {
    const limit = Number(options.limit);
    if (!Number.isInteger(limit) || limit < 1)
      throw new UsageError(`--limit takes a number, not '${options.limit}'`);
    await withStatus(options, world, async ({ reader, server, signal }) => {
      const { namespace } = options;
      const [clusters, templates, service] = await Promise.all([
        reader.summaries('Cluster', { namespace }, signal),
        reader.summaries('Template', { namespace }, signal),
        server?.service(signal),
      ]);
      const records = [...clusters.items, ...templates.items];
      const now = world.clock();
      world.stdout.write(
        [...(service ? [serviceText(service, now)] : []), ...workText(records, limit, now)].join('\n'),
      );
    });
  });
}

function serviceText(service: ServiceReport, now: Date): string {
  const { vcd, store, queues } = service;
  return fieldsText([
    ['Server', `${service.version}, up ${ageText(service.startedAt, now)}, ${service.switch}`],
    ['Broker', service.broker.connected ? 'connected' : 'NOT connected'],
    [
      'vCD calls',
      `${vcd.running} of ${vcd.concurrency} at a time in use, ${vcd.waiting} waiting, at most ${vcd.ratePerSecond} a second`,
    ],
    ...queues.map(
      ({ kind, depth, running }) => [`Queue ${kind}`, `${running} looked at, ${depth} waiting`] as const,
    ),
    [
      'Store',
      `${store.queued} writes waiting, ${store.failedCommits} commits failed, ${megabytes(store.databaseBytes)}`,
    ],
    ['Attention', serviceProblems(service).join(' ')],
  ]);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function workText(records: readonly RecordSummary[], limit: number, now: Date): string[] {
  const open = records.filter((record) => record.ready !== 'True');
  if (open.length === 0) return [`All ${records.length} records are as they were asked for.\n`];
  const waiting = open.toSorted((a, b) => (a.phaseSince ?? '~').localeCompare(b.phaseSince ?? '~'));
  const shown = waiting.slice(0, limit);
  const more = waiting.length - shown.length;
  return [
    `Phases of the ${open.length} records that are not ready:\n${tableText(phaseColumns, phasesOf(open, now), tableWidth)}`,
    `Longest in their phase:\n${tableText(recordColumns(now), shown, tableWidth)}${more > 0 ? `and ${more} more\n` : ''}`,
  ];
}

interface PhaseLine {
  readonly phase: string;
  readonly ages: readonly number[];
  readonly attempts: number;
  readonly overdue: number;
}

function phasesOf(open: readonly RecordSummary[], now: Date): PhaseLine[] {
  const groups = Map.groupBy(open, ({ phase }) => phase || 'not looked at yet');
  const age = ({ phaseSince, created }: RecordSummary) => now.getTime() - Date.parse(phaseSince ?? created);
  return [...groups]
    .map(([phase, records]) => ({
      phase,
      ages: records.map(age).toSorted((a, b) => b - a),
      attempts: records.reduce((sum, { attempts }) => sum + attempts, 0),
      overdue: records.filter(
        ({ phaseDeadline }) => phaseDeadline && Date.parse(phaseDeadline) < now.getTime(),
      ).length,
    }))
    .toSorted((a, b) => (b.ages[0] ?? 0) - (a.ages[0] ?? 0));
}

const phaseColumns: Column<PhaseLine>[] = [
  { title: 'PHASE', cell: ({ phase }) => phase },
  { title: 'RECORDS', cell: ({ ages }) => String(ages.length) },
  { title: 'OLDEST', cell: ({ ages }) => spanText(ages[0] ?? 0) },
  { title: 'MEDIAN', cell: ({ ages }) => spanText(ages[Math.floor(ages.length / 2)] ?? 0) },
  { title: 'RETRIES', cell: ({ attempts }) => String(attempts) },
  { title: 'OVERDUE', cell: ({ overdue }) => String(overdue) },
];

function recordColumns(now: Date): Column<RecordSummary>[] {
  return [
    { title: 'NAMESPACE', cell: ({ namespace }) => namespace },
    { title: 'RECORD', cell: ({ kind, name }) => `${kind.toLowerCase()}/${name}` },
    { title: 'PHASE', cell: ({ phase }) => phase },
    { title: 'FOR', cell: ({ phaseSince }) => (phaseSince === undefined ? '' : ageText(phaseSince, now)) },
    { title: 'RETRIES', cell: ({ attempts }) => String(attempts) },
    { title: 'MESSAGE', cell: ({ message }) => message },
  ];
}
