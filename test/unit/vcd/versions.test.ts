import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseVersion, isPlainVersion } from '#vcd/http/versions.ts';
import { VcdRejected } from '#vcd/errors.ts';

test('the highest version that both sides know, by number and not by text', () => {
  assert.equal(
    chooseVersion(['5.5', '31.0', '9.0', '29.0', '37.2', '37.10', '38.0', '39.1'], undefined),
    '37.10',
  );
  assert.equal(chooseVersion(['29.0', '38.0.0-alpha', '38.0'], undefined), '29.0');
});

test('the configured version where it is offered, also one that would not be chosen', () => {
  assert.equal(chooseVersion(['29.0', '37.0', '38.1'], '29.0'), '29.0');
  assert.equal(chooseVersion(['29.0', '37.0', '38.1'], '38.1'), '38.1');
});

test('without a common version the error shows what vCD offers', () => {
  const says = (text: RegExp) => (fault: unknown) => fault instanceof VcdRejected && text.test(fault.message);
  assert.throws(() => chooseVersion(['29.0', '30.0'], '31.0'), says(/31\.0; it offers 29\.0, 30\.0/));
  assert.throws(
    () => chooseVersion(['5.5', '38.0'], undefined),
    says(/29\.0 to 37\.x; it offers 5\.5, 38\.0/),
  );
  assert.throws(() => chooseVersion([], undefined), says(/it offers none/));
});

test('only a plain version may go into an Accept header', () => {
  assert.ok(isPlainVersion('31.0'));
  for (const text of ['', '31', '31.0.0', '31.0;q=1', '31.0\r\nx: y', 'list']) {
    assert.equal(isPlainVersion(text), false, text);
  }
});
