import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnvelope } from '#intake/envelope.ts';

/** As vCD sends it (contract of CSE 1.2.7, section 2.7). */
const http = {
  id: '6f0c',
  method: 'GET',
  requestUri: '/api/cse/template',
  queryString: null,
  protocol: 'HTTP/1.1',
  scheme: 'https',
  remoteAddr: '192.0.2.10',
  remotePort: 50123,
  localAddr: '192.0.2.1',
  localPort: 443,
  headers: { Accept: 'application/*+json;version=31.0', 'x-vcloud-authorization': '0123abcd' },
  body: '',
  statusCode: 0,
  request: true,
};
const security = { user: 'urn:vcloud:user:1f', org: 'urn:vcloud:org:9a', rights: null };

function parse(message: unknown, redelivered = false) {
  return parseEnvelope(Buffer.from(JSON.stringify(message)), redelivered);
}

test('the request is the first of one, two or three elements, the sender an organization or a token', () => {
  const request = {
    id: '6f0c',
    method: 'GET',
    path: '/api/cse/template',
    headers: http.headers,
    body: undefined,
    redelivered: false,
  };
  for (const message of [
    [http, security],
    [http, security, { any: 1 }],
  ])
    assert.deepEqual(parse(message), { request, sender: 'urn:vcloud:org:9a' });
  for (const message of [[http], [http, null, null], [http, { org: 7 }]])
    assert.deepEqual(parse(message), { request, sender: '0123abcd' });
});

test('the body arrives decoded, and whether the broker delivered it before', () => {
  const body = Buffer.from('{"name": "ü"}').toString('base64');
  const parsed = parse([{ ...http, body }], true);
  assert.ok('request' in parsed);
  assert.equal(parsed.request.body?.toString(), '{"name": "ü"}');
  assert.equal(parsed.request.redelivered, true);
});

test('headers that are no text are left out, and there may be none', () => {
  const odd = parse([{ ...http, headers: { Host: 'vcd', 'Content-Length': 7, Cookie: null } }]);
  assert.ok('request' in odd);
  assert.deepEqual(odd.request.headers, { Host: 'vcd' });
  for (const headers of [null, undefined]) {
    const none = parse([{ ...http, headers, body: null }]);
    assert.ok('request' in none);
    assert.deepEqual([none.request.headers, none.request.body], [{}, undefined]);
  }
});

test('what holds no request is told as a problem', () => {
  for (const message of [
    [],
    {},
    http,
    'text',
    7,
    null,
    [[http]],
    [{ ...http, id: 7 }],
    [{ ...http, requestUri: null }],
  ]) {
    assert.ok('problem' in parse(message), JSON.stringify(message));
  }
  for (const content of ['', 'not json', '[', Buffer.from([0x5b, 0xff, 0x5d])]) {
    assert.deepEqual(parseEnvelope(Buffer.from(content), false), { problem: 'not JSON' });
  }
});
