import type { AuditEntry } from '#records/audit-entry.ts';
import type { AuditRow } from '#store/audit-chain.ts';
import type { Column } from './table.ts';

type Shown = AuditEntry & Pick<AuditRow, 'sequence'>;

/** What `cse audit list` shows of a row. */
export const auditColumns: readonly Column<Shown>[] = [
  { title: 'NO', cell: ({ sequence }) => String(sequence) },
  { title: 'TIME', cell: ({ at }) => at.replace(/\.\d+Z$/, 'Z') },
  { title: 'ACTOR', cell: ({ actor, org }) => [actor ?? '?', ...(org === null ? [] : [org])].join('@') },
  { title: 'SOURCE', cell: ({ source }) => source },
  { title: 'VERB', cell: ({ verb }) => verb },
  { title: 'RECORD', cell: ({ record, target }) => record ?? target },
  { title: 'GEN', cell: ({ generation }) => (generation ? `${generation.before}→${generation.after}` : '') },
  { title: 'RESULT', cell: ({ state, result }) => (result ? `${result.outcome} ${result.code}` : state) },
];

/** One JSON object: the entry and its place in the chain, so that an export can be verified too. */
export function jsonLine({ sequence, previous, hash, entry }: AuditRow): string {
  return `{"sequence":${sequence},"previous":"${previous}","hash":"${hash}","entry":${entry}}\n`;
}

const csvFields = [
  ...['action', 'state', 'at', 'source', 'actor', 'org', 'verb', 'target', 'record', 'generation'],
  ...['result', 'request'],
] as const satisfies readonly (keyof AuditEntry)[];

/** A line of RFC 4180; `header` names the columns. */
export function csvLine(row: AuditRow | 'header'): string {
  if (row === 'header') return csvText(['sequence', ...csvFields, 'previous', 'hash']);
  const entry = JSON.parse(row.entry) as Readonly<Record<string, unknown>>; // whatever it holds is only printed
  const cells = csvFields.map((field) => cellText(entry[field]));
  return csvText([String(row.sequence), ...cells, row.previous, row.hash]);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A spreadsheet runs what begins with one of these; names come from tenants. */
const formula = /^[=+\-@\t\r]/;

function csvText(cells: readonly string[]): string {
  const quoted = cells.map((cell) => {
    const harmless = formula.test(cell) ? `'${cell}` : cell;
    return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  });
  return `${quoted.join(',')}\r\n`;
}
