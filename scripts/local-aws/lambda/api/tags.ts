/** Tags of functions. The path names the function by its ARN. */
import { isObject } from '../../../../handlers/template-language/json';
import { restResponse } from '../../wire/rest';
import { functionOf, type LambdaOperation, textsIn } from '../operation';

export const listTags: LambdaOperation = (call) => restResponse(200, { Tags: functionOf(call).tags });

export const tagResource: LambdaOperation = (call) => {
  const fn = functionOf(call);
  const { Tags } = call.parameters.body();
  if (isObject(Tags)) fn.tags = { ...fn.tags, ...textsIn(Tags) };
  return restResponse(204);
};

export const untagResource: LambdaOperation = (call) => {
  const fn = functionOf(call);
  const keys = new Set(call.parameters.query.getAll('tagKeys'));
  fn.tags = Object.fromEntries(Object.entries(fn.tags).filter(([key]) => !keys.has(key)));
  return restResponse(204);
};
