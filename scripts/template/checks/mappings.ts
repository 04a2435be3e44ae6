import { at, type Finding } from '../../../handlers/template-language/findings';
import { type Json, type JsonObject, member } from '../../../handlers/template-language/json';
import { didYouMean } from '../../../handlers/template-language/nearest';
import { entriesOf, entryNames } from '../entries';
import { callsIn, type FunctionCall } from './function-calls';

/**
 * Finds lookups of entries that no mapping has, if their arguments are literals. A lookup with a default needs no
 * entry.
 */
export const unknownMappings = (source: JsonObject): Finding[] =>
  ['Conditions', 'Resources', 'Outputs']
    .flatMap((section) => callsIn(source, section))
    .flatMap((call) => lookup(call, source.Mappings ?? {}));

function lookup({ name, argument, path }: FunctionCall, mappings: Json): Finding[] {
  if (name !== 'Fn::FindInMap' || !Array.isArray(argument) || argument.length !== 3) return [];
  const [map, top, second] = argument;
  if (typeof map !== 'string') return [];
  const missing = (index: number, what: string, names: readonly string[], word: string): Finding[] => [
    { path: at(path, index), message: `${what}${didYouMean(word, names)}` },
  ];
  const mapping = member(mappings, map);
  if (mapping === undefined) return missing(0, `the template has no mapping ${map}`, entryNames(mappings), map);
  const entry = typeof top === 'string' ? member(mapping, top) : undefined;
  if (typeof top === 'string' && entry === undefined) {
    return missing(1, `mapping ${map} has no ${top}`, entryNames(mapping), top);
  }
  // If only CloudFormation knows the top-level key, any of them may be meant.
  const places = entry === undefined ? entriesOf(mapping).map(([, value]) => value) : [entry];
  const keys = [...new Set(places.flatMap(entryNames))];
  if (typeof second !== 'string' || keys.includes(second)) return [];
  const where = entry === undefined ? 'any key' : String(top);
  return missing(2, `mapping ${map} has no ${second} under ${where}`, keys, second);
}
