import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textSealer } from '#store/sealed-text.ts';

const sealer = textSealer(Buffer.alloc(32, 1));
const place = { uid: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a001', name: 'secrets of node mstr-aaaa' };

test('any text comes out of its seal, which is one word and says nothing of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = sealer.seal(place, text);
      assert.match(sealed, /^[\w.-]+$/);
      assert.notEqual(sealed, sealer.seal(place, text));
      assert.deepEqual(sealer.open(place, sealed), { state: 'opened', text });
    }),
  );
});

test('it opens nowhere else, with no other key, and not when it was changed', () => {
  const sealed = sealer.seal(place, 'a secret');
  for (const elsewhere of [
    { ...place, name: 'secrets of node node-bbbb' },
    { ...place, uid: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a002' },
  ])
    assert.deepEqual(sealer.open(elsewhere, sealed), { state: 'damaged' });
  assert.deepEqual(textSealer(Buffer.alloc(32, 2)).open(place, sealed), { state: 'otherKey' });
  for (const changed of [
    '',
    'x',
    'x.y',
    `${sealed}.z`,
    sealed.slice(0, -2),
    sealed.replaceAll(/\..*\./g, '..'),
  ])
    assert.deepEqual(sealer.open(place, changed), { state: 'damaged' }, changed);
});

test('whatever stands there is no reason to throw', () => {
  fc.assert(fc.property(fc.string(), (text) => assert.notEqual(sealer.open(place, text).state, 'opened')));
});
