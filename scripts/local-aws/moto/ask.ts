/** Questions that a service of the front puts to moto for itself. */

import { AwsError } from '../wire/errors';
import type { AwsRequest, AwsResponse, Forward } from '../wire/messages';
import { type QueryObject, writeQuery } from '../wire/query';
import { membersAt, nodeAt, parseXml, textAt, type XmlNode } from '../wire/xml-tree';

/** Versions of the query APIs, which moto checks nothing by but SDKs send. */
const VERSIONS = { elasticloadbalancing: '2015-12-01', ec2: '2016-11-15' };
type QueryService = keyof typeof VERSIONS;

export interface Moto {
  /**
   * One call of a query API: the `…Result` element, for EC2 the `…Response` element.
   * @throws AwsError as moto gave it
   */
  ask(service: QueryService, operation: string, parameters: QueryObject): Promise<XmlNode>;
}

export function createMoto(forward: Forward, region: string): Moto {
  return {
    async ask(service, operation, parameters) {
      const answer = await forward(queryRequest(service, region, operation, parameters));
      const root = parseXml(answer.body.toString());
      if (answer.status >= 400) throw errorOf(answer, root);
      return nodeAt(root, `${operation}Result`) ?? root;
    },
  };
}

/** A request as an SDK would send it; moto reads service and region from the credential scope. */
export function queryRequest(
  service: QueryService,
  region: string,
  operation: string,
  parameters: QueryObject,
): AwsRequest {
  const style = service === 'ec2' ? 'ec2' : 'query';
  const body = writeQuery({ Action: operation, Version: VERSIONS[service], ...parameters }, style);
  return {
    service,
    region,
    operation,
    method: 'POST',
    url: new URL('http://127.0.0.1/'),
    headers: {
      host: '127.0.0.1',
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: `AWS4-HMAC-SHA256 Credential=local/20000101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: Buffer.from(body),
  };
}

function errorOf(answer: AwsResponse, root: XmlNode): AwsError {
  const error = nodeAt(root, 'Error') ?? membersAt(root, 'Errors')[0];
  const code = error && textAt(error, 'Code');
  const message = (error && textAt(error, 'Message')) ?? '';
  return new AwsError(code ?? 'InternalFailure', message, code === undefined ? 501 : answer.status);
}
