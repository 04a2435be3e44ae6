import type { Moto } from '../moto/ask';
import { AwsError } from '../wire/errors';
import type { AwsResponse } from '../wire/messages';
import type { QueryObject } from '../wire/query';
import { xmlResponse } from '../wire/xml';
import { writeXml, type XmlNode, xmlNode } from '../wire/xml-tree';
import type { LocalWorld } from '../world';
import { kindOf } from './arns';
import type { Quotas } from './quotas';
import type { State } from './state';

/** One call of Elastic Load Balancing: what was asked, and everything to answer it with. */
export interface Call {
  operation: string;
  /** As sent, `Action` and `Version` included. */
  parameters: QueryObject;
  world: LocalWorld;
  state: State;
  quotas: Quotas;
  moto: Moto;
  /** moto's answer to a call of this operation; to the parameters as sent when none are given. */
  pass(parameters?: QueryObject): Promise<XmlNode>;
}

/** The content of the `…Result` element. */
export type Operation = (call: Call) => Promise<XmlNode[]> | XmlNode[];

const XMLNS = ' xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"';

export function respond(operation: string, result: XmlNode[], requestId: string): AwsResponse {
  const document = xmlNode(`${operation}Response`, [
    xmlNode(`${operation}Result`, result),
    xmlNode('ResponseMetadata', [xmlNode('RequestId', requestId)]),
  ]);
  return xmlResponse(200, writeXml({ ...document, attributes: XMLNS }));
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** The error of that service for something of that kind that is not there. */
export function notFound(arn: string): AwsError {
  switch (kindOf(arn)) {
    case 'load balancer':
      return new AwsError('LoadBalancerNotFound', `Load balancer '${arn}' not found`);
    case 'target group':
      return new AwsError('TargetGroupNotFound', `Target group '${arn}' not found`);
    case 'listener':
      return new AwsError('ListenerNotFound', `Listener '${arn}' not found`);
    case 'rule':
      return new AwsError('RuleNotFound', `Rule '${arn}' not found`);
    default:
      return validationError(`'${arn}' is not a valid ARN`);
  }
}
