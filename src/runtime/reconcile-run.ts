import type { RecordKey } from '#records/metadata.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { Outcome } from './outcome.ts';
import type { Reconcile } from './reconcile.ts';
import type { Time } from '#time/time.ts';

/** Why a reconcile is told to stop that took too long. */
export class ReconcileTimeout extends Error {
  override readonly name = 'ReconcileTimeout';
  readonly code = 'CSE_RECONCILE_TIMEOUT';
  constructor(key: RecordKey, timeoutMs: number) {
    super(`reconciling ${key} took longer than ${timeoutMs} ms`);
  }
}

/** Why a reconcile is told to stop when the server does. */
export class ControllerStopping extends Error {
  override readonly name = 'ControllerStopping';
  readonly code = 'CSE_CONTROLLER_STOPPING';
  constructor() {
    super('the controller is stopping');
  }
}

/** How one reconcile ended. */
export type Ending =
  | { readonly kind: 'returned'; readonly outcome: Outcome }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly timedOut: boolean; readonly error: unknown };

/** One call of a reconciler while it lasts. */
export interface ReconcileRun {
  readonly key: RecordKey;
  readonly log: Logger;
  /** Never rejects. */
  readonly ended: Promise<Ending>;
  /** Resolves when it still goes on `patienceMs` after it was told to stop; else never. */
  readonly gotStuck: Promise<void>;
  abort(cause: Error): void;
}

/** Calls the reconciler, with a signal that aborts after `timeoutMs`. */
export function startRun(options: {
  readonly key: RecordKey;
  readonly reconcile: Reconcile;
  readonly log: Logger;
  readonly time: Time;
  readonly timeoutMs: number;
  readonly patienceMs: number;
}): ReconcileRun {
  const { key, log, time, timeoutMs, patienceMs } = options;
  const aborter = new AbortController();
  const gotStuck = Promise.withResolvers<void>();

  const abort = (cause: Error) => {
    if (aborter.signal.aborted) return;
    cancelTimer();
    cancelTimer = time.after(patienceMs, giveUp);
    aborter.abort(cause);
  };
  const giveUp = () => {
    log.error(
      { patienceMs },
      'Reconcile goes on although told to stop, its record is locked until it returns',
    );
    gotStuck.resolve();
  };
  let cancelTimer = time.after(timeoutMs, () => abort(new ReconcileTimeout(key, timeoutMs)));

  const ended = call(options, aborter.signal).finally(() => cancelTimer());
  return { key, log, ended, gotStuck: gotStuck.promise, abort };
}

async function call(
  { key, reconcile, log }: { key: RecordKey; reconcile: Reconcile; log: Logger },
  signal: AbortSignal,
): Promise<Ending> {
  try {
    return { kind: 'returned', outcome: checked(await log.within(() => reconcile(key, { signal, log }))) };
  } catch (error) {
    if (isConflict(error)) return { kind: 'conflict' };
    if (signal.reason instanceof ControllerStopping) return { kind: 'stopped' };
    return { kind: 'failed', timedOut: signal.aborted, error };
  }
}

/** A wait without an end would leave the record to itself. */
function checked(outcome: Outcome): Outcome {
  if (outcome.kind !== 'waiting' || (outcome.requeueAfterMs >= 0 && outcome.requeueAfterMs < Infinity))
    return outcome;
  throw new RangeError(`not a time to wait: ${outcome.requeueAfterMs}`);
}

/** The runtime imports no store, so it knows the error by its code. */
function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CSE_STORE_CONFLICT';
}
