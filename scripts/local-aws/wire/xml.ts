/** Writes the XML answers of AWS's query protocols from plain objects. */
import { randomUUID } from 'node:crypto';
import type { AwsResponse } from './messages';

/** What an answer is made of. Dates are written as ISO 8601; members that are undefined are left out. */
export type XmlValue = string | number | boolean | Date | undefined | readonly XmlValue[] | XmlObject;
export interface XmlObject {
  readonly [name: string]: XmlValue;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** A text as it may stand in an element or an attribute. What XML 1.0 cannot hold at all becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/\r/g, '&#xD;')
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}

/** One element; a list becomes one element with a `member` (EC2: `item`) per entry. */
export function writeElement(name: string, value: XmlValue, member: 'member' | 'item' = 'member'): string {
  if (value === undefined) return '';
  return `<${name}>${writeContent(value, member)}</${name}>`;
}

function writeContent(value: XmlValue, member: 'member' | 'item'): string {
  if (value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (isList(value)) return value.map((entry) => writeElement(member, entry, member)).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, entry]) => writeElement(name, entry, member))
    .join('');
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** The answer of an awsQuery operation: `<XResponse xmlns="…"><XResult>…`. */
export function queryResponse(operation: string, xmlns: string, result: XmlObject = {}): AwsResponse {
  const metadata = writeElement('ResponseMetadata', { RequestId: randomUUID() });
  const body = `${writeElement(`${operation}Result`, result)}${metadata}`;
  return xmlResponse(200, `<${operation}Response xmlns="${xmlns}">${body}</${operation}Response>`);
}

const EC2_XMLNS = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** The answer of an EC2 operation; lists are written with `<item>`. Names are as on the wire (`groupId`). */
export function ec2Response(operation: string, result: XmlObject): AwsResponse {
  const body = writeContent({ requestId: randomUUID(), ...result }, 'item');
  return xmlResponse(200, `<${operation}Response xmlns="${EC2_XMLNS}">${body}</${operation}Response>`);
}

/** Any XML document as an answer; the declaration is put before it. */
export function xmlResponse(status: number, document: string): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
  };
}
