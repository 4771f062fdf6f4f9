import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asciiJson, encodeResponse, type ErrorForm } from '#api/encoding.ts';
import { errorResponse } from '#api/errors.ts';
import { jsonResponse } from '#api/request.ts';

test('JSON is spaced as the original spaced it', () => {
  assert.equal(
    asciiJson({ a: 1, list: ['x', { b: null }], none: [], empty: {}, text: 'a: [\n {b}, "q"' }),
    '{"a": 1, "list": ["x", {"b": null}], "none": [], "empty": {}, "text": "a: [\\n {b}, \\"q\\""}',
  );
});

test('whatever the value, the text is ASCII in one line and means the same', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = asciiJson(value);
      assert.match(text, /^[ -~]*$/);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('text in an answer cannot be taken for markup', () => {
  assert.equal(asciiJson('<script>ü'), String.raw`"\u003cscript>\u00fc"`);
});

test('the content type is what the request accepts, word for word', () => {
  const { contentType, bytes } = encodeResponse(
    { headers: { accept: 'text/x-yaml;version=31.0' } },
    jsonResponse(200, 'a: 1\nb: 2\n'),
  );
  assert.equal(contentType, 'text/x-yaml;version=31.0');
  assert.equal(bytes.toString(), String.raw`"a: 1\nb: 2\n"`);
});

test('a request without Accept is answered in JSON', () => {
  assert.equal(encodeResponse({ headers: {} }, jsonResponse(200, [])).contentType, 'application/json');
});

test('a refusal is structured, or flat where that was chosen; its text is escaped in both', () => {
  const refusal = errorResponse(500, 'No "c1",\nno c2.');
  const told = (form?: ErrorForm) => encodeResponse({ headers: {} }, refusal, form).bytes.toString();
  const text = String.raw`"No \"c1\",\nno c2."`;
  assert.equal(told(), `{"message": {"reason": ${text}, "description": ${text}, "stacktrace": []}}`);
  assert.equal(told('structured'), told());
  assert.equal(told('flat'), `{"message": ${text}}`);
});
