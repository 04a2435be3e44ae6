/** What `Ref` gives for parameters. Looks up SSM parameters, and checks that values of AWS-specific types exist. */

import type { Json } from '../../../../handlers/template-language/json';
import { splitList } from '../../../../handlers/template-language/lists';
import { validationError } from '../../wire/errors';
import type { Lookups } from '../lookups';
import { isListType, type Parameter, refValue, ssmValueType } from '../template/parameters';

/** @throws AwsError ValidationError that names every missing SSM parameter, or the first id that does not exist */
export async function lookUpParameters(
  parameters: readonly Parameter[],
  lookups: Lookups,
): Promise<Record<string, Json>> {
  const found = await Promise.all(
    parameters.map(async ({ type, value }) => (ssmValueType(type) === undefined ? value : lookups.parameter(value))),
  );
  const missing = parameters.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) {
    throw validationError(
      `Unable to fetch parameters [${missing.map(({ value }) => value).join(',')}] from parameter store for this account.`,
    );
  }
  const entries = parameters.map(({ key, type }, index): [string, Json] => [key, refValue(type, found[index] ?? '')]);
  await Promise.all(parameters.map((parameter, index) => checkExists(parameter, found[index] ?? '', lookups)));
  return Object.fromEntries(entries);
}

async function checkExists({ key, type }: Parameter, value: string, lookups: Lookups): Promise<void> {
  const inner = ssmValueType(type) ?? type;
  if (!inner.includes('AWS::') || inner.startsWith('AWS::SSM::')) return;
  const single = inner.replace(/^List<(.*)>$/, '$1');
  for (const member of isListType(type) ? splitList(value) : [value]) {
    if (await lookups.exists(single, member)) continue;
    throw validationError(
      `Parameter validation failed: parameter value ${member} for parameter name ${key} does not exist`,
    );
  }
}
