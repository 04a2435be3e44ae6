import type { Conditions, Matching } from '../world/load-balancers';
import { covers } from './patterns';
import { sameValues } from './rule';
import { MOST_VALUES } from './spec';

/**
 * The conditions of a rule while its service changes hosts or paths: it matches the old ones as well until the clean-up,
 * so that a sibling may take them over without a gap, and a roll back finds them. Pure.
 */

const KINDS = ['hosts', 'paths', 'cidrs'] as const;

/**
 * What matches the requests of both and no others. The conditions of different kinds are ANDed in a rule, so there is
 * such a rule only if one of the two covers the other, or if they differ in one kind.
 * @returns undefined if there is none, or if it would need too many values
 */
export function unionOf(one: Matching, other: Matching): Matching | undefined {
  if (one.rewrite?.regex !== other.rewrite?.regex || one.rewrite?.replace !== other.rewrite?.replace) return undefined;
  if (coversAll(one, other)) return one;
  if (coversAll(other, one)) return other;
  const [differing, ...others] = KINDS.filter((kind) => !sameValues(one.conditions[kind], other.conditions[kind]));
  if (differing === undefined || others.length > 0) return undefined;
  const values = [...new Set([...one.conditions[differing], ...other.conditions[differing]])];
  const conditions: Conditions = { ...one.conditions, [differing]: values };
  return KINDS.flatMap((kind) => conditions[kind]).length > MOST_VALUES ? undefined : { ...one, conditions };
}

/** Whether one matches every request that the other matches. */
const coversAll = (one: Matching, other: Matching): boolean =>
  KINDS.every((kind) => {
    const [mine, theirs] = [one.conditions[kind], other.conditions[kind]];
    const matches = (value: string): boolean =>
      mine.some((pattern) => (kind === 'cidrs' ? pattern === value : covers(pattern, value)));
    return mine.length === 0 || (theirs.length > 0 && theirs.every(matches));
  });
