/** What has to happen to a resource whose properties may have changed. */

import type { JsonObject } from '../../../../handlers/template-language/json';
import { isEqual } from '../collections';
import { isCustomResource } from '../resources/resource-type';
import { type Replaces, replaces } from '../schema/specification';

export type Comparison = 'same' | 'update' | 'replace';

/** Names of the properties that differ. */
export const changedProperties = (before: JsonObject, after: JsonObject): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !isEqual(before[name], after[name]));

/**
 * AWS's schemas say of some properties that they replace only sometimes (`conditionalCreateOnly`), and in prose when. Of
 * the types here only a VPC's tenancy is such a one: it counts as replacing.
 */
export function compare(type: string, before: JsonObject, after: JsonObject): Comparison {
  const changed = changedProperties(before, after);
  if (changed.length === 0) return 'same';
  return changed.some((name) => replacesOf(type, name) !== 'no') ? 'replace' : 'update';
}

/** A custom resource decides by itself, with its physical id. */
export const replacesOf = (type: string, property: string): Replaces =>
  isCustomResource(type) ? 'no' : replaces(type, property);
