import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bitString,
  der,
  namedBits,
  objectIdentifier,
  readElements,
  readInside,
  sequence,
  tags,
  time,
} from '#workload/der.ts';

const hex = (bytes: Buffer) => bytes.toString('hex');

test('lengths are written in as few bytes as hold them, and read back', () => {
  for (const [length, head] of [
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [70_000, '0483011170'],
  ] as const) {
    const content = Buffer.alloc(length, 7);
    const element = der(tags.octetString, content);
    assert.equal(hex(element.subarray(0, element.length - length)), head);
    assert.deepEqual(readElements(element), [{ tag: tags.octetString, content, whole: element }]);
  }
});

test('object identifiers and bits are as X.690 has them', () => {
  assert.equal(hex(objectIdentifier('2.5.29.14')), '0603551d0e');
  assert.equal(hex(objectIdentifier('1.2.840.113549.1.1.11')), '06092a864886f70d01010b');
  assert.equal(hex(namedBits(0)), '03020780');
  assert.equal(hex(namedBits(0, 5, 6)), '03020186');
  assert.equal(hex(namedBits(8)), '0303070080');
  assert.equal(hex(bitString(Buffer.from([1, 2]))), '0303000102');
});

test('times are in the short form until 2049 and in the long one after', () => {
  assert.equal(time(new Date('2049-12-31T23:59:59.999Z')).toString('latin1', 2), '491231235959Z');
  assert.equal(time(new Date('2050-01-01T00:00:00Z')).toString('latin1', 2), '20500101000000Z');
});

test('what is not whole is not read', () => {
  const whole = sequence(Buffer.from('0400', 'hex'));
  assert.equal(readInside(whole, tags.sequence).length, 1);
  for (const bad of ['30', '3080', '300304', '3085010000000000', '30820100'])
    assert.throws(() => readElements(Buffer.from(bad, 'hex')), /not DER/);
  assert.throws(() => readInside(whole, tags.set), /not DER of tag/);
  assert.throws(() => readInside(Buffer.concat([whole, whole]), tags.sequence), /not DER of tag/);
});
