import { at } from '../../../handlers/template-language/findings';
import { functionOf, getAttArguments, subArguments, subParts } from '../../../handlers/template-language/intrinsics';
import { isObject, type Json, type JsonObject } from '../../../handlers/template-language/json';
import { isLoop } from '../../../handlers/template-language/loop';
import { entriesOf } from '../entries';

/** A function in a template. */
export interface FunctionCall {
  /** `Ref`, `Fn::GetAtt`. */
  name: string;
  argument: Json;
  /** The path of the function's key. */
  path: string;
}

/** A name that a template refers to and, for `Fn::GetAtt`, the attribute. */
export interface Mention {
  path: string;
  name: string;
  attribute?: string;
}

/** Every function in a section. Loops are left out: their names are known only after they are unrolled. */
export const callsIn = (template: JsonObject, section: string): FunctionCall[] =>
  entriesOf(template[section]).flatMap(([id, entry]) => (isLoop(id) ? [] : callsOf(entry, at(section, id))));

function callsOf(value: Json, path: string): FunctionCall[] {
  const name = functionOf(value);
  const own =
    name === undefined || isLoop(name) || !isObject(value)
      ? []
      : [{ name, argument: value[name] ?? null, path: at(path, name) }];
  const inner = Array.isArray(value) ? [...value.entries()] : entriesOf(value).filter(([key]) => !isLoop(key));
  return [...own, ...inner.flatMap(([key, entry]) => callsOf(entry, at(path, key)))];
}

/** The names that a function refers to, without those in its nested functions. */
export function mentionsOf({ name, argument, path }: FunctionCall): Mention[] {
  if (name === 'Ref') return typeof argument === 'string' ? [{ path, name: argument }] : [];
  if (name === 'Fn::GetAtt') {
    const target = getAttArguments(argument);
    if (target === undefined) return [];
    const { logicalId, attribute } = target;
    return [{ path, name: logicalId, ...(typeof attribute === 'string' && { attribute }) }];
  }
  if (name !== 'Fn::Sub') return [];
  const { text, variables } = subArguments(argument) ?? { text: '', variables: {} };
  return subParts(text).flatMap((part) => {
    if (!('variable' in part) || Object.hasOwn(variables, part.variable)) return [];
    const [target = '', ...attribute] = part.variable.split('.');
    return [{ path, name: target, ...(attribute.length > 0 && { attribute: attribute.join('.') }) }];
  });
}
