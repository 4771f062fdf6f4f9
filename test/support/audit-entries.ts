import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '#records/audit-entry.ts';

/** An entry of the audit as a test likes it. */
export function auditEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    action: randomUUID(),
    state: 'done',
    at: '2026-11-20T12:00:00.000Z',
    source: 'socket',
    actor: 'olga',
    org: null,
    verb: 'pause',
    target: 'Cluster/acme/c1',
    record: 'Cluster/acme/c1',
    generation: { before: 1, after: 2 },
    result: { outcome: 'accepted', code: '200' },
    request: null,
    ...changes,
  };
}
