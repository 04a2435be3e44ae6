/** The calls that a service of the front makes to moto for itself. */

import { isObject, type JsonObject } from '../../../handlers/template-language/json';
import { AwsError } from '../wire/errors';
import type { AwsRequest, AwsResponse, Forward } from '../wire/messages';
import { type QueryObject, writeQuery } from '../wire/query';
import { membersAt, nodeAt, parseXml, textAt, type XmlNode } from '../wire/xml-tree';

/** Versions of the query APIs. moto does not look at them, but SDKs send them. */
const VERSIONS = { elasticloadbalancing: '2015-12-01', ec2: '2016-11-15' };
export type QueryApi = keyof typeof VERSIONS;

export interface MotoClient {
  /**
   * One call of a query API: the `…Result` element, for EC2 the `…Response` element.
   * @throws AwsError as moto gave it
   */
  query(api: QueryApi, operation: string, parameters: QueryObject): Promise<XmlNode>;
  /**
   * One call of the JSON API that the request is for, with the same credentials.
   * @throws AwsError as moto gave it
   */
  json(operation: string, parameters: object): Promise<JsonObject>;
}

/** @param request the request that is being answered */
export function createMotoClient(forward: Forward, request: AwsRequest): MotoClient {
  return {
    async query(api, operation, parameters) {
      const answer = await forward(queryRequest(api, request.region, operation, parameters));
      const root = parseXml(answer.body.toString());
      if (answer.status >= 400) throw queryError(answer, root);
      return nodeAt(root, `${operation}Result`) ?? root;
    },
    async json(operation, parameters) {
      const answer = await forward(jsonRequest(request, operation, parameters));
      const parsed: unknown = JSON.parse(answer.body.toString());
      const members = isObject(parsed) ? parsed : {};
      if (answer.status >= 300) throw jsonError(answer, members);
      return members;
    },
  };
}

/** A request as an SDK would send it; moto reads service and region from the credential scope. */
export function queryRequest(api: QueryApi, region: string, operation: string, parameters: QueryObject): AwsRequest {
  const style = api === 'ec2' ? 'ec2' : 'query';
  const body = writeQuery({ Action: operation, Version: VERSIONS[api], ...parameters }, style);
  return {
    service: api,
    region,
    operation,
    method: 'POST',
    url: new URL('http://127.0.0.1/'),
    headers: {
      host: '127.0.0.1',
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: `AWS4-HMAC-SHA256 Credential=local/20000101/${region}/${api}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: Buffer.from(body),
  };
}

/** The same request for another operation of its API: `X-Amz-Target` is `<API>.<operation>`. */
function jsonRequest(request: AwsRequest, operation: string, parameters: object): AwsRequest {
  const [api = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  const headers = { ...request.headers, 'x-amz-target': `${api}.${operation}` };
  return { ...request, operation, headers, body: Buffer.from(JSON.stringify(parameters)) };
}

function queryError({ status }: AwsResponse, root: XmlNode): AwsError {
  const error = nodeAt(root, 'Error') ?? membersAt(root, 'Errors')[0];
  const code = error && textAt(error, 'Code');
  const message = (error && textAt(error, 'Message')) ?? '';
  return new AwsError(code ?? 'InternalFailure', message, code === undefined ? 501 : status);
}

function jsonError({ status }: AwsResponse, { __type, message, Message }: JsonObject): AwsError {
  const code = typeof __type === 'string' ? __type.slice(__type.lastIndexOf('#') + 1) : 'ServerException';
  return new AwsError(code, String(message ?? Message ?? ''), status);
}
