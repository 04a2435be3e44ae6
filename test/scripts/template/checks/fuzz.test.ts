import { expand } from '../../../../handlers/macro/expand';
import type { JsonObject } from '../../../../handlers/template-language/json';
import { checkTemplate } from '../../../../scripts/template/checks';
import fc from '../../../fast-check';
import { mutate, mutation } from '../../../handlers/macro/fuzz/mutations';
import { TEMPLATES } from '../../../handlers/macro/fuzz/templates';

const tries = fc.tuple(fc.nat(TEMPLATES.length - 1), fc.array(mutation, { minLength: 1, maxLength: 6 }));

test('every mutated template is either accepted or refused with a plain message', () => {
  const property = fc.property(tries, ([index, mutations]) => {
    const input = structuredClone(TEMPLATES[index]);
    for (const change of mutations) mutate(input?.fragment, structuredClone(change));
    const source = input?.fragment as JsonObject;
    const result = expand({ ...input, fragment: source, region: 'eu-west-1', accountId: '123456789012' });
    const findings = result.ok
      ? checkTemplate(source, result.template, result.template)
      : checkTemplate(source, undefined, source);
    for (const { message } of findings) expect(message).not.toMatch(/undefined|\[object|NaN/);
  });
  fc.assert(property, { numRuns: 200 });
});

test('none of the templates that expand has a finding outside of its blocks', () => {
  const found = TEMPLATES.flatMap((input) => {
    const result = expand(input);
    return result.ok ? checkTemplate(input.fragment as JsonObject, result.template, result.template) : [];
  });
  expect(found).toEqual([]);
});
