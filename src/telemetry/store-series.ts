import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { seconds } from './buckets.ts';

/** How the record store gets on with its disk. */
export function storeSeries(registers: Registry[]) {
  const level = (name: string, help: string) => new Gauge({ name, help, registers });
  return {
    storeCommitDuration: new Histogram({
      name: 'cse_store_commit_duration_seconds',
      help: 'Time of one durable write of the record store; one holds many changes.',
      buckets: seconds,
      registers,
    }),
    storeFailedCommits: new Counter({
      name: 'cse_store_failed_commits_total',
      help: 'Durable writes that the disk refused.',
      registers,
    }),
    storeOperations: new Counter({
      name: 'cse_store_operations_total',
      help: 'Changes of records, events and secrets that were written or refused.',
      registers,
    }),
    storeQueued: level('cse_store_queued_operations', 'Changes that wait for the next durable write.'),
    storeBytes: level('cse_store_database_bytes', 'Size of the database file and its write-ahead log.'),
    storeDamaged: level(
      'cse_store_damaged_records',
      'Records that cannot be read and are left out of lists.',
    ),
  };
}
