/** Writes the XML answers of AWS's query protocols from plain objects. */
import { randomUUID } from 'node:crypto';
import type { AwsResponse } from './messages';
import { escapeXml, writeXml, type XmlNode } from './xml-tree';

/** A value in an answer. Dates are written as ISO 8601; undefined members are left out. */
export type XmlValue = string | number | boolean | Date | undefined | readonly XmlValue[] | XmlObject;
export interface XmlObject {
  readonly [name: string]: XmlValue;
}

/** The content of an answer's element: members by name, or elements as moto wrote them. */
export type XmlContent = readonly XmlNode[] | XmlObject;

/** One element. A list becomes one element with a `member` (EC2: `item`) for each entry. */
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

function isNodes(content: XmlContent): content is readonly XmlNode[] {
  return Array.isArray(content);
}

/** The answer of an awsQuery operation: `<XResponse xmlns="…"><XResult>…`. */
export function queryResponse(operation: string, xmlns: string, result: XmlContent): AwsResponse {
  const content = isNodes(result) ? result.map(writeXml).join('') : writeContent(result, 'member');
  const metadata = writeElement('ResponseMetadata', { RequestId: randomUUID() });
  const body = `<${operation}Result>${content}</${operation}Result>${metadata}`;
  return xmlResponse(200, `<${operation}Response xmlns="${xmlns}">${body}</${operation}Response>`);
}

const EC2_XMLNS = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** The answer of an EC2 operation; lists are written with `<item>`. Names are as on the wire (`groupId`). */
export function ec2Response(operation: string, result: XmlContent): AwsResponse {
  const others = isNodes(result) ? result.filter(({ name }) => name !== 'requestId') : result;
  const content = isNodes(others) ? others.map(writeXml).join('') : writeContent(others, 'item');
  const body = `${writeElement('requestId', randomUUID())}${content}`;
  return xmlResponse(200, `<${operation}Response xmlns="${EC2_XMLNS}">${body}</${operation}Response>`);
}

/** An XML document as an answer, with the XML declaration before it. */
export function xmlResponse(status: number, document: string): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
  };
}
