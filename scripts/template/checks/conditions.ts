import { BLOCK_TYPE } from '../../../handlers/macro/template/shape';
import { at, type Finding } from '../../../handlers/template-language/findings';
import { isObject, type Json, type JsonObject, member } from '../../../handlers/template-language/json';
import { isLoop } from '../../../handlers/template-language/loop';
import { didYouMean } from '../../../handlers/template-language/nearest';
import { entriesOf, entryNames } from '../entries';
import { callsIn, type Mention } from './function-calls';

/**
 * Finds conditions that a template uses and does not have. The macro itself reports those of blocks.
 * @returns nothing if loops that are not unrolled may make conditions
 */
export function unknownConditions(source: JsonObject, processed: JsonObject): Finding[] {
  const names = [...new Set([source, processed].flatMap(({ Conditions }) => entryNames(Conditions)))];
  if (entryNames(processed.Conditions).some(isLoop)) return [];
  return [...asked(source), ...holders(source), ...operands(source.Conditions ?? null, 'Conditions')]
    .filter(({ name }) => !names.includes(name))
    .map(({ path, name }) => ({ path, message: `the template has no condition ${name}${didYouMean(name, names)}` }));
}

/** The conditions that `Fn::If` uses. */
const asked = (source: JsonObject): Mention[] =>
  ['Resources', 'Outputs']
    .flatMap((section) => callsIn(source, section))
    .flatMap(({ name, argument, path }) => {
      const condition = name === 'Fn::If' && Array.isArray(argument) ? argument[0] : undefined;
      return typeof condition === 'string' ? [{ path: at(path, 0), name: condition }] : [];
    });

/** The conditions of resources and outputs. */
const holders = (source: JsonObject): Mention[] =>
  ['Resources', 'Outputs'].flatMap((section) =>
    entriesOf(source[section]).flatMap(([id, entry]) => {
      const name = member(entry, 'Type') === BLOCK_TYPE ? undefined : member(entry, 'Condition');
      return typeof name === 'string' ? [{ path: at(section, id, 'Condition'), name }] : [];
    }),
  );

/** The conditions that other conditions use. */
function operands(value: Json, path: string): Mention[] {
  if (!isObject(value) && !Array.isArray(value)) return [];
  const name = member(value, 'Condition');
  if (typeof name === 'string' && Object.keys(value).length === 1) return [{ path: at(path, 'Condition'), name }];
  return Object.entries(value).flatMap(([key, item]) => (isLoop(key) ? [] : operands(item, at(path, key))));
}
