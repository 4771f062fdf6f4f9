import { recordKey, type Kind, type RecordKey } from '#records/metadata.ts';

/** Marks a file as ours (`PRAGMA application_id`): "CSE1" in ASCII. */
export const applicationId = 0x43534531;

/** The columns that hold one record; a change carries the same ones, so that both are read alike. */
export const recordColumns =
  'kind, namespace, name, uid, generation, revision, created, deletion, finalizers, labels, spec, status';

/** One record as it lies in the database; the last four columns are JSON. */
export interface RecordRow {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly revision: number;
  readonly created: string;
  readonly deletion: string | null;
  readonly finalizers: string;
  readonly labels: string;
  readonly spec: string;
  readonly status: string;
}

/** The key of the record that a row is of. */
export function keyOfRow(row: Pick<RecordRow, 'kind' | 'namespace' | 'name'>): RecordKey {
  return recordKey(row.kind, row.namespace, row.name);
}

/** One line of the change log: the record as of the change, and the revision that the change made. */
export interface ChangeRow extends RecordRow {
  readonly at: number;
  readonly change: string;
}

const recordDefinition = `
  kind text not null,
  namespace text not null,
  name text not null,
  uid text not null,
  generation integer not null,
  revision integer not null,
  created text not null,
  deletion text,
  finalizers text not null,
  labels text not null,
  spec text not null,
  status text not null`;

/** The database of the first release. Never edited: a later release appends to `migrations`. */
export const firstSchema = `
create table counter (one integer primary key check (one = 1), revision integer not null) strict;
insert into counter values (1, 0);

create table records (${recordDefinition},
  primary key (kind, namespace, name)
) strict;
create unique index records_by_uid on records (uid);

create table changes (
  at integer primary key,
  change text not null,${recordDefinition}
) strict;

create table events (
  id integer primary key,
  uid text not null references records (uid) on delete cascade,
  type text not null,
  reason text not null,
  message text not null,
  count integer not null,
  first_at text not null,
  last_at text not null
) strict;
create index events_by_record on events (uid, id);
create index events_by_time on events (last_at, id);

create table secrets (
  uid text not null references records (uid) on delete cascade,
  name text not null,
  key_id text not null,
  nonce blob not null,
  sealed blob not null,
  primary key (uid, name)
) strict;
create index secrets_by_key on secrets (key_id);

create table settings (name text primary key, value text not null) strict, without rowid;
`;

/** What answered requests came to, oldest first. */
export const tracesSchema = `
create table traces (
  id integer primary key,
  request text not null unique,
  trace text not null
) strict;
`;

/** What was asked of Cloud Director. It refers to no record: it is there for what a record leaves behind. */
export const intentsSchema = `
create table intents (
  id text primary key,
  record text not null,
  uid text not null,
  thing text not null,
  at text not null,
  origin text not null,
  deleted_at text,
  found_at text
) strict, without rowid;
create index intents_by_uid on intents (uid);
`;

/**
 * The audit: a chain of rows, and where what is kept of it begins (after the last pruned row) and ends. The triggers
 * refuse every change but the next row, and every deletion but of rows that the anchor has passed.
 */
export const auditSchema = `
create table audit (
  sequence integer primary key,
  entry text not null,
  previous text not null,
  hash text not null
) strict;
create table audit_ends (name text primary key, sequence integer not null, hash text not null) strict;
insert into audit_ends values ('anchor', 0, ''), ('head', 0, '');

create trigger audit_is_appended before insert on audit
when not exists (
  select 1 from audit_ends where name = 'head' and sequence + 1 = new.sequence and hash = new.previous
)
begin select raise(abort, 'a row of the audit follows the last one'); end;
create trigger audit_is_never_changed before update on audit
begin select raise(abort, 'a row of the audit is never changed'); end;
create trigger audit_is_kept before delete on audit
when old.sequence > (select sequence from audit_ends where name = 'anchor')
begin select raise(abort, 'a row of the audit is kept until the anchor has passed it'); end;

create trigger audit_has_two_ends before insert on audit_ends
begin select raise(abort, 'the audit has two ends'); end;
create trigger audit_ends_are_kept before delete on audit_ends
begin select raise(abort, 'the audit has two ends'); end;
create trigger audit_ends_move_forward before update on audit_ends
when new.name <> old.name or new.sequence <= old.sequence or not exists (
  select 1 from audit where sequence = new.sequence and hash = new.hash
)
begin select raise(abort, 'an end of the audit moves forward, to a row that is there'); end;
`;
