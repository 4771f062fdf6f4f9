import type { EventSummary, NodeSummary } from '#operator/summaries.ts';
import { causeOf } from '#records/cause.ts';
import type { Cluster, NodePool } from '#records/cluster.ts';
import type { Condition } from '#records/condition.ts';
import { nodeMessage } from '#records/node-words.ts';
import { reasons } from '#records/reasons.ts';
import type { Metadata } from '#records/metadata-schema.ts';
import type { Template } from '#records/template.ts';
import { ageText, spanText } from './age.ts';
import { flowingTable, printable, wrapped, type Column } from './table.ts';

/** Whoever describes wants every word: nothing is cut, long texts go on in the next line. */
const pageWidth = 100;

/** Everything that there is to know about a cluster, and first of all why it is not ready yet. */
export function clusterText(cluster: Cluster, events: readonly EventSummary[], now: Date): string {
  return [
    fieldsText([...identity(cluster, now), ...progress(cluster, now)]),
    sectionText('Wanted', machineColumns, machines(cluster)),
    sectionText('Conditions', conditionColumns(now), cluster.status.conditions),
    sectionText('Nodes', nodeColumns, cluster.status.nodes),
    sectionText('Tasks', taskColumns, cluster.status.tasks),
    sectionText('Events', eventColumns(now), events),
  ].join('\n');
}

/** The same about a template. */
export function templateText(template: Template, events: readonly EventSummary[], now: Date): string {
  return [
    fieldsText([...offer(template, now), ...templateProgress(template, now)]),
    sectionText('Conditions', conditionColumns(now), template.status.conditions),
    sectionText('Events', eventColumns(now), events),
  ].join('\n');
}

/** The same about a node: itself, and why its cluster waits. */
export function nodeText(node: NodeSummary, cluster: Cluster, now: Date): string {
  const wanted = machines(cluster).find(({ name }) => name === node.pool);
  return fieldsText([
    ['Name', node.name],
    ['Cluster', node.cluster],
    ['Organization', node.namespace],
    ['Role', node.role],
    ['Pool', node.pool],
    ['Template', wanted?.template],
    ['VM', node.vmId],
    ['Address', node.ipAddress],
    ['State', node.state],
    ['Message', node.message],
    ['Cluster phase', phaseText(cluster.status, now)],
    ['Cluster waits', causeOf(cluster).full],
  ]);
}

/** Shown where it has a value. */
export type Field = readonly [name: string, value: string | undefined];

/** What every record says of itself. */
function birth(metadata: Metadata, now: Date): Field[] {
  const { creationTimestamp: created, deletionTimestamp: deleted } = metadata;
  return [
    ['Name', metadata.name],
    ['Organization', metadata.namespace],
    ['Id', metadata.uid],
    ['Created', `${created} (${ageText(created, now)} ago)`],
    ['Deletion', deleted && `requested ${ageText(deleted, now)} ago`],
  ];
}

function identity({ metadata, spec, status }: Cluster, now: Date): Field[] {
  return [
    ...birth(metadata, now),
    ['Owner', spec.owner.name],
    ['VDC', spec.vdc.name],
    ['Network', spec.network.name],
    ['vApp', status.vApp?.id],
    ['Endpoint', status.endpoint],
    ['Generation', `${metadata.generation} (observed ${status.observedGeneration ?? 'none yet'})`],
    ['Paused', spec.paused ? 'yes: nothing is done for it' : undefined],
    ['Repair', spec.repair],
    ['Protected', spec.deletionProtection ? 'yes: it is not deleted, whoever asks' : undefined],
  ];
}

/** Why it waits, until when, and what went wrong. */
function progress(cluster: Cluster, now: Date): Field[] {
  const { status } = cluster;
  const { waiting, failure, lastError } = status;
  return [
    ['Phase', phaseText(status, now)],
    ...causeFields(cluster),
    ['Waiting', waiting && explained(waiting.reason, waiting.message)],
    ['Next look', waiting && inTime(waiting.until, now)],
    ['Failed', failure && `${ageText(failure.at, now)} ago: ${explained(failure.reason, failure.message)}`],
    ['Last error', lastError && errorText(lastError, now)],
  ];
}

function offer({ metadata, spec, status }: Template, now: Date): Field[] {
  return [
    ...birth(metadata, now),
    ['Catalog', spec.catalog],
    ['Catalog item', spec.catalogItem],
    ['vApp template', status.source?.vAppTemplateId],
    ['Default', spec.isDefault ? 'yes' : 'no'],
    ['Kubernetes', spec.kubernetesVersion],
    ['Network add-on', spec.cni],
    ['Machine', `${spec.cpu} CPU, ${spec.memoryMb} MB`],
    ['Guest backend', spec.guestBackend],
    ['Generation', `${metadata.generation} (observed ${status.observedGeneration ?? 'none yet'})`],
    ['Paused', spec.paused ? 'yes: nothing is done for it' : undefined],
  ];
}

function templateProgress(template: Template, now: Date): Field[] {
  const { waiting, lastError, build } = template.status;
  const failure = build?.failure;
  return [
    ['Phase', phaseText(template.status, now)],
    ...causeFields(template),
    ['Waiting', waiting && explained(waiting.reason, waiting.message)],
    ['Next look', waiting && inTime(waiting.until, now)],
    ['Failed', failure && `${ageText(failure.at, now)} ago: ${explained(failure.reason, failure.message)}`],
    ['Last error', lastError && errorText(lastError, now)],
  ];
}

/** Why it is not further, and what to do about that. */
export function causeFields(record: Cluster | Template): Field[] {
  const { full, remedy } = causeOf(record);
  return [
    ['Cause', full],
    ['What to do', remedy],
  ];
}

interface Phased {
  readonly phase?: string | undefined;
  readonly phaseSince?: string | undefined;
  readonly phaseDeadline?: string | undefined;
}

/** `poweringOn, for 5m, given up in 25m`. */
export function phaseText({ phase, phaseSince, phaseDeadline }: Phased, now: Date): string | undefined {
  return phase && [phase, since(phaseSince, now), deadline(phaseDeadline, now)].filter(Boolean).join(', ');
}

function errorText(
  { at, attempts, message }: { readonly at: string; readonly attempts: number; readonly message: string },
  now: Date,
): string {
  return `${ageText(at, now)} ago, attempt ${attempts}: ${message}`;
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

/** `in 8s`. */
export function inTime(time: string, now: Date): string {
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

function conditionColumns(now: Date): Column<Condition>[] {
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
  { title: 'MESSAGE', cell: nodeMessage },
];

const taskColumns: Column<Cluster['status']['tasks'][number]>[] = [
  { title: 'OPERATION', cell: ({ operation }) => operation },
  { title: 'STATE', cell: ({ state }) => state },
  { title: 'ID', cell: ({ id }) => id },
  { title: 'TEXT', cell: ({ text }) => text },
];

function eventColumns(now: Date): Column<EventSummary>[] {
  return [
    { title: 'LAST SEEN', cell: ({ lastAt }) => ageText(lastAt, now) },
    { title: 'TYPE', cell: ({ type }) => type },
    { title: 'REASON', cell: ({ reason }) => reason },
    { title: 'COUNT', cell: ({ count }) => String(count) },
    { title: 'MESSAGE', cell: ({ message }) => message },
  ];
}

function sectionText<Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  if (rows.length === 0) return `${title}:   none\n`;
  const text = flowingTable(columns, rows, pageWidth - 2);
  return `${title}:\n${text.replace(/^(?=.)/gm, '  ')}`;
}

/** `Name:   value`, values below each other; those without a value are left out. */
export function fieldsText(fields: readonly Field[]): string {
  const known = fields.filter(([, value]) => value);
  const width = Math.max(...known.map(([name]) => name.length)) + 4;
  return known
    .map(([name, value]) => {
      const lines = wrapped(printable(value ?? ''), pageWidth - width);
      return `${`${name}:`.padEnd(width)}${lines.join(`\n${' '.repeat(width)}`)}\n`;
    })
    .join('');
}
