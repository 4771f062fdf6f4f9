import type { Database } from 'better-sqlite3';
import { recordKey, type Kind, type RecordKey } from '#records/metadata.ts';

interface UnderWay {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Clusters that were asked for, and neither ready yet nor given up. Every shape of a record had these fields. */
const underWay =
  "kind = 'Cluster' and deletion is null and status ->> '$.readyAt' is null and status ->> '$.failure' is null " +
  "and not (spec ->> '$.paused')";

/** Keys of the clusters that were never ready, and are neither given up nor paused. */
export function creationsUnderWay(database: Database): readonly RecordKey[] {
  return found(database).map(({ kind, namespace, name }) => recordKey(kind, namespace, name));
}

/** Pauses them, to be called inside a transaction: nothing is made for them until somebody resumes them. */
export function pauseCreationsUnderWay(
  database: Database,
  note: { readonly at: string; readonly message: string },
): void {
  const tell = database.prepare<[{ uid: string; at: string; message: string }]>(
    'insert into events (uid, type, reason, message, count, first_at, last_at) ' +
      "values (@uid, 'Normal', 'Operator', @message, 1, @at, @at)",
  );
  for (const { uid } of found(database)) tell.run({ uid, ...note });
  database.exec(
    `update records set spec = json_set(spec, '$.paused', json('true')), generation = generation + 1 where ${underWay}`,
  );
}

function found(database: Database): readonly UnderWay[] {
  return database
    .prepare<[], UnderWay>(
      `select kind, namespace, name, uid from records where ${underWay} order by namespace, name`,
    )
    .all();
}
