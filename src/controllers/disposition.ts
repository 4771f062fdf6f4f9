import { stalled, waiting, type Outcome } from '#runtime/outcome.ts';
import { DefinitionUnusable } from '#definitions/errors.ts';
import { GuestPasswordUnknown, GuestPlanConflict, GuestRefused, GuestUnreachable } from '#guest/errors.ts';
import { AddonUnusable } from '#workload/addons.ts';
import {
  VcdBusy,
  VcdConflict,
  VcdDuplicateName,
  VcdForbidden,
  VcdOverloaded,
  VcdRejected,
} from '#vcd/errors.ts';

const busyRetryMs = 1_000;
const overloadRetryMs = 5_000;
const guestRetryMs = 5_000;

/**
 * Which errors of the adapters are expected outcomes of a step. Undefined for the rest: no answer, a 5xx, a refused
 * login; the loop backs off and tries again.
 */
export function dispositionOf(error: unknown): Outcome | undefined {
  if (error instanceof VcdBusy || error instanceof VcdConflict) {
    return waiting('WaitingForTask', busyRetryMs, error.message);
  }
  if (error instanceof VcdOverloaded) {
    return waiting('Overloaded', error.retryAfterMs ?? overloadRetryMs, error.message);
  }
  // The entity is not as it was seen a moment ago: the next look tells what is left to do.
  if (error instanceof VcdRejected && error.answer.code === 'INVALID_STATE') {
    return waiting('WaitingForTask', busyRetryMs, error.message);
  }
  if (error instanceof VcdDuplicateName) return stalled('NameTaken', error.message);
  if (error instanceof VcdForbidden || error instanceof VcdRejected)
    return stalled('VAppFailed', error.message);
  if (error instanceof AddonUnusable || error instanceof DefinitionUnusable) {
    return stalled('InvalidTemplate', error.message);
  }
  if (error instanceof GuestPlanConflict || error instanceof GuestRefused)
    return stalled('VAppFailed', error.message);
  if (error instanceof GuestUnreachable || error instanceof GuestPasswordUnknown)
    return waiting('WaitingForGuest', guestRetryMs, error.message);
  return undefined;
}
