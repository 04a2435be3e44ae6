/** The restXml protocol of Route 53 and CloudFront: method and path name the operation, bodies are XML. */
import { randomUUID } from 'node:crypto';
import { AwsError } from './errors';
import type { WireFormat } from './format';
import type { AwsRequest, AwsResponse } from './messages';
import { decodedPath, findRoute, type RestPath, routesOf } from './rest';
import { xmlResponse } from './xml';
import { escapeXml, parseXml, type XmlNode } from './xml-tree';

export interface RestXmlParameters {
  /** The decoded parts of the path, by the names in the braces. */
  path: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** The root element of the body; for operations that have one. @throws AwsError MalformedInput */
  body(): XmlNode;
}

/** @param paths where each operation is found */
export function restXmlFormat(paths: Readonly<Record<string, RestPath>>): WireFormat<RestXmlParameters, AwsResponse> {
  const routes = routesOf(paths);
  return {
    nameOf: (request) => findRoute(routes, request)?.operation,
    read: (request) => ({
      path: decodedPath(routes, request),
      query: request.url.searchParams,
      body: () => readBody(request),
    }),
    write: (_operation, answer) => answer,
  };
}

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

/** An answer. Without a root element: 204 and the like. */
export function restXmlResponse(
  status: number,
  root?: { name: string; xmlns: string; content: RestXmlObject },
  headers: Record<string, string> = {},
): AwsResponse {
  const withId = { 'x-amzn-requestid': randomUUID(), ...headers };
  if (root === undefined) return { status, headers: withId, body: '' };
  const document = `<${root.name} xmlns="${root.xmlns}">${contentOf(root.content)}</${root.name}>`;
  const answer = xmlResponse(status, document);
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
