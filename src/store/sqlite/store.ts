import { statSync } from 'node:fs';
import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { Logger } from '#telemetry/logger.ts';
import type {
  AuditLog,
  EventLog,
  IntentLedger,
  RecordStore,
  Revision,
  SecretStore,
  SettingStore,
  TraceStore,
  UnreadableRecord,
} from '../record-store.ts';
import { textSealer, type TextSealer } from '../sealed-text.ts';
import { auditAppends, auditReads } from './audit-access.ts';
import { openForReading } from './connection.ts';
import { DamageList } from './damage.ts';
import { closed } from './failure.ts';
import { intentReads, intentAppends } from './intent-access.ts';
import {
  eventReads,
  eventWrites,
  requireSecretKey,
  secretReads,
  secretWrites,
  settingReads,
  settingWrites,
  traceReads,
  traceWrites,
} from './other-access.ts';
import type { WorkerOptions } from './protocol.ts';
import { createReader, type Reader } from './reader.ts';
import { recordReads, recordWrites, type RecordReads } from './record-access.ts';
import { clusterType, templateType } from './record-row.ts';
import { createSealer } from './seal.ts';
import { CommitBell, pollingWait } from './watch.ts';
import { startWriter, type WriterListeners, type WriteStatistics, type WritingPlace } from './writer.ts';

/** How the store is doing, for metrics and the web page. */
export interface StoreStatistics extends WriteStatistics {
  readonly revision: Revision;
  /** Size of the database file and of its write-ahead log. */
  readonly databaseBytes: number;
  readonly logBytes: number;
}

/** The store of one server. Disposing of it finishes the queued writes and closes the files. */
export interface SqliteStore extends AsyncDisposable {
  readonly clusters: RecordStore<Cluster>;
  readonly templates: RecordStore<Template>;
  readonly events: EventLog;
  readonly secrets: SecretStore;
  readonly settings: SettingStore;
  readonly traces: TraceStore;
  readonly intents: IntentLedger;
  readonly audit: AuditLog;
  /** For what is kept outside, with the same key as the secrets. */
  readonly sealer: TextSealer;
  statistics(): StoreStatistics;
  /** Records that `list` and `watch` have met and leave out. */
  unreadable(): readonly UnreadableRecord[];
}

/** The same records for who must not write. */
export interface SqliteReader extends AsyncDisposable {
  readonly clusters: RecordReads<Cluster>;
  readonly templates: RecordReads<Template>;
  readonly events: Pick<EventLog, 'list'>;
  readonly secrets: Pick<SecretStore, 'get' | 'names'>;
  readonly settings: Pick<SettingStore, 'get'>;
  readonly intents: Pick<IntentLedger, 'list'>;
  readonly audit: Pick<AuditLog, 'page' | 'newest'>;
  /** Records that `list` and `watch` have met and leave out. */
  unreadable(): readonly UnreadableRecord[];
}

/** Where the database is and how much it keeps. */
export interface SqliteStoreOptions extends Partial<Omit<WorkerOptions, 'path'>> {
  readonly path: string;
  /** 32 bytes; `loadSecretKey` reads them. */
  readonly secretKey: Buffer;
  readonly log: Logger;
  readonly clock?: () => Date;
  readonly onWritten?: WriterListeners['onWritten'];
  /** Default: in a thread. */
  readonly writes?: WritingPlace;
}

const defaults = {
  changesKept: 10_000,
  eventsKept: 200,
  tracesKept: 50_000,
  auditRowsKept: 500_000,
  auditDaysKept: 400,
  busyTimeoutMs: 5_000,
  commitDelayMs: 0,
} satisfies Partial<WorkerOptions>;

/**
 * Opens the database of a server, and creates it when absent. Throws `StoreUnavailable` when another server has it
 * open, when it is damaged or of a newer release, and when its secrets are sealed with another key.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { path, secretKey, log, clock = () => new Date(), writes: place = 'thread', ...chosen } = options;
  const sealer = createSealer(secretKey);
  const bell = new CommitBell(0);
  await using opening = new AsyncDisposableStack();
  const writer = opening.use(
    await startWriter({ ...defaults, ...chosen, path, place, onCommit: (revision) => bell.ring(revision) }),
  );
  const reader = opening.adopt(createReader(openForReading(path)), (reader) => reader.close());
  opening.defer(() => bell.close(closed(path)));
  requireSecretKey(reader, sealer, path);
  bell.ring(reader.revision());

  const { record: recordEvent } = eventWrites({ writer, clock });
  const damage = new DamageList(log, ({ key, uid, problem }) => {
    const message = `The record cannot be read and nothing is done for it: ${problem}`;
    // The log has it already; an event that cannot be written says no more.
    recordEvent({ key, uid, type: 'Warning', reason: 'Unreadable', message }).catch(() => undefined);
  });
  const reads = { reader, damage, wait: bell.wait };
  const writes = { writer, sealer, clock };
  const open = opening.move();
  return {
    clusters: { ...recordReads(clusterType, reads), ...recordWrites(clusterType, writes) },
    templates: { ...recordReads(templateType, reads), ...recordWrites(templateType, writes) },
    events: { ...eventReads(reader), ...eventWrites(writes) },
    secrets: { ...secretReads({ reader, sealer }), ...secretWrites(writes) },
    settings: { ...settingReads(reader), ...settingWrites(writer) },
    traces: { ...traceReads(reader), ...traceWrites(writer) },
    intents: { ...intentReads(reader), ...intentAppends(writer) },
    audit: { ...auditReads(reader), ...auditAppends(writer) },
    sealer: textSealer(secretKey),
    statistics: () => ({
      ...writer.statistics(),
      revision: reader.revision(),
      databaseBytes: sizeOf(path),
      logBytes: sizeOf(`${path}-wal`),
    }),
    unreadable: () => damage.records(),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/**
 * Opens a database for reading only, beside a running server or without one. Its watches look every `pollMs` (500).
 * Without the key the secrets stay sealed. Throws `StoreUnavailable`.
 */
export async function openSqliteReader(options: {
  readonly path: string;
  readonly log: Logger;
  readonly secretKey?: Buffer;
  readonly pollMs?: number;
}): Promise<SqliteReader> {
  const { path, log, secretKey, pollMs = 500 } = options;
  const sealer = secretKey && createSealer(secretKey);
  const reader: Reader = createReader(openForReading(path));
  try {
    if (sealer) requireSecretKey(reader, sealer, path);
  } catch (error) {
    reader.close();
    throw error;
  }
  const damage = new DamageList(log);
  const reads = { reader, damage, wait: pollingWait(reader, pollMs) };
  return {
    clusters: recordReads(clusterType, reads),
    templates: recordReads(templateType, reads),
    events: eventReads(reader),
    secrets: secretReads({ reader, sealer }),
    settings: settingReads(reader),
    intents: intentReads(reader),
    audit: auditReads(reader),
    unreadable: () => damage.records(),
    [Symbol.asyncDispose]: async () => reader.close(),
  };
}

/** Asked of the file system by name: opening the file would drop SQLite's locks on it when it is closed again. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
