import type { TemplateFile } from '@aws/cloudformation-validate';
import { isObject, type Json, type JsonObject, mapValues, member } from '../../handlers/macro/json';

/**
 * How many combinations of allowed values AWS's validator gets to see. It tries all of those that a resource or an output
 * refers to: with version 1.9.0-beta, 200 of a small template take 0.4 s, 1,300 take 4 s, and 50,000 never end.
 */
const MOST_COMBINATIONS = 64;

/**
 * A template as `@aws/cloudformation-validate` takes it, with the `AllowedValues` of no more parameters than the validator
 * can bear; the others may have any value. Those that conditions ask for come first: without them the validator finds a
 * property missing that one condition or the other gives for every value there is.
 */
export const validatorInput = (template: JsonObject): TemplateFile => {
  const kept = bearable(template);
  const parameters = member(template, 'Parameters');
  const light = isObject(parameters)
    ? { ...template, Parameters: mapValues(parameters, (value, name) => (kept.has(name) ? value : unbound(value))) }
    : template;
  return { path: 'template.json', readBytes: () => Buffer.from(JSON.stringify(light)) };
};

/** The parameters whose allowed values can stay: those of conditions before others, few values before many. */
function bearable({ Parameters: parameters, Conditions: conditions = {} }: JsonObject): ReadonlySet<string> {
  const asked = JSON.stringify(conditions);
  const choices = Object.entries(isObject(parameters) ? parameters : {})
    .flatMap(([name, parameter]) => {
      const allowed = member(parameter, 'AllowedValues');
      if (!Array.isArray(allowed)) return [];
      return { name, count: allowed.length, isAsked: asked.includes(`{"Ref":${JSON.stringify(name)}}`) };
    })
    .sort((a, b) => Number(b.isAsked) - Number(a.isAsked) || a.count - b.count);
  const kept = new Set<string>();
  let combinations = 1;
  for (const { name, count } of choices) {
    combinations *= count;
    if (combinations > MOST_COMBINATIONS) break;
    kept.add(name);
  }
  return kept;
}

const unbound = (parameter: Json): Json => {
  if (!isObject(parameter)) return parameter;
  const { AllowedValues: _, ...rest } = parameter;
  return rest;
};

/**
 * The sentence for a template at which the validator stopped instead of judging it.
 * @param thrown an error of WebAssembly or, where the validator cannot read the template, a plain text
 */
export const gaveUp = (thrown: unknown): string =>
  `AWS's validator (@aws/cloudformation-validate) gave up on this template: ${thrown instanceof Error ? thrown.message : thrown}.`;
