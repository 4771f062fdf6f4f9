import type { RecordKey } from '#records/metadata.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { Outcome } from './outcome.ts';

/** What a reconcile is given besides its key: why it must stop, and a logger that carries its id. */
export interface ReconcileContext {
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** One look and one step for one record. Never told why it was called. Throws what surprised it. */
export type Reconcile = (key: RecordKey, context: ReconcileContext) => Promise<Outcome>;
