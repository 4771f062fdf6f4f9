import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseXml, XmlUnreadable } from '#xml/parse-xml.ts';
import { attributeOf, textOf } from '#xml/xml-element.ts';
import { childOf, childrenOf, ns } from '#vcd/xml/xml-element.ts';

test('names are matched by namespace, whatever the prefix', () => {
  const root = parseXml(
    `<ns13:VApp xmlns:ns13="${ns.vcloud}" xmlns:o="${ns.ovf}" name="c" ns13:href="h">
       <o:Item/><ns13:Item>ours</ns13:Item><Item xmlns="urn:other"/>
     </ns13:VApp>`,
  );
  assert.equal(root.uri, ns.vcloud);
  assert.equal(root.local, 'VApp');
  assert.deepEqual(childrenOf(root, 'Item').map(textOf), ['ours']);
  assert.ok(childOf(root, 'Item', ns.ovf));
  assert.equal(attributeOf(root, 'name'), 'c');
  assert.equal(attributeOf(root, 'href'), undefined);
  assert.equal(attributeOf(root, 'href', ns.vcloud), 'h');
});

test('character references and CDATA come out as text', () => {
  const root = parseXml('<a b="x&#10;y&amp;&quot;">1 &lt; 2&#13;<![CDATA[<raw>&]]></a>');
  assert.equal(attributeOf(root, 'b'), 'x\ny&"');
  assert.equal(textOf(root), '1 < 2\r<raw>&');
});

const broken = {
  'a truncated document': '<a><b/>',
  'a document cut inside a tag': '<a><b at',
  'two roots': '<a/><b/>',
  'text after the root': '<a/>more',
  'no element': '  ',
  'crossed tags': '<a><b></a></b>',
  'a prefix that nothing declares': '<x:a/>',
  'an attribute twice': '<a b="1" b="2"/>',
  'a document type': '<!DOCTYPE a><a/>',
  'an entity of its own': '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
  'an unknown entity': '<a>&nbsp;</a>',
  'a control character': '<a>\u0001</a>',
  'a page of a gateway': '<html><head><meta charset="utf-8"><title>502</title></head></html>',
};

for (const [what, text] of Object.entries(broken)) {
  test(`${what} is refused`, () => {
    assert.throws(() => parseXml(text), XmlUnreadable);
  });
}
