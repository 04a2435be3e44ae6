/** The resource policy of a function, statement by statement. */
import type { JsonObject } from '../../../../handlers/template-language/json';
import { restResponse } from '../../wire/rest';
import { invalidParameterValue, resourceConflict, resourceNotFound } from '../errors';
import type { LambdaFunction } from '../function';
import { functionOf, type LambdaOperation } from '../operation';

export const addPermission: LambdaOperation = (call) => {
  const fn = functionOf(call);
  const wanted = call.parameters.body();
  const { StatementId: id } = wanted;
  if (typeof id !== 'string' || !/^[\w-]{1,100}$/.test(id)) {
    throw invalidParameterValue('StatementId must be 1 to 100 letters, digits, hyphens and underscores');
  }
  if (fn.policy.has(id)) {
    throw resourceConflict(
      `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const statement = statementOf(fn, id, wanted);
  fn.policy.set(id, statement);
  return restResponse(201, { Statement: JSON.stringify(statement) });
};

export const removePermission: LambdaOperation = (call) => {
  const { StatementId: id = '' } = call.parameters.path;
  if (!functionOf(call).policy.delete(id)) throw resourceNotFound(`Statement ${id} is not found in resource policy.`);
  return restResponse(204);
};

export const getPolicy: LambdaOperation = (call) => {
  const fn = functionOf(call);
  if (fn.policy.size === 0) throw resourceNotFound('The resource you requested does not exist.');
  const policy = { Version: '2012-10-17', Id: 'default', Statement: [...fn.policy.values()] };
  return restResponse(200, { Policy: JSON.stringify(policy), RevisionId: fn.revisionId });
};

function statementOf(fn: LambdaFunction, id: string, wanted: JsonObject): JsonObject {
  const { Action, Principal, SourceArn, SourceAccount } = wanted;
  if (typeof Action !== 'string' || !/^(lambda:[*\w]+|\*)$/.test(Action)) {
    throw invalidParameterValue(`Action '${Action}' is not an action of Lambda`);
  }
  if (typeof Principal !== 'string') throw invalidParameterValue('Principal is missing');
  const condition: JsonObject = {
    ...(typeof SourceArn === 'string' && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    ...(typeof SourceAccount === 'string' && { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
  };
  return {
    Sid: id,
    Effect: 'Allow',
    Principal: principalOf(Principal, fn),
    Action,
    Resource: fn.arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function principalOf(principal: string, { arn }: LambdaFunction): string | JsonObject {
  if (principal === '*') return principal;
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${arn.split(':')[1]}:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}
