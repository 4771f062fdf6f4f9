import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallerRejected } from '#api/callers/caller.ts';
import { ApiError, failureResponse, timeoutResponse } from '#api/errors.ts';
import { StoreUnavailable } from '#store/errors.ts';

function told(error: unknown): { status: number; text: unknown } {
  const { status, body } = failureResponse(error, 'message-1');
  assert.ok(body.kind === 'refusal');
  return { status, text: body.text };
}

test('a refusal is told in full, commas and all', () => {
  assert.deepEqual(told(new ApiError(500, "Cluster 'a', or b, not found.")), {
    status: 500,
    text: "Cluster 'a', or b, not found.",
  });
});

test('a token that vCD rejects is answered with 401 and XML, which is all that the client can read there', () => {
  const { status, body } = failureResponse(new CallerRejected('expired'), 'message-1');
  assert.equal(status, 401);
  assert.ok(body.kind === 'xml');
  assert.match(
    body.text,
    /^<Error [^<>]* message="Session has expired or user not logged in. Please re-login."\/>$/,
  );
});

test('the state of the database is nothing that a tenant reads', () => {
  const { status, text } = told(new StoreUnavailable('disk full: /var/lib/cse/cse.db'));
  assert.equal(status, 503);
  assert.doesNotMatch(String(text), /var/);
});

test('an error with a code of ours is told with it', () => {
  const error = Object.assign(new Error('vCD is too busy'), { code: 'CSE_VCD_BUSY' });
  assert.deepEqual(told(error), { status: 503, text: 'vCD is too busy (CSE_VCD_BUSY)' });
});

test('what an error tells operators is nothing that a tenant reads', () => {
  const message = 'connect EMFILE 10.0.0.1:443, or spec.org: wrong';
  for (const code of ['CSE_VCD_UNAVAILABLE', 'CSE_STORE_RECORD_DAMAGED']) {
    const { status, text } = told(Object.assign(new Error(message), { code }));
    assert.equal(status, 503);
    assert.match(String(text), new RegExp(`^(Cloud Director does not|The service cannot) .*\\(${code}\\)$`));
  }
});

test('of any other error only the id is told under which the log knows it', () => {
  for (const error of [
    new Error('secret detail'),
    Object.assign(new Error('secret detail'), { code: 'EPIPE' }),
    'x',
  ]) {
    assert.deepEqual(told(error), {
      status: 500,
      text: 'The request failed unexpectedly. The operator finds why under request message-1.',
    });
  }
});

test("not in time is a 503: the client cannot read JSON under vCD's own 504", () => {
  assert.equal(timeoutResponse().status, 503);
});
