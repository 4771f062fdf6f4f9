import type { Database } from 'better-sqlite3';
import { splitKey, type RecordKey } from '#records/metadata.ts';
import type { WriteOperation, WriteResult } from './protocol.ts';

type Operation<Kind extends WriteOperation['kind']> = Extract<WriteOperation, { kind: Kind }>;

interface LastEvent {
  readonly id: number;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

const nothing: WriteResult = { kind: 'nothing' };

/** The writes beside the records: events, secrets, settings, traces. Each to be called inside a transaction. */
export function otherWrites(
  database: Database,
  limits: { readonly eventsKept: number; readonly tracesKept: number },
) {
  const present = database
    .prepare<[string, string, string, string], number>(
      'select 1 from records where kind = ? and namespace = ? and name = ? and uid = ?',
    )
    .pluck();
  const lastEvent = database.prepare<[string], LastEvent>(
    'select id, type, reason, message from events where uid = ? order by id desc limit 1',
  );
  const countEvent = database.prepare<[string, number]>(
    'update events set count = count + 1, last_at = ? where id = ?',
  );
  const addEvent = database.prepare<[Omit<Operation<'recordEvent'>, 'kind' | 'key'>]>(
    'insert into events (uid, type, reason, message, count, first_at, last_at) ' +
      'values (@uid, @type, @reason, @message, 1, @at, @at)',
  );
  const forgetEvents = database.prepare<[string, string, number]>(
    'delete from events where uid = ? and id <= ' +
      '(select id from events where uid = ? order by id desc limit 1 offset ?)',
  );
  const putSecret = database.prepare<[string, string, string, Uint8Array, Uint8Array]>(
    'insert into secrets (uid, name, key_id, nonce, sealed) values (?, ?, ?, ?, ?) on conflict (uid, name) ' +
      'do update set key_id = excluded.key_id, nonce = excluded.nonce, sealed = excluded.sealed',
  );
  const putSetting = database.prepare<[string, string]>(
    'insert into settings (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
  );
  const addTrace = database.prepare<[string, string]>(
    'insert into traces (request, trace) values (?, ?) on conflict (request) do nothing',
  );
  const forgetTraces = database.prepare<[number]>(
    'delete from traces where id <= (select max(id) from traces) - ?',
  );

  function exists(key: RecordKey, uid: string): boolean {
    const { kind, namespace, name } = splitKey(key);
    return present.get(kind, namespace, name, uid) !== undefined;
  }

  return {
    /** The history ends with its record: an event of a record that is gone is nothing. */
    recordEvent({ key, uid, type, reason, message, at }: Operation<'recordEvent'>): WriteResult {
      if (!exists(key, uid)) return nothing;
      const last = lastEvent.get(uid);
      if (last?.type === type && last.reason === reason && last.message === message) {
        countEvent.run(at, last.id);
        return nothing;
      }
      addEvent.run({ uid, type, reason, message, at });
      forgetEvents.run(uid, uid, limits.eventsKept);
      return nothing;
    },

    /** Unlike an event a secret must not get lost unnoticed, so a record that is gone is an error. */
    putSecret({ key, uid, name, keyId, nonce, sealed }: Operation<'putSecret'>): WriteResult {
      if (!exists(key, uid)) return { kind: 'gone', key };
      putSecret.run(uid, name, keyId, nonce, sealed);
      return nothing;
    },

    putSetting({ name, value }: Operation<'putSetting'>): WriteResult {
      putSetting.run(name, value);
      return nothing;
    },

    putTrace({ request, trace }: Operation<'putTrace'>): WriteResult {
      addTrace.run(request, trace);
      forgetTraces.run(limits.tracesKept);
      return nothing;
    },
  };
}
