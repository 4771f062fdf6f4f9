import type { VAppRecord } from './model.ts';
import { queryOperand } from './query-operand.ts';
import type { VAppRecordPage } from './readers/read-vapp-records.ts';

/** What to look for among vApps with the typed query of vCD's query service. */
export interface VAppQuery {
  /** Across organizations, for a system administrator. */
  readonly administrator: boolean;
  readonly name?: string | undefined;
  readonly metadata?: { readonly key: string; readonly value: string | typeof anyValue } | undefined;
  /** Keys to show in the records; vCD takes 8. */
  readonly metadataKeys: readonly string[];
}

/** Matches whatever value a metadata key has. */
export const anyValue = Symbol('any value');

const pageSize = 128;
const mostMetadataKeys = 8;

/** The path of one page. Values are encoded twice, as `filterEncoded` has it, so that none can end a condition. */
export function vAppQueryPath(query: VAppQuery, page: number): string {
  const keys = shownKeys(query);
  if (keys.length > mostMetadataKeys) {
    throw new TypeError(`vCD shows ${mostMetadataKeys} metadata keys and not ${keys.length}`);
  }
  const filter = filterOf(query);
  const fields = keys.map((key) => `metadata:${plainKey(key)}`).join(',');
  const parameters = new URLSearchParams({
    type: query.administrator ? 'adminVApp' : 'vApp',
    format: 'idrecords',
    page: String(page),
    pageSize: String(pageSize),
    filterEncoded: 'true',
    ...(filter !== '' && { filter }),
    ...(fields !== '' && { fields }),
  });
  return `/api/query?${parameters.toString()}`;
}

/**
 * All records of all pages, each vApp once, that match exactly: vCD compares names without case and knows wildcards,
 * which must not make another vApp look like the one that was meant.
 */
export async function queryVApps(
  query: VAppQuery,
  readPage: (path: string) => Promise<VAppRecordPage>,
): Promise<readonly VAppRecord[]> {
  const found = new Map<string, VAppRecord>();
  let seen = 0;
  for (let page = 1; ; page += 1) {
    const { total, records } = await readPage(vAppQueryPath(query, page));
    for (const record of records) found.set(record.id, record);
    seen += records.length;
    // A list that shrinks while it is read ends with an empty page before the total is reached.
    if (records.length === 0 || seen >= total) break;
  }
  return [...found.values()].filter((record) => matches(record, query));
}

function matches(record: VAppRecord, { name, metadata }: VAppQuery): boolean {
  if (name !== undefined && record.name !== name) return false;
  if (!metadata) return true;
  const value = record.metadata.get(metadata.key);
  return metadata.value === anyValue ? value !== undefined && value !== '' : value === metadata.value;
}

function filterOf({ name, metadata }: VAppQuery): string {
  const conditions: string[] = [];
  if (metadata) {
    const value = metadata.value === anyValue ? '*' : queryOperand(metadata.value);
    conditions.push(`metadata:${plainKey(metadata.key)}==STRING:${value}`);
  }
  if (name !== undefined) conditions.push(`name==${queryOperand(name)}`);
  return conditions.join(';');
}

/** The key that is asked about is shown too, or its value could not be compared. */
function shownKeys({ metadata, metadataKeys }: VAppQuery): readonly string[] {
  return [...new Set(metadata ? [...metadataKeys, metadata.key] : metadataKeys)];
}

function plainKey(key: string): string {
  if (!/^[\w.-]+$/.test(key)) throw new TypeError(`not a metadata key to ask for: ${JSON.stringify(key)}`);
  return key;
}
