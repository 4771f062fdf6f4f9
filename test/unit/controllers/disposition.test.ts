import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dispositionOf } from '#controllers/disposition.ts';
import { GuestPasswordUnknown, GuestPlanConflict, GuestRefused, GuestUnreachable } from '#guest/errors.ts';
import { AddonUnusable } from '#workload/addons.ts';
import * as errors from '#vcd/errors.ts';

const answer = { status: 400, code: 'X', message: 'said vCD', requestId: undefined, operation: 'compose' };

/** Every class of the client's errors; undefined means: not expected, back off and try again. */
const expected: Record<keyof typeof errors, 'waiting' | 'stalled' | undefined> = {
  VcdError: undefined,
  VcdBusy: 'waiting',
  VcdOverloaded: 'waiting',
  VcdConflict: 'waiting',
  VcdDuplicateName: 'stalled',
  VcdForbidden: 'stalled',
  VcdRejected: 'stalled',
  VcdUnauthorized: undefined,
  VcdUnavailable: undefined,
};

describe('what an error of the vCD client means for a reconcile', () => {
  const samples: errors.VcdError[] = [
    new errors.VcdBusy(answer, undefined),
    new errors.VcdOverloaded(answer, undefined),
    new errors.VcdConflict(answer),
    new errors.VcdDuplicateName(answer),
    new errors.VcdForbidden(answer),
    new errors.VcdRejected(answer),
    new errors.VcdUnauthorized(answer),
    new errors.VcdUnavailable(answer),
  ];

  it('is decided for every class', () => {
    assert.deepEqual(
      Object.fromEntries(samples.map((error) => [error.name, dispositionOf(error)?.kind])),
      Object.fromEntries(Object.entries(expected).filter(([name]) => name !== 'VcdError')),
    );
  });

  it('stalls on a template or a guest that trying again does not mend', () => {
    assert.equal(dispositionOf(new AddonUnusable('no such manifest'))?.kind, 'stalled');
    assert.equal(dispositionOf(new GuestPlanConflict('node-a'))?.kind, 'stalled');
    assert.equal(dispositionOf(new GuestRefused('node-a', 'its tools are too old'))?.kind, 'stalled');
  });

  it('waits for a guest that there is no way into, and says why', () => {
    for (const error of [new GuestUnreachable('node-a', 'no tools'), new GuestPasswordUnknown('node-a')]) {
      const outcome = dispositionOf(error);
      assert.deepEqual(outcome, {
        kind: 'waiting',
        reason: 'WaitingForGuest',
        requeueAfterMs: 5_000,
        message: error.message,
      });
    }
  });

  it('looks again when an entity is not in the state that it was seen in', () => {
    const refused = new errors.VcdRejected({ ...answer, code: 'INVALID_STATE' });
    assert.equal(dispositionOf(refused)?.kind, 'waiting');
  });

  it('takes the time that vCD asks for', () => {
    const outcome = dispositionOf(new errors.VcdOverloaded(answer, 7_000));
    assert.equal(outcome?.kind === 'waiting' ? outcome.requeueAfterMs : undefined, 7_000);
  });

  it('leaves other errors to the loop', () => {
    assert.equal(dispositionOf(new TypeError('surprise')), undefined);
  });
});
