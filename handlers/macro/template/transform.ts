import { type Json, type JsonObject, member } from '../../template-language/json';

/** The name that a template's `Transform` calls this macro by. */
const MACRO_NAME = 'Express';

/**
 * Whether an entry of a `Transform` section calls this macro: by its name, or as an object with a Name and Parameters.
 */
export const isThisMacro = (entry: unknown): boolean => entry === MACRO_NAME || member(entry, 'Name') === MACRO_NAME;

/** A template whose `Transform` no longer names this macro; CloudFormation removes it before it calls a macro. */
export function withoutTransform(template: JsonObject): JsonObject {
  const transform = member(template, 'Transform');
  const { Transform: _, ...rest } = template;
  if (isThisMacro(transform)) return rest;
  if (!Array.isArray(transform) || !transform.some(isThisMacro)) return template;
  const left: Json[] = transform.filter((one) => !isThisMacro(one));
  return left.length === 0 ? rest : { ...rest, Transform: left };
}
