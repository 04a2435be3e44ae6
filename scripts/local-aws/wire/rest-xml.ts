/** The restXml protocol of Route 53 and CloudFront: method and path name the operation, bodies are XML. */
import { randomUUID } from 'node:crypto';
import { AwsError } from './errors';
import type { WireFormat } from './format';
import type { AwsRequest, AwsResponse } from './messages';
import { type RestParameters, type RestPath, restFormatWith } from './rest';
import { xmlResponse } from './xml';
import { escapeXml, parseXml, type XmlNode } from './xml-tree';

export type RestXmlParameters = RestParameters<XmlNode>;

/** The body is its root element. @param paths where each operation is found */
export const restXmlFormat = (paths: Readonly<Record<string, RestPath>>): WireFormat<RestXmlParameters, AwsResponse> =>
  restFormatWith(paths, readBody);

/** @throws AwsError MalformedInput */
function readBody({ body }: AwsRequest): XmlNode {
  try {
    return parseXml(body.toString().trim());
  } catch {
    throw new AwsError('MalformedInput', 'The request body is not well-formed XML');
  }
}

/** A value in an answer. An array is the same element once for each entry; undefined members are left out. */
export type RestXmlValue = string | number | boolean | Date | undefined | readonly RestXmlValue[] | RestXmlObject;
export interface RestXmlObject {
  readonly [name: string]: RestXmlValue;
}

export interface RestXmlRoot {
  name: string;
  xmlns: string;
  content: RestXmlObject;
}

export const writeRestXml = ({ name, xmlns, content }: RestXmlRoot): string =>
  `<${name} xmlns="${xmlns}">${contentOf(content)}</${name}>`;

/** An answer. Without a root element: 204 and the like. */
export function restXmlResponse(status: number, root?: RestXmlRoot, headers: Record<string, string> = {}): AwsResponse {
  const withId = { 'x-amzn-requestid': randomUUID(), ...headers };
  if (root === undefined) return { status, headers: withId, body: '' };
  const answer = xmlResponse(status, writeRestXml(root));
  return { ...answer, headers: { ...answer.headers, ...withId } };
}

function elementOf(name: string, value: RestXmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((entry) => elementOf(name, entry)).join('');
  return `<${name}>${contentOf(value)}</${name}>`;
}

function contentOf(value: RestXmlValue): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, entry]) => elementOf(name, entry))
    .join('');
}

/** What an element holds, as it was sent: the inverse of writing it. */
export function contentIn(node: XmlNode): RestXmlObject | string {
  if (node.children.length === 0) return node.text;
  const names = [...new Set(node.children.map(({ name }) => name))];
  return Object.fromEntries(
    names.map((name) => [name, node.children.filter((child) => child.name === name).map(contentIn)]),
  );
}
