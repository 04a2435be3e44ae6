import { deepEqual, equal, ok } from 'node:assert/strict';
import { expand } from '../../../../handlers/macro/expand';
import { PARTS } from '../../../../handlers/macro/names';
import { namesIn } from '../../../../handlers/template-language/graph';
import { isObject, type Json, type JsonObject, member } from '../../../../handlers/template-language/json';
import fc from '../../../fast-check';
import { mutate, mutation, value } from './mutations';
import { TEMPLATES } from './templates';

/** Regions of several partitions. */
const REGIONS = ['eu-west-1', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'eusc-de-east-1'];

/** Names that generated resources refer to, though neither the template nor the macro has anything of that name. */
function dangling(before: unknown, after: JsonObject): string[] {
  const resources = isObject(after.Resources) ? after.Resources : {};
  const there = new Set([
    ...Object.keys(resources),
    ...Object.keys(isObject(after.Parameters) ? after.Parameters : {}),
  ]);
  const given = namesIn(before as Json);
  // What loops make of names is as right or wrong as they are; what is made of services must be there all the same.
  const ours = JSON.stringify(before).includes('Fn::ForEach')
    ? (id: string) => PARTS.some((part) => id.endsWith(part))
    : () => true;
  return [...namesIn(resources)].filter(
    (id) => !there.has(id) && !given.has(id) && !id.startsWith('AWS::') && ours(id),
  );
}

const tries = fc.tuple(
  fc.nat(TEMPLATES.length - 1),
  fc.constantFrom(...REGIONS),
  fc.array(mutation, { minLength: 1, maxLength: 6 }),
);

/** A mutated template either expands completely or is refused with findings. */
export const changedTemplate = fc.property(tries, ([index, region, mutations]) => {
  const input = { ...structuredClone(TEMPLATES[index]), region, accountId: '123456789012' };
  const fragment = input.fragment;
  for (const change of mutations) mutate(fragment, structuredClone(change));
  const before = JSON.stringify(input);
  const result = expand({ ...input, fragment });
  equal(JSON.stringify(input), before, 'the input was changed');
  equal(JSON.stringify(expand(JSON.parse(before))), JSON.stringify(result), 'two expansions differ');
  if (result.ok) {
    const types = Object.values(result.template.Resources ?? {}).map((made: Json) => member(made, 'Type'));
    ok(!types.includes('Express::Service'), 'a block is left');
    deepEqual(dangling(fragment, result.template), []);
  } else {
    ok(result.findings.length > 0, 'refused without a finding');
    for (const { message } of result.findings) ok(!/undefined|\[object|NaN/.test(message), message);
  }
  deepEqual(Object.keys(Object.prototype), [], "every object's prototype was changed");
});

/** Any value in place of a template is refused or passed through. */
export const noTemplate = fc.property(
  fc.oneof(
    value,
    fc.jsonValue().map((json) => json as Json),
  ),
  (fragment) => {
    const result = expand({ fragment, region: 'eu-west-1', accountId: '123456789012' });
    ok(result.ok || result.findings.length > 0);
  },
);
