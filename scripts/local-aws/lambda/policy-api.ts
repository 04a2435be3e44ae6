/** The resource policy of a function, statement by statement, and its tags. */
import { isObject, type JsonObject } from '../../../handlers/template-language/json';
import { AwsError } from '../wire/errors';
import { restResponse } from '../wire/rest';
import { type Operation, textsIn } from './call';
import type { LambdaFunction } from './function';
import { invalid } from './settings';
import { conflict } from './store';

export const addPermission: Operation = ({ store }, { region, parameters: [name = ''], body }) => {
  const fn = store.get(region, name);
  const wanted = body();
  const { StatementId: id } = wanted;
  if (typeof id !== 'string' || !/^[\w-]{1,100}$/.test(id))
    throw invalid('StatementId must be 1 to 100 letters, digits, hyphens and underscores');
  if (fn.policy.has(id))
    throw conflict(
      `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  const statement = statementOf(fn, id, wanted);
  fn.policy.set(id, statement);
  return restResponse(201, { Statement: JSON.stringify(statement) });
};

export const removePermission: Operation = ({ store }, { region, parameters: [name = '', id = ''] }) => {
  if (!store.get(region, name).policy.delete(id)) throw notFound(`Statement ${id} is not found in resource policy.`);
  return restResponse(204);
};

export const getPolicy: Operation = ({ store }, { region, parameters: [name = ''] }) => {
  const fn = store.get(region, name);
  if (fn.policy.size === 0) throw notFound('The resource you requested does not exist.');
  const policy = { Version: '2012-10-17', Id: 'default', Statement: [...fn.policy.values()] };
  return restResponse(200, { Policy: JSON.stringify(policy), RevisionId: fn.revisionId });
};

export const listTags: Operation = ({ store }, { region, parameters: [arn = ''] }) =>
  restResponse(200, { Tags: store.get(region, arn).tags });

export const tagResource: Operation = ({ store }, { region, parameters: [arn = ''], body }) => {
  const fn = store.get(region, arn);
  const { Tags } = body();
  if (isObject(Tags)) fn.tags = { ...fn.tags, ...textsIn(Tags) };
  return restResponse(204);
};

export const untagResource: Operation = ({ store }, { request, region, parameters: [arn = ''] }) => {
  const fn = store.get(region, arn);
  const keys = new Set(request.url.searchParams.getAll('tagKeys'));
  fn.tags = Object.fromEntries(Object.entries(fn.tags).filter(([key]) => !keys.has(key)));
  return restResponse(204);
};

function statementOf(fn: LambdaFunction, id: string, wanted: JsonObject): JsonObject {
  const { Action, Principal, SourceArn, SourceAccount } = wanted;
  if (typeof Action !== 'string' || !/^(lambda:[*\w]+|\*)$/.test(Action))
    throw invalid(`Action '${Action}' is no action of Lambda`);
  if (typeof Principal !== 'string') throw invalid('Principal is missing');
  const condition: JsonObject = {
    ...(typeof SourceArn === 'string' && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    ...(typeof SourceAccount === 'string' && { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
  };
  return {
    Sid: id,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource: fn.arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function principalOf(principal: string): string | JsonObject {
  if (principal === '*') return principal;
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404, { Type: 'User' });
}
