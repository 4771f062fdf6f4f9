import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { childrenOf, readXml, textOf } from '../src/xml.ts';

describe('XML', () => {
  it('is read by local names, without its namespaces', () => {
    const root = readXml(
      '<?xml version="1.0"?><v:Task xmlns:v="urn:v" v:id="1" name="a&lt;b"><v:Progress> 4 </v:Progress></v:Task>',
    );
    assert.ok(root);
    assert.equal(root.name, 'Task');
    assert.deepEqual(
      [...root.attributes],
      [
        ['id', '1'],
        ['name', 'a<b'],
      ],
    );
    assert.equal(textOf(root, 'Progress'), '4');
    assert.deepEqual([childrenOf(root, 'No'), textOf(root, 'No')], [[], undefined]);
  });

  for (const broken of [
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a b=1/>',
    '<p:a/>',
  ]) {
    it(`is not guessed at: ${JSON.stringify(broken)}`, () => {
      assert.equal(readXml(broken), undefined);
    });
  }
});
