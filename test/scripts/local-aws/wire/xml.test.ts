import { ec2Response, queryResponse, writeElement, xmlResponse } from '../../../../scripts/local-aws/wire/xml';
import { escapeXml } from '../../../../scripts/local-aws/wire/xml-tree';

test('special characters of XML are escaped, and characters that XML cannot hold are replaced', () => {
  expect(escapeXml(`<a href="x">'&'</a>\r\u0000`)).toBe(
    '&lt;a href=&quot;x&quot;&gt;&apos;&amp;&apos;&lt;/a&gt;&#xD;\u{FFFD}',
  );
  expect(escapeXml('tab\t line\n ünï 🚀')).toBe('tab\t line\n ünï 🚀');
});

test('objects, lists, dates, numbers and booleans become elements', () => {
  const value = { List: ['a', { B: 1 }], When: new Date(0), Flag: true, Gone: undefined, None: [] };
  expect(writeElement('X', value)).toBe(
    '<X><List><member>a</member><member><B>1</B></member></List><When>1970-01-01T00:00:00.000Z</When><Flag>true</Flag><None></None></X>',
  );
});

test('the answer of a query operation has a result element and a request id', () => {
  const { status, headers, body } = queryResponse('DoIt', 'urn:x', { A: 'b' });
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/xml');
  expect(body).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<DoItResponse xmlns="urn:x"><DoItResult><A>b<\/A><\/DoItResult><ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId><\/ResponseMetadata><\/DoItResponse>$/,
  );
});

test("EC2's answers have no result element, and their lists consist of items", () => {
  const { body } = ec2Response('DescribeThings', { thingSet: [{ id: 'a' }] });
  expect(body).toMatch(
    /<DescribeThingsResponse xmlns="[^"]+"><requestId>[^<]+<\/requestId><thingSet><item><id>a<\/id><\/item><\/thingSet><\/DescribeThingsResponse>$/,
  );
});

test('every document begins with the XML declaration', () => {
  expect(xmlResponse(404, '<a/>')).toEqual({
    status: 404,
    headers: { 'content-type': 'text/xml' },
    body: '<?xml version="1.0" encoding="UTF-8"?>\n<a/>',
  });
});
