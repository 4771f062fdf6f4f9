import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerUnreadable } from '#vcd/readers/reading.ts';
import { Rereading } from '#vcd/http/rereading.ts';
import { XmlUnreadable } from '#xml/parse-xml.ts';
import { attributeOf, type XmlElement } from '#xml/xml-element.ts';

function rereading(most = 10) {
  const parsed: string[] = [];
  const read = (root: XmlElement) => {
    const name = attributeOf(root, 'name');
    if (name === undefined) throw new AnswerUnreadable('no name');
    parsed.push(name);
    return { name };
  };
  return { parsed, answers: new Rereading({ read, most }) };
}

test('an answer that comes again word for word is read once, and is the same object', () => {
  const { parsed, answers } = rereading();
  const first = answers.read('/a', '<x name="1"/>');
  assert.equal(answers.read('/a', '<x name="1"/>'), first);
  assert.deepEqual(parsed, ['1']);
});

test('an answer that has changed is read, and so is one from another path', () => {
  const { parsed, answers } = rereading();
  answers.read('/a', '<x name="1"/>');
  assert.deepEqual(answers.read('/a', '<x name="2"/>'), { name: '2' });
  assert.deepEqual(answers.read('/b', '<x name="1"/>'), { name: '1' });
  assert.deepEqual(answers.read('/a', '<x name="1"/>'), { name: '1' }, 'the last one counts, no older one');
  assert.deepEqual(parsed, ['1', '2', '1', '1']);
});

test('an answer that cannot be read is refused each time, and what was read before stays', () => {
  const { parsed, answers } = rereading();
  const before = answers.read('/a', '<x name="1"/>');
  for (const _ of [1, 2]) {
    assert.throws(() => answers.read('/a', '<x name="1"'), XmlUnreadable);
    assert.throws(() => answers.read('/a', '<x/>'), AnswerUnreadable);
  }
  assert.equal(answers.read('/a', '<x name="1"/>'), before);
  assert.deepEqual(parsed, ['1']);
});

test('no more paths are kept than was said: those that were read last', () => {
  const { parsed, answers } = rereading(2);
  for (const path of ['/a', '/b', '/a', '/c', '/a', '/b']) answers.read(path, `<x name="${path}"/>`);
  assert.deepEqual(parsed, ['/a', '/b', '/c', '/b']);
});
