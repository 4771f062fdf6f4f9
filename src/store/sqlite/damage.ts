import type { RecordKey } from '#records/metadata.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { RecordDamaged } from '../errors.ts';

/** Remembers which records cannot be read, and says so once for each. */
export class DamageList {
  readonly #keys = new Set<RecordKey>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Unreadable records that were met and not read well since. */
  get size(): number {
    return this.#keys.size;
  }

  met(error: RecordDamaged): void {
    if (this.#keys.has(error.key)) return;
    this.#keys.add(error.key);
    this.#log.error(
      { key: error.key, problem: error.message },
      'a stored record cannot be read and is skipped',
    );
  }

  mended(key: RecordKey): void {
    this.#keys.delete(key);
  }
}
