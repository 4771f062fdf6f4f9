import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readErrorBody } from '#vcd/http/error-body.ts';
import { errorOf, retryAfterMs } from '#vcd/http/error-map.ts';
import {
  VcdBusy,
  VcdConflict,
  VcdDuplicateName,
  type VcdError,
  VcdForbidden,
  VcdOverloaded,
  VcdRejected,
  VcdUnauthorized,
  VcdUnavailable,
} from '#vcd/errors.ts';

function map(status: number, code = '', message = '', retryAfter?: string): VcdError {
  return errorOf({ status, code, message, requestId: 'r', operation: 'op' }, { retryAfter, now: 0 });
}

/** The class for a status that comes without a code; every other status of 400–499 is a refusal. */
const byStatus = new Map<number, unknown>([
  [401, VcdUnauthorized],
  [403, VcdForbidden],
  [404, VcdForbidden],
  [408, VcdUnavailable],
  [409, VcdConflict],
  [412, VcdConflict],
  [423, VcdBusy],
  [425, VcdUnavailable],
  [429, VcdOverloaded],
  [503, VcdOverloaded],
]);

test('every status from 100 to 599 has its class, and 0 for no answer', () => {
  for (const status of [0, ...Array.from({ length: 500 }, (_, index) => index + 100)]) {
    const otherwise = status >= 400 && status < 500 ? VcdRejected : VcdUnavailable;
    assert.equal(map(status).constructor, byStatus.get(status) ?? otherwise, `status ${status}`);
  }
});

/** Status, code and text as vCD's API reference and recordings have them. */
const refusals: readonly (readonly [number, string, string, unknown])[] = [
  [
    400,
    'BAD_REQUEST',
    "validation error on field 'id': String value has invalid format or length",
    VcdRejected,
  ],
  [400, 'BUSY_ENTITY', 'The entity vApp is busy completing an operation.', VcdBusy],
  [409, 'BUSY_ENTITY', '', VcdBusy],
  [423, 'LOCKED', '', VcdBusy],
  [
    409,
    'CONFLICT',
    'The entity Ref: com.vmware.vcloud.entity.vapp:1 is busy completing an operation',
    VcdBusy,
  ],
  [409, 'CONFLICT', 'The resource was changed.', VcdConflict],
  [400, 'DUPLICATE_NAME', 'The VCD entity c1 already exists.', VcdDuplicateName],
  [409, 'DUPLICATE_NAME', '', VcdDuplicateName],
  [400, 'OPERATION_LIMITS_EXCEEDED', 'The maximum number of simultaneous operations …', VcdOverloaded],
  [400, 'INVALID_STATE', '', VcdRejected],
  [400, 'INVALID_REFERENCE', '', VcdRejected],
  [400, 'EULA_NOT_ACCEPTED', '', VcdRejected],
  [400, 'VAPP_NOT_DEPLOYED', '', VcdRejected],
  [401, 'UNAUTHORIZED', '', VcdUnauthorized],
  [403, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN', 'No access to entity', VcdForbidden],
  [404, 'NOT_FOUND', '', VcdForbidden],
  [404, 'RESOURCE_NOT_FOUND', '', VcdForbidden],
  [405, 'METHOD_NOT_ALLOWED', '', VcdRejected],
  [406, 'NOT_ACCEPTABLE', '', VcdRejected],
  [412, 'PRECONDITION_FAILED', '', VcdConflict],
  [415, 'UNSUPPORTED_MEDIA_TYPE', '', VcdRejected],
  [416, '', '', VcdRejected],
  [500, 'INTERNAL_SERVER_ERROR', '', VcdUnavailable],
  // The words of a refusal in an answer that is none: the server is ill, and what it did is not known.
  [500, 'BUSY_ENTITY', '', VcdUnavailable],
  [500, 'DUPLICATE_NAME', '', VcdUnavailable],
  [504, '', '', VcdUnavailable],
];

for (const [status, code, message, expected] of refusals) {
  test(`${status} ${code || 'without a code'}${message ? `, "${message.slice(0, 30)}"` : ''}`, () => {
    const error = map(status, code, message);
    assert.equal(error.constructor, expected);
    assert.deepEqual(error.answer, { status, code, message, requestId: 'r', operation: 'op' });
  });
}

test('a busy entity names its task where vCD does', () => {
  const task = '0a0b0c0d-1111-2222-3333-444455556666';
  const text = `The entity Ref: com.vmware.vcloud.entity.vapp:9 is busy completing an operation VDC_COMPOSE_VAPP. VDC_COMPOSE_VAPP(com.vmware.vcloud.entity.task:${task})`;
  const named = map(400, 'BUSY_ENTITY', text);
  const network =
    'The entity Ref: com.vmware.vcloud.entity.network:9 is busy completing an operation VAPP_DEPLOY.';
  const unnamed = map(400, 'BUSY_ENTITY', network);
  assert.ok(named instanceof VcdBusy && unnamed instanceof VcdBusy);
  assert.equal(named.taskId, task);
  assert.equal(unnamed.taskId, undefined);
});

test('an overload says when to come back', () => {
  const error = map(503, '', '', '7');
  assert.ok(error instanceof VcdOverloaded);
  assert.equal(error.retryAfterMs, 7000);
});

test('Retry-After is seconds, a date, a date that has passed, or not understood', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
  assert.equal(retryAfterMs('120', now), 120_000);
  assert.equal(retryAfterMs('Wed, 21 Oct 2026 07:28:30 GMT', now), 30_000);
  assert.equal(retryAfterMs('Wed, 21 Oct 2026 07:00:00 GMT', now), 0);
  assert.equal(retryAfterMs('soon', now), undefined);
  assert.equal(retryAfterMs(undefined, now), undefined);
});

test('an error without words still says something', () => {
  assert.equal(map(502).message, 'vCD answered 502 to op');
});

describe('the body of an error', () => {
  const id = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
  const cases = {
    'XML, whose text begins with the request id': {
      body: `<?xml version="1.0"?><Error xmlns="http://www.vmware.com/vcloud/v1.5" minorErrorCode="BAD_REQUEST" message="[ ${id} ] Wrong &quot;x&quot;"/>`,
      expected: { code: 'BAD_REQUEST', message: 'Wrong "x"' },
    },
    'XML with a prefix': {
      body: '<v:Error xmlns:v="http://www.vmware.com/vcloud/v1.5" minorErrorCode="A" message="b"/>',
      expected: { code: 'A', message: 'b' },
    },
    'JSON of the newer API': {
      body: JSON.stringify({ minorErrorCode: 'ACCESS', message: `[ ${id} ] no`, stackTrace: null }),
      expected: { code: 'ACCESS', message: 'no' },
    },
    'JSON of another shape': { body: '{"message": 5}', expected: { code: '', message: '' } },
    'JSON that ends too early': { body: '{"message": "a', expected: { code: '', message: '' } },
    'a page of a gateway': {
      body: '<html><body><h1>502 Bad Gateway<hr></body></html>',
      expected: { code: '', message: '' },
    },
    'XML that is another document': { body: '<Session/>', expected: { code: '', message: '' } },
    nothing: { body: '', expected: { code: '', message: '' } },
    'plain text': { body: 'upstream timed out', expected: { code: '', message: '' } },
  };
  for (const [what, { body, expected }] of Object.entries(cases)) {
    test(what, () => assert.deepEqual(readErrorBody(body), expected));
  }

  test('brackets that are no request id stay', () => {
    const body = JSON.stringify({ message: '[x] is not an address' });
    assert.equal(readErrorBody(body).message, '[x] is not an address');
  });
});
