import { RequestTrace } from '#records/request-trace.ts';
import { RecordDamaged, StoreUnavailable } from '../errors.ts';
import type { EventLog, SecretStore, SettingStore, TraceStore } from '../record-store.ts';
import type { Reader } from './reader.ts';
import type { Sealer } from './seal.ts';
import type { Writer } from './writer.ts';

/** Newest events that are listed when nobody says how many. */
const defaultEventLimit = 1_000;

/** Events as readers have them. */
export function eventReads(reader: Reader): Pick<EventLog, 'list'> {
  return {
    async list({ key, limit = defaultEventLimit } = {}) {
      return reader.events(key, limit);
    },
  };
}

/** Events as the server has them. */
export function eventWrites({
  writer,
  clock,
}: {
  readonly writer: Writer;
  readonly clock: () => Date;
}): Pick<EventLog, 'record'> {
  return {
    async record({ key, uid, type, reason, message }) {
      await writer.write({ kind: 'recordEvent', key, uid, type, reason, message, at: clock().toISOString() });
    },
  };
}

/** Without a sealer the names can be read, and the values throw `StoreUnavailable`. */
export function secretReads({
  reader,
  sealer,
}: {
  readonly reader: Reader;
  readonly sealer: Sealer | undefined;
}): Pick<SecretStore, 'get' | 'names'> {
  return {
    async get(key, uid, name) {
      const sealed = reader.secret(key, uid, name);
      if (!sealed) return undefined;
      if (!sealer) throw new StoreUnavailable('the secrets are sealed and no secret key was given');
      try {
        return sealer.open(uid, sealed);
      } catch (cause) {
        throw new RecordDamaged(key, `its secret ${name} was changed, or sealed with another key`, { cause });
      }
    },
    async names(key, uid) {
      return reader.secretNames(key, uid);
    },
  };
}

/** Seals secrets and keeps them; each call resolves after its commit. */
export function secretWrites({
  writer,
  sealer,
}: {
  readonly writer: Writer;
  readonly sealer: Sealer;
}): Pick<SecretStore, 'put'> {
  return {
    async put(key, uid, name, value) {
      await writer.write({ kind: 'putSecret', key, uid, ...sealer.seal(uid, name, value) });
    },
  };
}

/** Settings as readers have them. */
export function settingReads(reader: Reader): Pick<SettingStore, 'get'> {
  return {
    async get(name) {
      return reader.setting(name);
    },
  };
}

/** Settings as the server has them; each call resolves after its commit. */
export function settingWrites(writer: Writer): Pick<SettingStore, 'put'> {
  return {
    async put(name, value) {
      await writer.write({ kind: 'putSetting', name, value });
    },
  };
}

/** Traces of answered requests as readers have them. */
export function traceReads(reader: Reader): Pick<TraceStore, 'get'> {
  return {
    async get(request) {
      const trace = reader.trace(request);
      return trace === undefined ? undefined : RequestTrace.parse(JSON.parse(trace));
    },
  };
}

/** Traces of answered requests as the server has them; each call resolves after its commit. */
export function traceWrites(writer: Writer): Pick<TraceStore, 'put'> {
  return {
    async put(trace) {
      await writer.write({ kind: 'putTrace', request: trace.request, trace: JSON.stringify(trace) });
    },
  };
}

/** Throws `StoreUnavailable` when some secret of the database is sealed with another key. */
export function requireSecretKey(reader: Reader, sealer: Sealer, path: string): void {
  const other = reader.otherSecretKey(sealer.keyId);
  if (other === undefined) return;
  throw new StoreUnavailable(
    `the secrets in the database ${path} are sealed with the key ${other}, and the given key is ${sealer.keyId}; give the key that they were sealed with`,
  );
}
