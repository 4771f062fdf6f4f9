import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createSealer } from '#store/sqlite/seal.ts';

const sealer = createSealer(Buffer.alloc(32, 1));

it('opens what it sealed', () => {
  for (const value of ['', 'a', 'ключ 🔑', 'x'.repeat(100_000)]) {
    assert.equal(sealer.open('u', sealer.seal('u', 'n', value)), value);
  }
});

it('never seals twice alike', () => {
  const [one, other] = [sealer.seal('u', 'n', 'value'), sealer.seal('u', 'n', 'value')];
  assert.notDeepEqual(one.nonce, other.nonce);
  assert.notDeepEqual(one.sealed, other.sealed);
  assert.equal(one.nonce.length, 12);
});

it('does not open what was changed, moved or sealed with another key', () => {
  const sealed = sealer.seal('u', 'n', 'value');
  const flipped = Uint8Array.from(sealed.sealed, (byte, index) => (index === 0 ? byte ^ 1 : byte));
  assert.throws(() => sealer.open('u', { ...sealed, sealed: flipped }));
  assert.throws(() => sealer.open('u', { ...sealed, sealed: sealed.sealed.subarray(0, 10) }));
  assert.throws(() => sealer.open('v', sealed));
  assert.throws(() => sealer.open('u', { ...sealed, name: 'm' }));
  assert.throws(() => createSealer(Buffer.alloc(32, 2)).open('u', sealed));
});

it('names its key without showing it, and takes no key of another length', () => {
  assert.match(sealer.keyId, /^[0-9a-f]{16}$/);
  assert.notEqual(sealer.keyId, createSealer(Buffer.alloc(32, 2)).keyId);
  assert.throws(() => createSealer(Buffer.alloc(16)), /32 bytes/);
});
