import type { Database } from 'better-sqlite3';
import { linkHash, type AuditPlace } from '../audit-chain.ts';
import type { WorkerOptions, WriteOperation, WriteResult } from './protocol.ts';

/** Rows that one append prunes at most: the writing thread has others to serve, and a wrong clock is noticed in time. */
const prunedAtOnce = 100;

const dayMs = 86_400_000;

/** The write of the audit, to be called inside a transaction. It is here that the order of the rows is decided. */
export function auditWrites(
  database: Database,
  { auditRowsKept, auditDaysKept }: Pick<WorkerOptions, 'auditRowsKept' | 'auditDaysKept'>,
) {
  const end = database.prepare<[string], AuditPlace>('select sequence, hash from audit_ends where name = ?');
  const moveEnd = database.prepare<[number, string, string]>(
    'update audit_ends set sequence = ?, hash = ? where name = ?',
  );
  const add = database.prepare<[number, string, string, string]>(
    'insert into audit (sequence, entry, previous, hash) values (?, ?, ?, ?)',
  );
  const oldest = database.prepare<[number], AuditPlace & { readonly at: string }>(
    "select sequence, hash, entry ->> 'at' as at from audit order by sequence limit ?",
  );
  const prune = database.prepare<[number]>('delete from audit where sequence <= ?');

  /** What is too old or too much goes from the beginning on; the anchor keeps the hash that the rest follows from. */
  function forgetOld(head: number, now: string): void {
    const cutoff = new Date(Date.parse(now) - auditDaysKept * dayMs).toISOString();
    let last: AuditPlace | undefined;
    for (const row of oldest.iterate(prunedAtOnce)) {
      // The newest row always stays, and after the first one that is to stay so do all.
      if (row.sequence === head || (row.sequence > head - auditRowsKept && row.at >= cutoff)) break;
      last = row;
    }
    if (!last) return;
    moveEnd.run(last.sequence, last.hash, 'anchor');
    prune.run(last.sequence);
  }

  return {
    append({ at, entry }: Extract<WriteOperation, { kind: 'appendAudit' }>): WriteResult {
      const head = end.get('head');
      if (!head) throw new Error('the audit has lost its head');
      const row = { sequence: head.sequence + 1, entry, previous: head.hash };
      const hash = linkHash(row);
      add.run(row.sequence, entry, row.previous, hash);
      moveEnd.run(row.sequence, hash, 'head');
      forgetOld(row.sequence, at);
      return { kind: 'nothing' };
    },
  };
}
