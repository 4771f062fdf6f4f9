import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { issueJobKey, jobPublicKey } from '#workload/job-key.ts';

test('every cluster has another key, and the public half of it is always the same', () => {
  const key = issueJobKey();
  assert.notEqual(key, issueJobKey());
  assert.match(key, /^-----BEGIN PRIVATE KEY-----\n/);
  assert.match(jobPublicKey(key), /^-----BEGIN PUBLIC KEY-----\n/);
  assert.equal(jobPublicKey(key), jobPublicKey(key));
});

test('another kind of key is refused', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  assert.throws(() => jobPublicKey(privateKey.export({ type: 'pkcs8', format: 'pem' })), TypeError);
});
