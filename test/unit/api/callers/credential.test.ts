import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callerCredential } from '#api/callers/credential.ts';

test('the token of vCD in any case of the header, with the version of the session', () => {
  const expected = { token: 'abc', scheme: 'legacy', apiVersion: '31.0' };
  for (const name of ['x-vcloud-authorization', 'X-VCLOUD-Authorization']) {
    assert.deepEqual(
      callerCredential({ [name]: 'abc', Accept: 'application/*+json;version=31.0' }),
      expected,
    );
  }
});

test('the version ends where the next media type or parameter begins', () => {
  for (const accept of [
    'application/*+json;version=32.0, application/json;version=33.0',
    'application/*+json;version=32.0;q=1',
    'application/*+json;version= 32.0',
  ]) {
    assert.equal(callerCredential({ 'x-vcloud-authorization': 'abc', accept })?.apiVersion, '32.0', accept);
  }
});

test('without Accept, or with one that names no version, the version is open', () => {
  assert.equal(callerCredential({ 'x-vcloud-authorization': 'abc' })?.apiVersion, undefined);
  assert.equal(callerCredential({ 'x-vcloud-authorization': 'abc', accept: '*/*' })?.apiVersion, undefined);
});

test('a bearer token goes before the other one', () => {
  assert.deepEqual(callerCredential({ Authorization: 'Bearer e.y.J', 'x-vcloud-authorization': 'abc' }), {
    token: 'e.y.J',
    scheme: 'bearer',
    apiVersion: undefined,
  });
});

test('without a token there is nobody', () => {
  assert.equal(
    callerCredential({ Accept: '*/*', Authorization: 'Basic YTpi', 'x-vcloud-authorization': ' ' }),
    undefined,
  );
});
