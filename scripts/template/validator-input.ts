import type { TemplateFile } from '@aws/cloudformation-validate';
import { namesIn } from '../../handlers/template-language/graph';
import { functionOf } from '../../handlers/template-language/intrinsics';
import { isObject, type Json, type JsonObject, mapValues, member } from '../../handlers/template-language/json';
import { limitConditions } from './limit-conditions';

/**
 * A template as `@aws/cloudformation-validate` takes it: with few conditions in a resource, all of whose combinations it
 * tries, and without `AllowedValues`, for it tries each of them wherever a resource refers to the parameter, and all these
 * places with one another. With version 1.9.0-beta, eight references to
 * one parameter of three values take 6 s, and a few more never end.
 *
 * Nor has it the default of a parameter that stands under a condition: the validator holds it against every place, also
 * where the condition keeps it out because it is empty.
 *
 * Conditions cost next to nothing and need them: otherwise a property that one condition or another gives for every value
 * there is would be found missing. They ask a parameter of their own, which keeps the allowed values.
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

/** Everything that a resource with a condition, or a branch of an `Fn::If`, refers to. */
function collectOptional(value: Json, names: Set<string>): void {
  if (member(value, 'Condition') !== undefined || functionOf(value) === 'Fn::If') namesIn(value, names);
  else if (Array.isArray(value) || isObject(value))
    for (const item of Object.values(value)) collectOptional(item, names);
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
 * The sentence for a template at which the validator stopped instead of judging it.
 * @param thrown an error of WebAssembly or, where the validator cannot read the template, a plain text
 */
export const gaveUp = (thrown: unknown): string =>
  `AWS's validator (@aws/cloudformation-validate) gave up on this template: ${thrown instanceof Error ? thrown.message : thrown}.`;
