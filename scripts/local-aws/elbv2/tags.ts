/** The tags of load balancers, target groups, listeners and rules. moto keeps tags too, but refuses more than ten. */
import { AwsError, validationError } from '../wire/errors';
import { objectsOf, type QueryValue, textOf, textsOf } from '../wire/query';
import { xmlNode } from '../wire/xml-tree';
import { notFound } from './errors';
import { askMoto, type ElbCall, type ElbOperation } from './operation';
import type { Quotas } from './quotas';

/** How many ARNs a DescribeTags may have (API reference, DescribeTags). */
const DESCRIBED_AT_ONCE = 20;

/**
 * Reads the tags of a request.
 * @throws AwsError DuplicateTagKeys, TooManyTags
 */
export function readTags(quotas: Quotas, value: QueryValue | undefined): Map<string, string> {
  const tags = objectsOf(value).map(({ Key, Value }): [string, string] => [textOf(Key) ?? '', textOf(Value) ?? '']);
  const wanted = new Map(tags);
  if (wanted.size < tags.length) throw new AwsError('DuplicateTagKeys', 'A tag key was specified more than once');
  if (wanted.size > quotas.tags) throw tooMany(quotas);
  for (const [key, text] of wanted) {
    if (key.length < 1 || key.length > 128) throw validationError(`The tag key '${key}' must have 1 to 128 characters`);
    if (text.length > 256) throw validationError(`The value of tag '${key}' must not be longer than 256 characters`);
  }
  return wanted;
}

export const addTags: ElbOperation = async (call) => {
  const { quotas } = call.state;
  const arns = existing(call);
  const wanted = readTags(quotas, call.parameters.Tags);
  const after = arns.map((arn) => ({ arn, tags: new Map([...(call.state.tags.get(arn) ?? []), ...wanted]) }));
  if (after.some(({ tags }) => tags.size > quotas.tags)) throw tooMany(quotas);
  for (const { arn, tags } of after) call.state.tags.set(arn, tags);
  await askMoto(call).catch((error: unknown) => {
    if (!(error instanceof AwsError && error.code === 'TooManyTags')) throw error;
  });
  return [];
};

export const removeTags: ElbOperation = async (call) => {
  const keys = textsOf(call.parameters.TagKeys);
  for (const arn of existing(call)) for (const key of keys) call.state.tags.get(arn)?.delete(key);
  await askMoto(call);
  return [];
};

export const describeTags: ElbOperation = (call) => {
  const arns = existing(call);
  if (arns.length > DESCRIBED_AT_ONCE) {
    throw validationError(
      `1 validation error detected: Value at 'resourceArns' failed to satisfy constraint: Member must have length less than or equal to ${DESCRIBED_AT_ONCE}`,
    );
  }
  return [
    xmlNode(
      'TagDescriptions',
      arns.map((arn) => {
        const tags = [...(call.state.tags.get(arn) ?? [])].map(([key, text]) =>
          xmlNode('member', [xmlNode('Key', key), xmlNode('Value', text)]),
        );
        return xmlNode('member', [xmlNode('ResourceArn', arn), xmlNode('Tags', tags)]);
      }),
    ),
  ];
};

function existing({ parameters, state }: ElbCall): string[] {
  const arns = textsOf(parameters.ResourceArns);
  if (arns.length === 0) throw validationError('ResourceArns must be specified');
  const missing = arns.find((arn) => !state.exists(arn));
  if (missing !== undefined) throw notFound(missing);
  return arns;
}

function tooMany({ tags }: Quotas): AwsError {
  return new AwsError('TooManyTags', `A resource can have ${tags} tags at most`);
}
