import {
  functionOf,
  getAttArguments,
  isNoValue,
  type SubPart,
  sub,
  subArguments,
  subParts,
  subText,
} from './intrinsics';
import { isObject, isScalar, type Json, type JsonObject } from './json';

/** A text with variables in it, as an `Fn::Sub` has it. */
export interface Substitution {
  parts: SubPart[];
  /** The values of its own variables; every other variable is the template's. */
  variables: JsonObject;
}

/** The parts of a literal text, an `Fn::Sub` or an `Fn::Join`; undefined for anything else. */
export function substitutionOf(value: Json): Substitution | undefined {
  if (typeof value === 'string') return { parts: [{ text: escaped(value) }], variables: {} };
  const name = functionOf(value);
  const args = isObject(value) && name !== undefined ? value[name] : undefined;
  if (name === 'Fn::Join') return ofJoin(args);
  const parsed = name === 'Fn::Sub' ? subArguments(args) : undefined;
  return parsed && { parts: subParts(parsed.text), variables: parsed.variables };
}

/** The `Fn::Sub` or the literal that gives these parts. Variables that they do not use are dropped. */
export function fromSubstitution(parts: readonly SubPart[], variables: JsonObject): Json {
  const used = parts.flatMap((part) => ('variable' in part ? [part.variable] : []));
  if (used.length === 0) return subText(parts).replaceAll('${!', '${');
  const own = Object.entries(variables).filter(([name]) => used.includes(name));
  return sub(subText(parts), own.length > 0 ? Object.fromEntries(own) : undefined);
}

function ofJoin(args: Json | undefined): Substitution | undefined {
  const [delimiter, list] = Array.isArray(args) ? args : [];
  if (typeof delimiter !== 'string' || !Array.isArray(list)) return undefined;
  const joined: Substitution = { parts: [], variables: {} };
  for (const [index, item] of list.filter((one) => !isNoValue(one)).entries()) {
    if (index > 0) joined.parts.push({ text: escaped(delimiter) });
    addItem(item, joined);
  }
  return { ...joined, parts: joined.parts.filter((part) => !('text' in part) || part.text !== '') };
}

function addItem(item: Json, joined: Substitution): void {
  if (isScalar(item)) {
    joined.parts.push({ text: escaped(String(item)) });
    return;
  }
  const inner = substitutionOf(item);
  if (inner !== undefined && Object.keys(inner.variables).length === 0) {
    joined.parts.push(...inner.parts);
    return;
  }
  const named = variableFor(item);
  // A logical id has no underscore, so the name is free.
  const variable = named ?? `Item_${Object.keys(joined.variables).length + 1}`;
  if (named === undefined) joined.variables[variable] = item;
  joined.parts.push({ variable });
}

/** The variable of an `Fn::Sub` that gives the same as a `Ref` or an `Fn::GetAtt`. */
function variableFor(item: Json): string | undefined {
  if (!isObject(item)) return undefined;
  if (typeof item.Ref === 'string') return item.Ref;
  const target = getAttArguments(item['Fn::GetAtt']);
  return typeof target?.attribute === 'string' ? `${target.logicalId}.${target.attribute}` : undefined;
}

const escaped = (text: string): string => text.replaceAll('${', '${!');

/** The segments of an ARN. A colon inside a variable (`${AWS::Region}`) or a dynamic reference is not a separator. */
export function arnSegments(parts: readonly SubPart[]): SubPart[][] {
  const segments: SubPart[][] = [[]];
  let inReference = false;
  for (const part of parts) {
    const tokens: SubPart[] =
      'variable' in part
        ? [part]
        : part.text.split(/(\{\{resolve:|\}\}|:)/).flatMap((text) => (text === '' ? [] : [{ text }]));
    for (const token of tokens) {
      const text = 'text' in token ? token.text : '';
      if (text === ':' && !inReference) segments.push([]);
      else segments.at(-1)?.push(token);
      inReference = text === '{{resolve:' || (inReference && text !== '}}');
    }
  }
  return segments;
}

/** Segments with the colons between them. */
export const joined = (segments: readonly (readonly SubPart[])[]): SubPart[] =>
  segments.flatMap((segment, index) => (index === 0 ? segment : [{ text: ':' }, ...segment]));
