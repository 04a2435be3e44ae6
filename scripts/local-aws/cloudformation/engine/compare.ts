/** Whether a resource stays, is updated or is replaced when its properties change. */

import type { JsonObject } from '../../../../handlers/template-language/json';
import { isCustomResource } from '../../../../handlers/template-language/resource-types';
import { isEqual } from '../collections';
import { type Replaces, replaces } from '../schema/specification';

export type Comparison = 'same' | 'update' | 'replace';

/** Names of the properties that differ. */
export const changedProperties = (before: JsonObject, after: JsonObject): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !isEqual(before[name], after[name]));

/**
 * AWS's schemas mark some properties as replacing only sometimes (`conditionalCreateOnly`) and describe in prose when.
 * Of the emulated types, only a VPC has such a property (its tenancy). It always counts as replacing here.
 */
export function compare(type: string, before: JsonObject, after: JsonObject): Comparison {
  const changed = changedProperties(before, after);
  if (changed.length === 0) return 'same';
  return changed.some((name) => replacesOf(type, name) !== 'no') ? 'replace' : 'update';
}

/** A custom resource is replaced when its function returns another physical id, whatever has changed. */
export const replacesOf = (type: string, property: string): Replaces =>
  isCustomResource(type) ? 'no' : replaces(type, property);
