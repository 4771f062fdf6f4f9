import type { MessagePort } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { openForWriting, takeServerLock } from './connection.ts';
import { groupCommitter } from './group.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './protocol.ts';

/** Takes the server's lock and the writing connection, and commits one group per message until it is told to close. */
export function serveWrites(port: MessagePort, options: WorkerOptions): void {
  const tell = (message: FromWorker) => port.postMessage(message);
  let lock: Database | undefined;
  let database: Database;
  try {
    lock = takeServerLock(options.path);
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
