/** The restJson protocol: method and path name the operation, and parts of the path are parameters. */
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../handlers/template-language/json';
import type { WireFormat } from './format';
import { readJson } from './json';
import type { AwsRequest, AwsResponse } from './messages';

/** `['GET', '/2015-03-31/functions/{FunctionName}']`: a name in braces stands for one part of the path. */
export type RestPath = readonly [method: string, path: string];

export interface RestParameters<Body = JsonObject> {
  /** The decoded parts of the path, by the names in the braces. */
  path: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** What the body holds; for operations that have one. @throws AwsError if it cannot be read */
  body(): Body;
}

interface Route {
  operation: string;
  method: string;
  pattern: RegExp;
}

/** @param paths where each operation is found */
const routesOf = (paths: Readonly<Record<string, RestPath>>): Route[] =>
  Object.entries(paths).map(([operation, [method, path]]) => ({
    operation,
    method,
    pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`),
  }));

const findRoute = (routes: readonly Route[], { method, url }: AwsRequest): Route | undefined =>
  routes.find((route) => route.method === method && route.pattern.test(url.pathname));

/** The decoded parts of a request's path, by their names. */
function decodedPath(routes: readonly Route[], request: AwsRequest): Record<string, string> {
  const parts = findRoute(routes, request)?.pattern.exec(request.url.pathname)?.groups ?? {};
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, decodeURIComponent(part)]));
}

/** @param paths where each operation is found */
export const restFormat = (paths: Readonly<Record<string, RestPath>>): WireFormat<RestParameters, AwsResponse> =>
  restFormatWith(paths, readJson);

/** @param readBody reads the body of an operation that has one */
export function restFormatWith<Body>(
  paths: Readonly<Record<string, RestPath>>,
  readBody: (request: AwsRequest) => Body,
): WireFormat<RestParameters<Body>, AwsResponse> {
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

/** The answer of an operation. Without a body: 204 and the like. */
export function restResponse(status: number, body?: object, headers: Record<string, string> = {}): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}
