import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { connectionProblem } from '../src/http/connection-problem.ts';
import { refusal, type Subject } from '../src/http/refusal.ts';

const cloud = { host: 'vcd', loginCommand: 'vcd-cse login https://vcd acme alice' };

function told(status: number, text: string, subject: Subject = 'other') {
  return refusal({ status, headers: {}, text }, subject, cloud);
}

function vcdError(message: string): string {
  return `<?xml version="1.0"?>\n<Error xmlns="http://www.vmware.com/vcloud/v1.5" message="${message}" majorErrorCode="1"/>`;
}

/** Every row of the matrix of the contract of CSE 1.2.7, section 11, and what is said in each. */
const matrix: readonly (readonly [
  name: string,
  status: number,
  body: string,
  text: string,
  hint?: RegExp,
])[] = [
  ['401, empty', 401, '', 'Session has expired or user not logged in. Please re-login.', /acme alice$/],
  ['401, XML', 401, vcdError('Log in &amp; try'), 'Log in & try', /^Log in again: vcd-cse login https/],
  [
    '401, JSON of Cloud Director',
    401,
    '{"minorErrorCode":"UNAUTHORIZED","message":"no"}',
    'no',
    /^Log in again/,
  ],
  ['401, JSON of the service', 401, '{"message": "Unauthorized"}', 'Unauthorized', /role lacks the right/],
  ['504, empty', 504, '', 'An error has occurred.', /did not answer in time/],
  ['504, XML', 504, vcdError('failed to respond'), 'failed to respond', /cluster list before asking again/],
  ['504, JSON', 504, '{"message":"late"}', 'late', /did not answer in time/],
  ['structured', 500, '{"message":{"reason":"Cluster \'x\' not found."}}', "Cluster 'x' not found."],
  ['flat', 500, '{"message":"Cluster x not found."}', 'Cluster x not found.'],
  ['flat, with the word that broke the original', 500, '{"message":"the reason is"}', 'the reason is'],
  ['a message without a reason', 500, '{"message":{"code":7}}', '{"code":7}'],
  ['a message that is null', 500, '{"message":null}', 'unknown error (HTTP 500)'],
  ['an empty object', 500, '{}', 'unknown error (HTTP 500)'],
  ['an empty list', 500, '[]', 'unknown error (HTTP 500)'],
  ['nothing', 500, ' \n', 'unknown error (HTTP 500)'],
  ['HTML', 503, '<!DOCTYPE html><html><title>Busy</title><p></html>', 'HTTP 503: Busy'],
  ['HTML without a title', 502, '<html><body>x', 'HTTP 502'],
  ['plain text', 502, 'upstream is gone', 'HTTP 502: upstream is gone'],
  ['a redirect', 302, '', 'unknown error (HTTP 302)'],
  [
    'disabled',
    500,
    '{"message":"CSE service is disabled. Contact the System Administrator."}',
    'CSE service is disabled. Contact the System Administrator.',
    /vcd-cse system enable$/,
  ],
  [
    'the broker is down',
    500,
    vcdError('Cannot send message to service with id: 1.'),
    'Cannot send message to service with id: 1.',
    /tell the provider/,
  ],
  ['forbidden', 403, '{"message":{"reason":"Forbidden"}}', 'Forbidden', /role lacks the right/],
  ['not found by the service', 404, '{"message":{"reason":"no such route"}}', 'no such route'],
  [
    'not registered, XML',
    404,
    vcdError('nothing'),
    'There is no Kubernetes service (/api/cse) at vcd (HTTP 404).',
    /ask the provider/,
  ],
  [
    'not registered, 406',
    406,
    '<html></html>',
    'There is no Kubernetes service (/api/cse) at vcd (HTTP 406).',
    /not registered/,
  ],
  [
    'an API version that is gone',
    406,
    vcdError('Invalid API version requested.'),
    'Invalid API version requested.',
    /Log in again/,
  ],
];

describe('refusals', () => {
  for (const [name, status, body, text, hint] of matrix) {
    it(name, () => {
      const problem = told(status, body);
      assert.equal(problem.message, text);
      if (hint) assert.match(problem.hint ?? '', hint);
      else assert.equal(problem.hint, undefined);
      assert.equal(problem.exitCode, 1);
    });
  }

  it('names what was asked about where nothing is said', () => {
    assert.equal(told(500, '{}', 'cluster').message, 'Invalid cluster name');
    assert.equal(told(500, '', 'node').message, 'Invalid cluster/node name');
  });

  it('does not blame the service for what Cloud Director itself refuses', () => {
    assert.equal(told(404, vcdError('no such task'), 'cloud').message, 'no such task');
    assert.equal(told(504, '', 'cloud').hint, undefined);
  });

  it('say something whatever comes', () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ message: fc.jsonValue() }).map((value) => JSON.stringify(value)),
      fc.record({ message: fc.record({ reason: fc.jsonValue() }) }).map((value) => JSON.stringify(value)),
      fc.string().map((text) => `<Error message="${text}"/>`),
    );
    const subject = fc.constantFrom<Subject>('cluster', 'node', 'other', 'cloud');
    fc.assert(
      fc.property(fc.integer({ min: 203, max: 599 }), body, subject, (status, body, subject) => {
        assert.notEqual(told(status, body, subject).message, '');
      }),
    );
  });

  it('tells what may pass', () => {
    assert.ok(told(503, '').passing && told(504, '').passing);
    assert.ok(!told(500, '{"message":"no"}').passing && !told(401, '').passing && !told(403, '').passing);
  });
});

describe('requests without an answer', () => {
  for (const [code, text, hint] of [
    ['ENOTFOUND', 'The host vcd is not known (ENOTFOUND).', /VPN/],
    ['ECONNREFUSED', 'Cannot reach vcd (ECONNREFUSED).', /Check host and port/],
    ['ETIMEDOUT', 'Cannot reach vcd (ETIMEDOUT).', /may have been received/],
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'The certificate of vcd is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT).',
      /--ca-file/,
    ],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate of vcd is for another name.', /the name that is in/],
    ['CERT_HAS_EXPIRED', 'The certificate of vcd is not valid today (CERT_HAS_EXPIRED).', /clock/],
    ['EPROTO', 'vcd does not speak TLS here (EPROTO).', /port/],
  ] as const) {
    it(code, () => {
      const problem = connectionProblem('vcd', code, 'message of the library');
      assert.equal(problem.message, text);
      assert.match(problem.hint ?? '', hint);
    });
  }

  it('keeps the words of what it does not know', () => {
    assert.equal(connectionProblem('vcd', 'EODD', 'odd').message, 'The request to vcd failed: odd');
  });
});
