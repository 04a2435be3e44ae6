import { functionOf } from '../../handlers/template-language/intrinsics';
import { isObject, type Json, type JsonObject, mapValues } from '../../handlers/template-language/json';
import { Resolver } from '../../handlers/template-language/resolver';

/**
 * How many conditions of one resource AWS's validator gets. It tries all their combinations. With version 1.9.0-beta,
 * eight conditions take 0.3 s and twelve take 4 s; each further condition doubles the time.
 */
const MOST_CONDITIONS = 8;

/**
 * A template in which the `Fn::If`s of each resource use at most eight conditions. An `Fn::If` with any other condition
 * is replaced by the branch that is taken when every parameter has its default, so that the branches fit together. A
 * condition that the defaults do not decide counts as false.
 */
export function limitConditions(template: JsonObject): JsonObject {
  const { Resources: resources } = template;
  if (!isObject(resources)) return template;
  // It does not matter where the template will be deployed: in any Region the branches fit together.
  const place = { region: 'us-east-1', accountId: '123456789012', partition: 'aws' };
  const resolver = new Resolver({ template, parameters: {}, ...place });
  return { ...template, Resources: mapValues(resources, (resource) => withFewConditions(resource, resolver)) };
}

function withFewConditions(resource: Json, resolver: Resolver): Json {
  const asked = new Set<string>();
  collect(resource, asked);
  if (asked.size <= MOST_CONDITIONS) return resource;
  const kept = new Set([...asked].slice(0, MOST_CONDITIONS));
  return choose(resource, kept, resolver);
}

function collect(value: Json, asked: Set<string>): void {
  const [condition] = ifOf(value) ?? [];
  if (condition !== undefined) asked.add(condition);
  if (isObject(value) || Array.isArray(value)) for (const item of Object.values(value)) collect(item, asked);
}

function choose(value: Json, kept: ReadonlySet<string>, resolver: Resolver): Json {
  const parts = ifOf(value);
  if (parts !== undefined && !kept.has(parts[0])) {
    const [condition, whenTrue, whenFalse] = parts;
    const truth = resolver.condition(condition);
    return choose(truth.known && truth.value ? whenTrue : whenFalse, kept, resolver);
  }
  if (Array.isArray(value)) return value.map((item) => choose(item, kept, resolver));
  return isObject(value) ? mapValues(value, (item) => choose(item, kept, resolver)) : value;
}

/** The condition and the branches of an `Fn::If`; undefined for any other value. */
function ifOf(value: Json): [string, Json, Json] | undefined {
  if (!isObject(value) || functionOf(value) !== 'Fn::If') return undefined;
  const args = value['Fn::If'];
  if (!Array.isArray(args) || args.length !== 3) return undefined;
  const [condition, whenTrue = null, whenFalse = null] = args;
  return typeof condition === 'string' ? [condition, whenTrue, whenFalse] : undefined;
}
