import { type Json, type JsonObject, member } from '../json';

/** The name that a template's `Transform` calls this macro by. */
const MACRO_NAME = 'Express';

/** A template whose `Transform` no longer names this macro; CloudFormation takes it away before it calls one. */
export function withoutTransform(template: JsonObject): JsonObject {
  const transform = member(template, 'Transform');
  const { Transform: _, ...rest } = template;
  if (transform === MACRO_NAME) return rest;
  if (!Array.isArray(transform) || !transform.includes(MACRO_NAME)) return template;
  const left: Json[] = transform.filter((name) => name !== MACRO_NAME);
  return left.length === 0 ? rest : { ...rest, Transform: left };
}
