import type { RecordRow } from './schema.ts';
import type { WriteOperation } from './protocol.ts';

/** A write that somebody waits for. */
export interface QueuedWrite {
  readonly operation: WriteOperation;
  resolve(row: RecordRow | undefined): void;
  reject(error: Error): void;
}

/** Of every full group this share is left to reports, so that a flood of wishes does not stop them for good. */
const reportShare = 1 / 4;

/**
 * Writes that wait for their group, in two lanes: wishes (a person waits for the answer) go before reports (status,
 * events and what else controllers write). Within a lane the order is the order of arrival.
 */
export class WriteQueue {
  #wishes: QueuedWrite[] = [];
  #reports: QueuedWrite[] = [];

  get length(): number {
    return this.#wishes.length + this.#reports.length;
  }

  add(write: QueuedWrite): void {
    (isWish(write.operation) ? this.#wishes : this.#reports).push(write);
  }

  /** Takes the next group out, wishes first. */
  take(limit: number): readonly QueuedWrite[] {
    const forReports = Math.min(this.#reports.length, Math.ceil(limit * reportShare));
    const wishes = this.#wishes.splice(0, limit - forReports);
    return [...wishes, ...this.#reports.splice(0, limit - wishes.length)];
  }
}

function isWish(operation: WriteOperation): boolean {
  switch (operation.kind) {
    case 'create':
    case 'updateSpec':
    case 'remove':
    case 'putSetting':
    case 'putTrace':
    case 'appendAudit':
      return true;
    case 'updateStatus':
    case 'release':
    case 'recordEvent':
    case 'putSecret':
    case 'writeIntents':
      return false;
  }
}
