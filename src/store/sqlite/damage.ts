import { splitKey, type Kind, type RecordKey } from '#records/metadata.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { RecordDamaged } from '../errors.ts';
import type { UnreadableRecord } from '../record-store.ts';
import type { RecordRow } from './schema.ts';

/** Remembers which records cannot be read, and says so once for each: in the log, and to `onMet`. */
export class DamageList {
  readonly #records = new Map<RecordKey, UnreadableRecord>();
  readonly #log: Logger;
  readonly #onMet: (record: UnreadableRecord) => void;

  constructor(log: Logger, onMet: (record: UnreadableRecord) => void = () => {}) {
    this.#log = log;
    this.#onMet = onMet;
  }

  /** Unreadable records that were met and not read well since. */
  records(): readonly UnreadableRecord[] {
    return [...this.#records.values()];
  }

  met({ uid, created }: RecordRow, { key, problem }: RecordDamaged): void {
    if (this.#records.has(key)) return;
    const record = { key, uid, created, problem };
    this.#records.set(key, record);
    this.#log.error({ key, problem }, 'a stored record cannot be read and is skipped');
    this.#onMet(record);
  }

  /** It can be read again, or is gone. */
  mended(key: RecordKey): void {
    this.#records.delete(key);
  }

  /** Forgets those of the kind that are not there any more: `present` are all that are. */
  keepOnly(kind: Kind, present: readonly RecordKey[]): void {
    if (this.#records.size === 0) return;
    const there = new Set(present);
    for (const key of this.#records.keys()) {
      if (splitKey(key).kind === kind && !there.has(key)) this.#records.delete(key);
    }
  }
}
