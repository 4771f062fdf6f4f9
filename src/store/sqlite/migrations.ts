import type { Database } from 'better-sqlite3';
import { StoreUnavailable } from '../errors.ts';
import { applicationId, auditSchema, firstSchema, intentsSchema, tracesSchema } from './schema.ts';

/** One step from a schema to the next. */
export interface Migration {
  /** What the database has after it, for people: `the audit`. */
  readonly brings: string;
  readonly sql: string;
}

/** Step n leads from schema n to schema n + 1; the number of steps is the schema that this release speaks. */
export const migrations: readonly Migration[] = [
  { brings: 'records, their changes, events and secrets, and settings', sql: firstSchema },
  { brings: 'what answered requests came to', sql: tracesSchema },
  { brings: 'the audit', sql: auditSchema },
  { brings: 'the ledger of what was asked of Cloud Director', sql: intentsSchema },
];

/** Brings the database to this release's schema, each step in its own transaction. Throws `StoreUnavailable` for one that is newer or not ours. */
export function migrate(database: Database, steps: readonly Migration[] = migrations): void {
  const present = knownSchema(database, steps.length);
  for (const [index, step] of steps.entries()) {
    if (index < present) continue;
    database.transaction(() => {
      database.exec(step.sql);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
}

/** For who only reads: throws `StoreUnavailable` unless the database has exactly this release's schema. */
export function requireSchema(database: Database): void {
  const present = knownSchema(database);
  if (present < migrations.length) {
    throw new StoreUnavailable(
      `the database ${database.name} has the older schema ${present}, this release reads ${migrations.length}; ` +
        'start the server of this release, or stop the old one and use cse migrate: either converts it and keeps a backup',
    );
  }
}

/** The schema that the database has, 0 for an empty one; changes nothing. Throws `StoreUnavailable` for one that is newer or not ours. */
export function knownSchema(database: Database, newest: number = migrations.length): number {
  refuseStranger(database);
  const present = Number(database.pragma('user_version', { simple: true }));
  if (present <= newest) return present;
  throw new StoreUnavailable(
    `the database ${database.name} was written by a newer release (schema ${present}, this release knows ${newest}); ` +
      'run that release, or restore a backup from before the upgrade',
  );
}

function refuseStranger(database: Database): void {
  const mark = database.pragma('application_id', { simple: true });
  if (mark === applicationId) return;
  const empty = database.prepare('select 1 from sqlite_schema limit 1').get() === undefined;
  if (!empty) throw new StoreUnavailable(`${database.name} is a SQLite database of another program`);
}
