import { at } from '../../template-language/findings';
import { isNoValue } from '../../template-language/intrinsics';
import { isObject, isScalar, type Json, type JsonObject, typeName } from '../../template-language/json';
import type { Pair, Pairs } from '../properties/schema';
import type { KnownReader } from './known-reader';

/**
 * Reads names with values, written as a map or as a list; undefined when they are neither.
 * @param readText reads a value, which is a string or a function; undefined when it is wrong
 */
export function readPairs(
  reader: KnownReader,
  readText: (value: Json, path: string) => Json | undefined,
  { value: valueKey }: Pairs,
  given: Json,
  path: string,
): Pair[] | undefined {
  const pairs: Pair[] = [];
  const names = new Set<string>();
  const add = (name: string, value: Json, where: string): void => {
    const text = readText(value, where);
    if (names.has(name)) reader.fail(where, `${name} is given more than once`);
    if (name === '') reader.fail(where, 'has an empty name');
    if (name.startsWith('Fn::')) {
      reader.fail(where, `${name} stands beside other variables, but a function must be the only key`);
    }
    if (text === undefined) return;
    names.add(name);
    pairs.push({ name, value: isObject(text) ? text : String(text), path: where });
  };
  if (isObject(given)) {
    for (const [name, value] of Object.entries(given)) if (!isNoValue(value)) add(name, value, at(path, name));
    return pairs;
  }
  if (!Array.isArray(given)) {
    return reader.fail(path, `must be a map or a list of Name and ${valueKey}, not ${typeName(given)}`);
  }
  for (const [index, item] of given.entries()) {
    if (isNoValue(item)) continue;
    reader.chosen(item, at(path, index), (pair, where) => {
      if (!isObject(pair)) return reader.fail(where, `must be an object with Name and ${valueKey}`);
      readPair(reader, valueKey, pair, where, add);
      return undefined;
    });
  }
  return pairs;
}

function readPair(
  reader: KnownReader,
  key: Pairs['value'],
  pair: JsonObject,
  path: string,
  add: (name: string, value: Json, path: string) => void,
): void {
  reader.unknown(['Name', key], pair, path);
  const value = pair[key];
  if (value === undefined) reader.fail(at(path, key), 'is missing');
  const name = reader.known(pair.Name ?? null, at(path, 'Name'));
  if (name === undefined) return;
  if (!isScalar(name.value)) reader.fail(at(path, 'Name'), 'is missing; it is the name of the variable');
  else if (value !== undefined && !isNoValue(value)) add(String(name.value), value, at(path, key));
}
