import type { Database } from 'better-sqlite3';
import { auditWrites } from './audit-writes.ts';
import { unavailable } from './failure.ts';
import { intentWrites } from './intent-writes.ts';
import { otherWrites } from './other-writes.ts';
import type { GroupResult, WorkerOptions, WriteOperation, WriteResult } from './protocol.ts';
import { recordWrites } from './record-writes.ts';

type Limits = Pick<WorkerOptions, 'eventsKept' | 'tracesKept' | 'auditRowsKept' | 'auditDaysKept'>;

/**
 * Commits groups of writes on the connection, each group in one transaction. A write that fails by itself (a conflict, a
 * broken rule of the schema) leaves its neighbours alone; when the database itself fails, nothing of the group is
 * written and every write of it is told so. Throws only what is a mistake of ours.
 */
export function groupCommitter(
  database: Database,
  options: Limits & Pick<WorkerOptions, 'changesKept' | 'commitDelayMs'>,
): (group: readonly WriteOperation[]) => GroupResult {
  const apply = operations(database, options);
  const begin = database.prepare('begin immediate');
  const commit = database.prepare('commit');
  const forgetChanges = database.prepare<[number]>('delete from changes where at <= ?');
  const readRevision = database.prepare<[], number>('select revision from counter').pluck();
  let revision = readRevision.get() ?? 0;

  function writeGroup(group: readonly WriteOperation[]): readonly WriteResult[] {
    begin.run();
    const results = group.map(apply);
    const reached = readRevision.get() ?? 0;
    if (reached !== revision) forgetChanges.run(reached - options.changesKept);
    if (options.commitDelayMs > 0) sleep(options.commitDelayMs);
    commit.run();
    revision = reached;
    return results;
  }

  return function commitGroup(group) {
    const startedAt = performance.now();
    try {
      const results = writeGroup(group);
      return { results, revision, committed: true, durationMs: performance.now() - startedAt };
    } catch (error) {
      // SQLite has rolled back by itself after some errors, and not after others.
      if (database.inTransaction) database.exec('rollback');
      const results = group.map((operation) => failure(error, database.name, operation));
      return { results, revision, committed: false, durationMs: performance.now() - startedAt };
    }
  };
}

function operations(database: Database, limits: Limits) {
  const records = recordWrites(database);
  const others = otherWrites(database, limits);
  const intents = intentWrites(database);
  const audit = auditWrites(database, limits);
  const savepoint = database.prepare('savepoint operation');
  const keep = database.prepare('release operation');
  const undo = database.prepare('rollback to operation');

  function dispatch(operation: WriteOperation): WriteResult {
    switch (operation.kind) {
      case 'create':
        return records.create(operation);
      case 'updateSpec':
        return records.updateSpec(operation);
      case 'updateStatus':
        return records.updateStatus(operation);
      case 'remove':
        return records.remove(operation);
      case 'release':
        return records.release(operation);
      case 'recordEvent':
        return others.recordEvent(operation);
      case 'putSecret':
        return others.putSecret(operation);
      case 'putSetting':
        return others.putSetting(operation);
      case 'putTrace':
        return others.putTrace(operation);
      case 'writeIntents':
        return intents.write(operation);
      case 'appendAudit':
        return audit.append(operation);
    }
  }

  return function apply(operation: WriteOperation): WriteResult {
    savepoint.run();
    try {
      const result = dispatch(operation);
      keep.run();
      return result;
    } catch (error) {
      if (unavailable(error, database.name) || !database.inTransaction) throw error;
      undo.run();
      keep.run();
      return failure(error, database.name, operation);
    }
  };
}

function failure(error: unknown, path: string, operation: WriteOperation): WriteResult {
  const refusal = unavailable(error, path);
  if (refusal) return { kind: 'unavailable', message: refusal.message };
  const problem = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', message: `${operation.kind} of ${subjectOf(operation)} failed: ${problem}` };
}

function subjectOf(operation: WriteOperation): string {
  if ('key' in operation) return operation.key;
  switch (operation.kind) {
    case 'putSetting':
      return operation.name;
    case 'putTrace':
      return operation.request;
    case 'writeIntents':
      return 'the ledger';
    case 'appendAudit':
      return 'the audit';
  }
}

/** Blocks this thread, as a slow disk would. */
function sleep(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}
