import type { OperationCall, QueryOperation } from '../service/operation';
import type { QueryObject } from '../wire/query';
import type { XmlNode } from '../wire/xml-tree';
import type { LoadBalancingState } from './state';

export type ElbOperation = QueryOperation<LoadBalancingState>;
export type ElbCall = OperationCall<QueryObject, LoadBalancingState>;

/** The result of moto's answer to a call of this operation; with the parameters as sent if none are given. */
export function askMoto({ moto, operation, parameters }: ElbCall, changed = parameters): Promise<XmlNode> {
  return moto.query('elasticloadbalancing', operation, changed);
}
