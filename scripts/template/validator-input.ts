import type { TemplateFile } from '@aws/cloudformation-validate';
import { namesIn } from '../../handlers/template-language/graph';
import { functionOf } from '../../handlers/template-language/intrinsics';
import { isObject, type Json, type JsonObject, mapValues, member } from '../../handlers/template-language/json';
import { limitConditions } from './limit-conditions';

/**
 * A template that `@aws/cloudformation-validate` can check in reasonable time and without false alarms:
 *
 * - Each resource has few conditions, because the validator tries all combinations of them.
 * - Parameters have no `AllowedValues`. The validator tries each allowed value at each reference in a resource, in all
 *   combinations: with version 1.9.0-beta, eight references to one parameter with three values take 6 s, and a few more
 *   never end. Conditions get a copy of the parameter with its allowed values. They cost little time, and without them the
 *   validator would miss a property that is present for every allowed value.
 * - Parameters that are used under a condition have no default. The validator would check the default everywhere, even
 *   where the condition excludes it because it is empty.
 */
export const validatorInput = (template: JsonObject): TemplateFile => ({
  path: 'template.json',
  readBytes: () =>
    Buffer.from(JSON.stringify(withoutAllowedValues(withoutOptionalDefaults(limitConditions(template))))),
});

function withoutOptionalDefaults(template: JsonObject): JsonObject {
  const { Parameters: parameters, Resources: resources } = template;
  if (!isObject(parameters) || !isObject(resources)) return template;
  const optional = new Set<string>();
  for (const resource of Object.values(resources)) collectOptional(resource, optional);
  const withoutDefaults = mapValues(parameters, (parameter, name) =>
    optional.has(name) ? without('Default', parameter) : parameter,
  );
  return { ...template, Parameters: withoutDefaults };
}

/** Collects the names that resources with a condition and `Fn::If`s refer to. */
function collectOptional(value: Json, names: Set<string>): void {
  if (member(value, 'Condition') !== undefined || functionOf(value) === 'Fn::If') namesIn(value, names);
  else if (Array.isArray(value) || isObject(value)) {
    for (const item of Object.values(value)) collectOptional(item, names);
  }
}

function withoutAllowedValues(template: JsonObject): JsonObject {
  const { Parameters: parameters, Conditions: conditions = {} } = template;
  if (!isObject(parameters)) return template;
  const choices = Object.keys(parameters).filter((name) => member(parameters[name], 'AllowedValues') !== undefined);
  const asked = new Set(choices.filter((name) => JSON.stringify(conditions).includes(JSON.stringify({ Ref: name }))));
  const twins = [...asked].map((name): [string, Json] => [twinOf(name), without('Default', parameters[name])]);
  return {
    ...template,
    Parameters: {
      ...Object.fromEntries(twins),
      ...mapValues(parameters, (parameter) => without('AllowedValues', parameter)),
    },
    ...(asked.size > 0 && { Conditions: askingTwins(conditions, asked) }),
  };
}

const twinOf = (name: string): string => `${name}AsConditionsKnowIt`;

function askingTwins(value: Json, asked: ReadonlySet<string>): Json {
  if (Array.isArray(value)) return value.map((entry) => askingTwins(entry, asked));
  if (!isObject(value)) return value;
  const name = member(value, 'Ref');
  if (typeof name === 'string' && asked.has(name)) return { Ref: twinOf(name) };
  return mapValues(value, (entry) => askingTwins(entry, asked));
}

const without = (name: string, parameter: Json = null): Json =>
  isObject(parameter) ? Object.fromEntries(Object.entries(parameter).filter(([key]) => key !== name)) : parameter;

/**
 * A sentence that says that the validator stopped before it had checked the template.
 * @param thrown an error from WebAssembly or, if the validator cannot read the template, a plain text
 */
export const gaveUp = (thrown: unknown): string =>
  `AWS's validator (@aws/cloudformation-validate) gave up on this template: ${thrown instanceof Error ? thrown.message : thrown}.`;
