import type { Cluster, NodePool } from '#records/cluster.ts';
import { reasons } from '#records/reasons.ts';
import type { RecordEvent } from '#store/record-store.ts';
import { ageText, spanText } from './age.ts';
import { printable, tableText, type Column } from './table.ts';

/** Everything that there is to know about a cluster, and first of all why it is not ready yet. */
export function clusterText(cluster: Cluster, events: readonly RecordEvent[], now: Date): string {
  return [
    fieldsText([...identity(cluster, now), ...progress(cluster, now)]),
    sectionText('Wanted', machineColumns, machines(cluster)),
    sectionText('Conditions', conditionColumns(now), cluster.status.conditions),
    sectionText('Nodes', nodeColumns, cluster.status.nodes),
    sectionText('Tasks', taskColumns, cluster.status.tasks),
    sectionText('Events', eventColumns(now), events),
  ].join('\n');
}

type Field = readonly [name: string, value: string | undefined];

function identity({ metadata, spec, status }: Cluster, now: Date): Field[] {
  const { creationTimestamp: created, deletionTimestamp: deleted } = metadata;
  return [
    ['Name', metadata.name],
    ['Organization', metadata.namespace],
    ['Id', metadata.uid],
    ['Created', `${created} (${ageText(created, now)} ago)`],
    ['Deletion', deleted && `requested ${ageText(deleted, now)} ago`],
    ['Owner', spec.owner.name],
    ['VDC', spec.vdc.name],
    ['Network', spec.network.name],
    ['vApp', status.vApp?.id],
    ['Endpoint', status.endpoint],
    ['Generation', `${metadata.generation} (observed ${status.observedGeneration ?? 'none yet'})`],
    ['Paused', spec.paused ? 'yes: nothing is done for it' : undefined],
  ];
}

/** Why it waits, until when, and what went wrong. */
function progress({ status }: Cluster, now: Date): Field[] {
  const { phase, phaseSince, phaseDeadline, waiting, failure, lastError } = status;
  return [
    [
      'Phase',
      phase && [phase, since(phaseSince, now), deadline(phaseDeadline, now)].filter(Boolean).join(', '),
    ],
    ['Waiting', waiting && explained(waiting.reason, waiting.message)],
    ['Next look', waiting && inTime(waiting.until, now)],
    ['Failed', failure && `${ageText(failure.at, now)} ago: ${explained(failure.reason, failure.message)}`],
    [
      'Last error',
      lastError && `${ageText(lastError.at, now)} ago, attempt ${lastError.attempts}: ${lastError.message}`,
    ],
  ];
}

function explained(reason: keyof typeof reasons, message: string): string {
  return `${reason}: ${message || reasons[reason]}`;
}

function since(time: string | undefined, now: Date): string {
  return time === undefined ? '' : `for ${ageText(time, now)}`;
}

function deadline(time: string | undefined, now: Date): string {
  if (time === undefined) return '';
  const left = Date.parse(time) - now.getTime();
  return left < 0 ? `overdue by ${spanText(-left)}` : `given up in ${spanText(left)}`;
}

function inTime(time: string, now: Date): string {
  const left = Date.parse(time) - now.getTime();
  return left < 0 ? `due since ${spanText(-left)}` : `in ${spanText(left)}`;
}

type Machines = Omit<NodePool, 'role'>;

function machines({ spec }: Cluster): Machines[] {
  return [{ name: 'control-plane', evict: [], ...spec.controlPlane }, ...spec.pools];
}

const machineColumns: Column<Machines>[] = [
  { title: 'POOL', cell: ({ name }) => name },
  { title: 'COUNT', cell: ({ count }) => String(count) },
  { title: 'TEMPLATE', cell: ({ template }) => template },
  { title: 'CPU', cell: ({ cpu }) => (cpu === null ? 'template' : String(cpu)) },
  { title: 'MEMORY', cell: ({ memoryMb }) => (memoryMb === null ? 'template' : `${memoryMb} MB`) },
  { title: 'STORAGE PROFILE', cell: ({ storageProfile }) => storageProfile?.name ?? 'any' },
  { title: 'EVICT', cell: ({ evict }) => evict.join(', ') },
];

function conditionColumns(now: Date): Column<Cluster['status']['conditions'][number]>[] {
  return [
    { title: 'TYPE', cell: ({ type }) => type },
    { title: 'STATUS', cell: ({ status }) => status },
    { title: 'REASON', cell: ({ reason }) => reason },
    { title: 'FOR', cell: ({ lastTransitionTime }) => ageText(lastTransitionTime, now) },
    { title: 'MESSAGE', cell: ({ message }) => message },
  ];
}

const nodeColumns: Column<Cluster['status']['nodes'][number]>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'ROLE', cell: ({ role }) => role },
  { title: 'STATE', cell: ({ state }) => state },
  { title: 'ADDRESS', cell: ({ ipAddress }) => ipAddress ?? '' },
  {
    title: 'MESSAGE',
    // Why a node was given up, or does not go, matters more than what its guest said last.
    cell: ({ failure, removal, message }) => failure?.message ?? removal?.stuck?.message ?? message ?? '',
  },
];

const taskColumns: Column<Cluster['status']['tasks'][number]>[] = [
  { title: 'OPERATION', cell: ({ operation }) => operation },
  { title: 'STATE', cell: ({ state }) => state },
  { title: 'ID', cell: ({ id }) => id },
  { title: 'TEXT', cell: ({ text }) => text },
];

function eventColumns(now: Date): Column<RecordEvent>[] {
  return [
    { title: 'LAST SEEN', cell: ({ lastAt }) => ageText(lastAt, now) },
    { title: 'TYPE', cell: ({ type }) => type },
    { title: 'REASON', cell: ({ reason }) => reason },
    { title: 'COUNT', cell: ({ count }) => String(count) },
    { title: 'MESSAGE', cell: ({ message }) => message },
  ];
}

/** Whoever describes wants every word: nothing is cut here. */
function sectionText<Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  if (rows.length === 0) return `${title}:   none\n`;
  return `${title}:\n${tableText(columns, rows).replace(/^/gm, '  ').trimEnd()}\n`;
}

function fieldsText(fields: readonly Field[]): string {
  const known = fields.filter(([, value]) => value);
  const width = Math.max(...known.map(([name]) => name.length)) + 1;
  return known.map(([name, value]) => `${`${name}:`.padEnd(width)}   ${printable(value ?? '')}\n`).join('');
}
