import { isDeepStrictEqual } from 'node:util';
import { isObject, isScalar, type Json } from '../../handlers/template-language/json';
import { both, type Certainty } from './certainty';
import { isUnknown, referenceIn, referencesIn } from './unknown-values';

/** What is known of the references in a template: whether they give another value after the update, and why. */
export interface ReferenceChange {
  certainty: Certainty;
  /** `WebTaskDefinition is replaced` */
  because: string;
}
export type ReferenceChanges = ReadonlyMap<string, ReferenceChange>;

/** A place at which two values differ. */
export interface Difference {
  /** From the property on: `ContainerDefinitions[0].Image`. */
  path: string;
  certainty: Certainty;
  /** Set when the templates agree, but what is referred to changes. */
  because?: string;
}

/**
 * Where two settled values differ. Numbers and booleans equal their texts, as they do once CloudFormation has brought
 * them into the type that the schema wants.
 */
export function differences(
  before: Json | undefined,
  after: Json | undefined,
  changes: ReferenceChanges,
  path: string,
): Difference[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined || after === undefined) return [{ path, certainty: 'certain' }];
  if (isScalar(before) && isScalar(after)) {
    return String(before) === String(after) ? [] : [{ path, certainty: 'certain' }];
  }
  if (isUnknown(before) || isUnknown(after)) return unknownDifferences(before, after, changes, path);
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) return [{ path, certainty: 'certain' }];
    return before.flatMap((item, index) => differences(item, after[index], changes, `${path}[${index}]`));
  }
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(before[key], after[key], changes, `${path}.${key}`));
  }
  return isDeepStrictEqual(before, after) ? [] : [{ path, certainty: 'certain' }];
}

/** The same words differ if what they refer to does; other words may still come to the same. */
function unknownDifferences(before: Json, after: Json, changes: ReferenceChanges, path: string): Difference[] {
  if (!isDeepStrictEqual(before, after)) return [{ path, certainty: differOutright(before, after) }];
  const changed = referencesIn(after).flatMap((name) => changes.get(name) ?? []);
  const [cause] = [...changed].sort((a, b) => Number(b.certainty === 'certain') - Number(a.certainty === 'certain'));
  if (cause === undefined) return [];
  const direct = referenceIn(after) !== undefined || (isObject(after) && Array.isArray(after.Concatenation));
  // Of another function (`Fn::Select`, `Fn::If`) the part that is used may be the same.
  return [{ path, certainty: both(cause.certainty, direct ? 'certain' : 'possible'), because: cause.because }];
}

/** Texts around the same unknown parts: where one literal differs, so does the whole. */
function differOutright(before: Json, after: Json): Certainty {
  const [one, other] = [before, after].map((value) => (isObject(value) ? value.Concatenation : undefined));
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return 'possible';
  const places = one.filter((part, index) => !isDeepStrictEqual(part, other[index]));
  const onlyLiterals = one.every((part, index) => isScalar(part) === isScalar(other[index]));
  return places.length === 1 && onlyLiterals && isScalar(places[0]) ? 'certain' : 'possible';
}
