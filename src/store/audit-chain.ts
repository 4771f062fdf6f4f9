import { createHash } from 'node:crypto';

/** A row of the audit as it lies in the database: `entry` is canonical JSON. */
export interface AuditRow {
  readonly sequence: number;
  readonly entry: string;
  /** Hash of the row before; empty for the very first. */
  readonly previous: string;
  readonly hash: string;
}

/** A place in the chain: a row's number and hash. */
export type AuditPlace = Pick<AuditRow, 'sequence' | 'hash'>;

/** Where the kept part of the chain begins, after the last row that was pruned, and where it ends. */
export interface AuditEnds {
  readonly anchor: AuditPlace;
  readonly head: AuditPlace;
}

/** Objects with their keys in the order of code units, without white space: one text for one value. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** SHA-256, in hexadecimal digits, of the row's number, its entry and the hash of the row before. */
export function linkHash({ sequence, entry, previous }: Omit<AuditRow, 'hash'>): string {
  return createHash('sha256').update(`${previous}\n${sequence}\n${entry}`).digest('hex');
}

/** What is wrong with a row that should come after `last`; undefined when nothing is. */
export function linkProblem(last: AuditPlace, row: AuditRow): string | undefined {
  if (row.sequence !== last.sequence + 1) {
    return `row ${last.sequence + 1} is missing: after ${last.sequence} comes ${row.sequence}`;
  }
  if (row.previous !== last.hash) return `row ${row.sequence} does not follow from the row before it`;
  if (linkHash(row) !== row.hash) return `row ${row.sequence} was changed after it was written`;
  return undefined;
}
