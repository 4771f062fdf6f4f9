import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseXml } from '#xml/parse-xml.ts';
import { attributeOf, textOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, ns } from '#vcd/xml/xml-element.ts';
import { ovf, vcloud, writeXml } from '#vcd/xml/write-xml.ts';

test('children stay in order and every namespace is declared once, on the root', () => {
  const text = writeXml(
    vcloud('A', { b: '1', gone: undefined }, ovf('Info', {}, 'x'), undefined, vcloud('C')),
  );
  assert.equal(
    text,
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<A xmlns="${ns.vcloud}" xmlns:ovf="${ns.ovf}" b="1"><ovf:Info>x</ovf:Info><C/></A>`,
  );
});

test('a copied tree of foreign namespaces comes out the same', () => {
  const source = `<o:Item xmlns:o="${ns.ovf}" xmlns:v="${ns.vcloud}" xmlns:r="${ns.rasd}" xmlns:i="${ns.xsi}"
    xmlns:z="urn:unknown" v:href="h" z:a="1"><r:Address i:nil="true"/><z:New z:b="2">t</z:New>
    <plain xmlns="" c="3"><v:Link rel="edit"/></plain></o:Item>`;
  const item = parseXml(source);
  const copy = childOf(parseXml(writeXml(vcloud('Vm', {}, item))), 'Item', ns.ovf);
  assert.deepEqual(copy, item);
});

test('a line break in an attribute and a carriage return in a script survive', () => {
  const root = parseXml(
    writeXml(vcloud('A', { b: 'one\ntwo\t"three" <&>' }, 'if [ 1 < 2 ]\r\nthen && fi ]]>')),
  );
  assert.equal(attributeOf(root, 'b'), 'one\ntwo\t"three" <&>');
  assert.equal(textOf(root), 'if [ 1 < 2 ]\r\nthen && fi ]]>');
});

test('what XML cannot hold is replaced and never sent', () => {
  const root = parseXml(writeXml(vcloud('A', { b: '\u001b[31mred\u0000' }, 'half \ud800 a pair')));
  assert.equal(attributeOf(root, 'b'), '\ufffd[31mred\ufffd');
  assert.equal(textOf(root), 'half \ufffd a pair');
});

test('any text and any tree is read as it was written', () => {
  // All that XML treats in a way of its own, and some that it does not.
  const allowed = fc.string({
    unit: fc.constantFrom(...Array.from('<>&"\'\r\n\t ]=/a\u0085\u00e9\u2028\u{1f600}')),
  });
  const local = fc.constantFrom('A', 'b', 'Item');
  const uri = fc.constantFrom<string>(ns.vcloud, ns.ovf, 'urn:x', '');
  const tree = (depth: number): fc.Arbitrary<XmlElement> =>
    fc.record({
      uri,
      local,
      attributes: fc.uniqueArray(fc.record({ uri, local, value: allowed }), {
        selector: (attribute) => `${attribute.uri} ${attribute.local}`,
        maxLength: 3,
      }),
      children: fc
        .tuple(depth === 0 ? fc.constant([]) : fc.array(tree(depth - 1), { maxLength: 3 }), allowed)
        .map(([elements, text]) => (text === '' ? elements : [...elements, text])),
    });
  fc.assert(
    fc.property(tree(2), (root) => {
      assert.deepEqual(parseXml(writeXml(root)), structuredClone(root));
    }),
    { numRuns: 300 },
  );
});
