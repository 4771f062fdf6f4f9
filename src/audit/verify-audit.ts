import { linkProblem, type AuditEnds, type AuditPlace } from '#store/audit-chain.ts';
import type { AuditLog } from '#store/record-store.ts';

/** How the chain stands. `rows` were looked at. */
export type AuditVerdict =
  | { readonly state: 'whole'; readonly rows: number; readonly ends: AuditEnds }
  | { readonly state: 'broken'; readonly rows: number; readonly problem: string };

/** Rows that are read at a time. */
const pageSize = 1_000;

/**
 * Follows the chain from its anchor to its head and tells of the first row that does not fit. `known` is a place that
 * was noted elsewhere: only that shows that somebody wrote the whole chain anew, or cut its end off and moved the head.
 */
export async function verifyAudit(
  audit: Pick<AuditLog, 'page'>,
  known: AuditPlace | undefined,
  signal: AbortSignal,
): Promise<AuditVerdict> {
  const { ends } = await audit.page(0, 0);
  let last: AuditPlace = ends.anchor;
  let rows = 0;
  const broken = (problem: string) => ({ state: 'broken', rows, problem }) as const;
  // Rows after this head were written since; the next verification looks at them.
  while (last.sequence < ends.head.sequence) {
    signal.throwIfAborted();
    const page = await audit.page(rows === 0 ? 0 : last.sequence, pageSize);
    if (page.rows.length === 0) break;
    for (const row of page.rows) {
      const problem = linkProblem(last, row);
      if (problem !== undefined) return broken(problem);
      if (row.sequence === known?.sequence && row.hash !== known.hash)
        return broken(`row ${row.sequence} is not the one that was noted: the chain was written anew`);
      last = row;
      rows += 1;
      if (last.sequence === ends.head.sequence) break;
    }
  }
  const { head, anchor } = ends;
  if (last.sequence !== head.sequence) {
    return broken(`the rows from ${last.sequence + 1} to ${head.sequence} are missing: the end was cut off`);
  }
  if (last.hash !== head.hash) return broken(`row ${last.sequence} is not the one that was written last`);
  if (known && known.sequence > head.sequence) {
    return broken(
      `row ${known.sequence} was noted and the chain ends at ${head.sequence}: its end was cut off`,
    );
  }
  if (known && known.sequence === anchor.sequence && known.hash !== anchor.hash) {
    return broken(`the anchor at ${anchor.sequence} is not the row that was noted there`);
  }
  return { state: 'whole', rows, ends };
}
