import { canonicalJson } from '../audit-chain.ts';
import type { AuditLog } from '../record-store.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** The audit as readers have it. */
export function auditReads(reader: Reader): Pick<AuditLog, 'page' | 'newest'> {
  return {
    page: async (after, limit) => reader.auditPage(after, limit),
    newest: async (limit) => reader.newestAudit(limit),
  };
}

/** The audit as the server has it: resolves when the entry is on the disk. */
export function auditAppends(writer: Writer): Pick<AuditLog, 'append'> {
  return {
    async append(entry) {
      await writer.write({ kind: 'appendAudit', at: entry.at, entry: canonicalJson(entry) });
    },
  };
}
