import type { Database } from 'better-sqlite3';
import { splitKey, type Kind, type RecordKey } from '#records/metadata.ts';
import type { AuditEnds, AuditPlace, AuditRow } from '../audit-chain.ts';
import { RevisionGone } from '../errors.ts';
import type { Departed, RecordEvent, RecordFilter, Revision } from '../record-store.ts';
import { closed, explaining } from './failure.ts';
import type { IntentRow, SealedSecret } from './protocol.ts';
import { keyOfRow, recordColumns, type ChangeRow, type RecordRow } from './schema.ts';

/** The questions that are asked of the database; synchronous, on a connection that cannot write. Each throws `StoreUnavailable`. */
export interface Reader {
  revision(): Revision;
  record(key: RecordKey): RecordRow | undefined;
  /** Rows and revision of one moment. Labels are not looked at. */
  records(
    kind: Kind,
    filter: RecordFilter,
  ): { readonly revision: Revision; readonly rows: readonly RecordRow[] };
  /** The next changes of a kind after `since`; `upTo` is where the following page starts. Throws `RevisionGone`. */
  changes(kind: Kind, since: Revision): ChangePage;
  /** Newest first. */
  departed(kind: Kind, where: Departed): readonly RecordRow[];
  events(key: RecordKey | undefined, limit: number): readonly RecordEvent[];
  secret(key: RecordKey, uid: string, name: string): SealedSecret | undefined;
  secretNames(key: RecordKey, uid: string): readonly string[];
  /** The id of a key that some secret is sealed with and that is not `keyId`. */
  otherSecretKey(keyId: string): string | undefined;
  setting(name: string): string | undefined;
  /** As JSON. */
  trace(request: string): string | undefined;
  intents(): readonly IntentRow[];
  auditPage(after: number, limit: number): { readonly ends: AuditEnds; readonly rows: readonly AuditRow[] };
  newestAudit(limit: number): readonly AuditRow[];
  close(): void;
}

/** Changes of the log, and the revision up to which they are all. */
export interface ChangePage {
  readonly rows: readonly ChangeRow[];
  readonly upTo: Revision;
}

type EventRow = Omit<RecordEvent, 'key'> & Pick<RecordRow, 'kind' | 'namespace' | 'name'>;

/** Changes that a watch reads at once. */
const pageSize = 100;

/** All questions to the database, prepared once; closing it closes the connection. */
export function createReader(database: Database): Reader {
  const questions = {
    ...recordQuestions(database),
    ...otherQuestions(database),
    ...auditQuestions(database),
  };
  function ask<T>(question: () => T): T {
    if (!database.open) throw closed(database.name);
    return explaining(database.name, question);
  }
  return {
    revision: () => ask(questions.revision),
    record: (key) => ask(() => questions.record(key)),
    records: (kind, filter) => ask(() => questions.records(kind, filter)),
    changes: (kind, since) => ask(() => questions.changes(kind, since)),
    departed: (kind, where) => ask(() => questions.departed(kind, where)),
    events: (key, limit) => ask(() => questions.events(key, limit)),
    secret: (key, uid, name) => ask(() => questions.secret(key, uid, name)),
    secretNames: (key, uid) => ask(() => questions.secretNames(key, uid)),
    otherSecretKey: (keyId) => ask(() => questions.otherSecretKey(keyId)),
    setting: (name) => ask(() => questions.setting(name)),
    trace: (request) => ask(() => questions.trace(request)),
    intents: () => ask(questions.intents),
    auditPage: (after, limit) => ask(() => questions.auditPage(after, limit)),
    newestAudit: (limit) => ask(() => questions.newestAudit(limit)),
    close: () => void database.close(),
  };
}

function recordQuestions(database: Database) {
  const counter = database.prepare<[], number>('select revision from counter').pluck();
  const oldest = database.prepare<[], number | null>('select min(at) from changes').pluck();
  const one = database.prepare<[string, string, string], RecordRow>(
    `select ${recordColumns} from records where kind = ? and namespace = ? and name = ?`,
  );
  const all = database.prepare<[string], RecordRow>(
    `select ${recordColumns} from records where kind = ? order by namespace, name`,
  );
  const inNamespace = database.prepare<[string, string], RecordRow>(
    `select ${recordColumns} from records where kind = ? and namespace = ? order by name`,
  );
  const named = database.prepare<[string, string], RecordRow>(
    `select ${recordColumns} from records where kind = ? and name = ? order by namespace`,
  );
  const page = database.prepare<[string, number, number], ChangeRow>(
    `select at, change, ${recordColumns} from changes where kind = ? and at > ? order by at limit ?`,
  );

  const departed = database.prepare<[string, string, string | null], RecordRow>(
    `select ${recordColumns} from changes where change = 'gone' and kind = ? and name = ? ` +
      'and namespace = coalesce(?, namespace) order by at desc limit 10',
  );

  const revision = () => counter.get() ?? 0;

  function rows(kind: Kind, { namespace, name }: RecordFilter): readonly RecordRow[] {
    if (namespace !== undefined && name !== undefined) return one.all(kind, namespace, name);
    if (namespace !== undefined) return inNamespace.all(kind, namespace);
    return name === undefined ? all.all(kind) : named.all(kind, name);
  }

  function changes(kind: Kind, since: Revision): ChangePage {
    const newest = revision();
    const kept = oldest.get() ?? newest + 1;
    // A revision of the future is one of a database that has been replaced since.
    if (since > newest || since + 1 < kept) throw new RevisionGone(since);
    const found = page.all(kind, since, pageSize);
    const last = found.length === pageSize ? found.at(-1) : undefined;
    return { rows: found, upTo: last?.at ?? newest };
  }

  return {
    revision,
    record(key: RecordKey) {
      const { kind, namespace, name } = splitKey(key);
      return one.get(kind, namespace, name);
    },
    // In one transaction each, so that several statements see one moment.
    records: database.transaction((kind: Kind, filter: RecordFilter) => ({
      revision: revision(),
      rows: rows(kind, filter),
    })),
    changes: database.transaction(changes),
    departed: (kind: Kind, { namespace, name }: Departed) => departed.all(kind, name, namespace ?? null),
  };
}

function otherQuestions(database: Database) {
  const recordKeyIs = 'r.kind = ? and r.namespace = ? and r.name = ?';
  const eventColumns =
    'r.kind, r.namespace, r.name, e.uid, e.type, e.reason, e.message, e.count, e.first_at as firstAt, e.last_at as lastAt';
  const events = database.prepare<[number], EventRow>(
    `select ${eventColumns} from events e join records r using (uid) order by e.last_at desc, e.id desc limit ?`,
  );
  const eventsOf = database.prepare<[string, string, string, number], EventRow>(
    `select ${eventColumns} from records r join events e using (uid) where ${recordKeyIs} order by e.id desc limit ?`,
  );
  const secret = database.prepare<[string, string, string, string, string], SealedSecret>(
    'select s.name, s.key_id as keyId, s.nonce, s.sealed from records r join secrets s using (uid) ' +
      `where ${recordKeyIs} and r.uid = ? and s.name = ?`,
  );
  const secretNames = database
    .prepare<[string, string, string, string], string>(
      `select s.name from records r join secrets s using (uid) where ${recordKeyIs} and r.uid = ? order by s.name`,
    )
    .pluck();
  const otherSecretKey = database
    .prepare<[string], string>('select key_id from secrets where key_id <> ? limit 1')
    .pluck();
  const setting = database.prepare<[string], string>('select value from settings where name = ?').pluck();
  const trace = database.prepare<[string], string>('select trace from traces where request = ?').pluck();

  const intents = database.prepare<[], IntentRow>(
    'select id, record, uid, thing, at, origin, deleted_at as deletedAt, found_at as foundAt from intents order by id',
  );

  return {
    events(key: RecordKey | undefined, limit: number): readonly RecordEvent[] {
      const rows = key === undefined ? events.all(limit) : eventsOf.all(...place(key), limit);
      return rows.toReversed().map(eventOfRow);
    },
    secret: (key: RecordKey, uid: string, name: string) => secret.get(...place(key), uid, name),
    secretNames: (key: RecordKey, uid: string) => secretNames.all(...place(key), uid),
    otherSecretKey: (keyId: string) => otherSecretKey.get(keyId),
    setting: (name: string) => setting.get(name),
    trace: (request: string) => trace.get(request),
    intents: () => intents.all(),
  };
}

function auditQuestions(database: Database) {
  const columns = 'sequence, entry, previous, hash';
  const place = database.prepare<[string], AuditPlace>(
    'select sequence, hash from audit_ends where name = ?',
  );
  const page = database.prepare<[number, number], AuditRow>(
    `select ${columns} from audit where sequence > ? order by sequence limit ?`,
  );
  const newest = database.prepare<[number], AuditRow>(
    `select ${columns} from audit order by sequence desc limit ?`,
  );
  const nowhere: AuditPlace = { sequence: 0, hash: '' };
  return {
    auditPage: database.transaction((after: number, limit: number) => ({
      ends: { anchor: place.get('anchor') ?? nowhere, head: place.get('head') ?? nowhere },
      rows: page.all(after, limit),
    })),
    newestAudit: (limit: number) => newest.all(limit).toReversed(),
  };
}

function place(key: RecordKey): [string, string, string] {
  const { kind, namespace, name } = splitKey(key);
  return [kind, namespace, name];
}

function eventOfRow({ kind, namespace, name, ...rest }: EventRow): RecordEvent {
  return { key: keyOfRow({ kind, namespace, name }), ...rest };
}
