import { isDeepStrictEqual } from 'node:util';
import { isObject, isScalar, type Json } from '../../handlers/template-language/json';
import { both, type Certainty } from './certainty';
import { isUnknown, referenceIn, referencesIn } from './unknown-values';

/** That a reference gives another value after the update, and why. */
export interface ReferenceChange {
  certainty: Certainty;
  /** `WebTaskDefinition is replaced` */
  because: string;
}

/** The references that give another value, by name; see `unknown-values.ts`. */
export type ReferenceChanges = ReadonlyMap<string, ReferenceChange>;

/** One place where two values differ. */
export interface Difference {
  /** The path, starting with the property: `ContainerDefinitions[0].Image`. */
  path: string;
  certainty: Certainty;
  /** Set when both templates say the same, but a resource that they refer to changes. */
  because?: string;
}

/**
 * The places where two resolved values differ. Numbers and booleans equal their texts, because CloudFormation converts
 * them to the type in the schema.
 * @param path of the values, for the paths of the differences
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

/** Equal expressions differ if a reference in them changes. Different expressions may still give the same value. */
function unknownDifferences(before: Json, after: Json, changes: ReferenceChanges, path: string): Difference[] {
  if (!isDeepStrictEqual(before, after)) return [{ path, certainty: differOutright(before, after) }];
  const changed = referencesIn(after).flatMap((name) => changes.get(name) ?? []);
  const [cause] = [...changed].sort((a, b) => Number(b.certainty === 'certain') - Number(a.certainty === 'certain'));
  if (cause === undefined) return [];
  const direct = referenceIn(after) !== undefined || (isObject(after) && Array.isArray(after.Concatenation));
  // Another function (`Fn::Select`, `Fn::If`) may use only a part that stays the same.
  return [{ path, certainty: both(cause.certainty, direct ? 'certain' : 'possible'), because: cause.because }];
}

/** Two texts with the same unknown parts differ for certain if exactly one of their literals differs. */
function differOutright(before: Json, after: Json): Certainty {
  const [one, other] = [before, after].map((value) => (isObject(value) ? value.Concatenation : undefined));
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return 'possible';
  const places = one.filter((part, index) => !isDeepStrictEqual(part, other[index]));
  const onlyLiterals = one.every((part, index) => isScalar(part) === isScalar(other[index]));
  return places.length === 1 && onlyLiterals && isScalar(places[0]) ? 'certain' : 'possible';
}
