import { at } from './findings';
import { isObject, type Json, type JsonObject, member, typeName } from './json';

/** The arguments of `Fn::ForEach::Name`. */
export interface Loop {
  /** The placeholder of the item: `${Identifier}`, `&{Identifier}` or `Ref: Identifier`. */
  identifier: string;
  collection: Json;
  body: JsonObject;
}

/** A loop as it stands in the template. */
export interface LoopPlace {
  key: string;
  value: Json;
  path: string;
  /** Identifiers of the loops around it, the outermost first; an empty text where a loop has none. */
  within: readonly string[];
}

/** The sections in which CloudFormation allows loops, in the order in which they can depend on each other. */
export const LOOP_SECTIONS = ['Conditions', 'Resources', 'Outputs'] as const;
export type LoopSection = (typeof LOOP_SECTIONS)[number];

const PREFIX = 'Fn::ForEach';

export const isLoop = (key: string): boolean => key === PREFIX || key.startsWith(`${PREFIX}::`);

/** The name of a loop. */
export const nameOf = (key: string): string => key.slice(`${PREFIX}::`.length);

/** A loop's three arguments, or what is wrong with them. `part` is the index of the wrong argument. */
export function readLoop(value: Json): Loop | { wrong: string; part?: number } {
  if (!Array.isArray(value) || value.length !== 3) {
    return { wrong: 'must be a list of three: an identifier, a collection, and an object to repeat' };
  }
  const [identifier = null, collection = null, body = null] = value;
  if (typeof identifier !== 'string' || !/^[^\s${}&!]+$/.test(identifier)) {
    const what = typeof identifier === 'string' ? JSON.stringify(identifier) : typeName(identifier);
    return { wrong: `must be an identifier such as Name, which \${Name} stands for, not ${what}`, part: 0 };
  }
  if (!isObject(body)) return { wrong: `must be an object to repeat, not ${typeName(body)}`, part: 2 };
  return { identifier, collection, body };
}

/** Every loop of a template, each before those inside it. */
export function loopsOf(template: JsonObject): LoopPlace[] {
  const found: LoopPlace[] = [];
  for (const section of LOOP_SECTIONS) collect(member(template, section), section, [], found);
  return found;
}

function collect(value: Json | undefined, path: string, within: readonly string[], found: LoopPlace[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const place = at(path, key);
    if (Array.isArray(value) || !isLoop(key)) {
      collect(item, place, within, found);
      continue;
    }
    found.push({ key, value: item, path: place, within });
    const [identifier] = Array.isArray(item) ? item : [];
    collect(item, place, [...within, typeof identifier === 'string' ? identifier : ''], found);
  }
}
