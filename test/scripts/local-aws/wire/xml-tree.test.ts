import { membersAt, nodeAt, parseXml, textAt, writeXml, xmlNode } from '../../../../scripts/local-aws/wire/xml-tree';

const DOCUMENT = `<?xml version="1.0"?>
<!-- moto -->
<R xmlns="urn:x">
  <Rules><member><Arn>a</Arn><Empty/></member><member><Arn>b &amp; &lt;c&gt; &#65;&#x42; &odd;</Arn></member></Rules>
  <Text><![CDATA[<raw> & ]]></Text>
</R>`;

test('elements are found by the path of their names', () => {
  const root = parseXml(DOCUMENT);
  expect(root.name).toBe('R');
  expect(membersAt(root, 'Rules').map((rule) => textAt(rule, 'Arn'))).toEqual(['a', 'b & <c> AB &odd;']);
  expect(textAt(root, 'Rules', 'member', 'Arn')).toBe('a');
  expect(textAt(root, 'Text')).toBe('<raw> & ');
  expect(textAt(root, 'Rules', 'member', 'Empty')).toBe('');
});

test('a missing element is undefined, and a missing list has no members', () => {
  const root = parseXml(DOCUMENT);
  expect([nodeAt(root, 'No', 'Such'), textAt(root, 'No'), membersAt(root, 'No')]).toEqual([undefined, undefined, []]);
});

test('a document is written again without the space between its elements', () => {
  const once = writeXml(parseXml(DOCUMENT));
  expect(once).toContain('<R xmlns="urn:x"><Rules><member><Arn>a</Arn><Empty></Empty></member>');
  expect(writeXml(parseXml(once))).toBe(once);
});

test('a changed tree is written with its changes', () => {
  const root = parseXml('<A><B>1</B></A>');
  root.children.push(xmlNode('C', [xmlNode('D', 'x<y')]));
  expect(writeXml(root)).toBe('<A><B>1</B><C><D>x&lt;y</D></C></A>');
});

test.each(['', 'text', '<a>', '<a></b>', '</a>', '<a', '<a></a></a>'])('%j is not well-formed', (document) => {
  expect(() => parseXml(document)).toThrow();
});
