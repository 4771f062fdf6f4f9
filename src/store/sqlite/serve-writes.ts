import type { Database } from 'better-sqlite3';
import { openForWriting, takeServerLock } from './connection.ts';
import { groupCommitter } from './group.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './protocol.ts';
import { isOlder } from './upgrade-plan.ts';

/** The end of the line at which writes arrive. */
export interface WritesPort {
  on(event: 'message', listener: (message: ToWorker) => void): unknown;
  postMessage(message: FromWorker): void;
  close(): void;
}

/**
 * Takes the server's lock and the writing connection, and commits one group per message until it is told to close. An
 * older database is kept as a backup before it is converted.
 */
export async function serveWrites(port: WritesPort, options: WorkerOptions): Promise<void> {
  const tell = (message: FromWorker) => port.postMessage(message);
  let lock: Database | undefined;
  let database: Database;
  try {
    lock = takeServerLock(options.path);
    if (isOlder(options.path)) await keepOlder(options.path);
    database = openForWriting(options.path, options);
  } catch (error) {
    lock?.close();
    tell({ kind: 'refused', message: error instanceof Error ? error.message : String(error) });
    port.close();
    return;
  }

  const commitGroup = groupCommitter(database, options);
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'write') {
      tell({ kind: 'written', ...commitGroup(message.group) });
      return;
    }
    database.close();
    lock.close();
    port.close();
  });
  tell({ kind: 'ready' });
}

async function keepOlder(path: string): Promise<void> {
  // Only here: the thread has no other use for the schemas of the records.
  const { keepBeforeUpgrade } = await import('./upgrade.ts');
  await keepBeforeUpgrade(path, { signal: new AbortController().signal });
}
