import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeReply } from '#intake/reply.ts';

test('a reply has exactly the keys of the contract, in its order', () => {
  const reply = encodeReply('6f0c', {
    status: 200,
    contentType: 'application/*+json;version=31.0',
    bytes: Buffer.from('[]'),
  });
  assert.equal(
    reply.toString(),
    '{"id":"6f0c","headers":{"Content-Type":"application/*+json;version=31.0","Content-Length":2},' +
      '"statusCode":200,"body":"W10=","request":false}',
  );
});

test('the length is that of the decoded body in bytes [check 10]', () => {
  const reply = encodeReply('6f0c', { status: 200, contentType: 'x/y', bytes: Buffer.from('"ü"') });
  assert.match(reply.toString(), /"Content-Length":4\}/);
});
