import type { Shape } from './specificity';

/**
 * Patterns in a row, from those that match least to those that match most. How finely they are told apart: what is deeper
 * or heavier than the most stands with the deepest or heaviest. Pure.
 */
export interface Ladder {
  deepest: number;
  /** Rungs of each depth for patterns that ask something of the rest, and for those that ask hardly anything. */
  some: number;
  nearly: number;
}

/** How many rungs a ladder has: the one of exact patterns, and those of every depth. */
export const rungsOf = (ladder: Ladder): number => 1 + (ladder.deepest + 1) * perDepth(ladder);

/** Where a pattern stands: 0 for exact ones. What covers it, and is not the same, stands higher. */
export function rungOf({ depth, kind, weight }: Shape, ladder: Ladder): number {
  if (kind === 'exact') return 0;
  const { deepest, some, nearly } = ladder;
  const within = { some: lighter(weight, some), all: some, 'nearly all': some + 1 + lighter(weight, nearly) }[kind];
  return 1 + (deepest - depth) * perDepth(ladder) + within;
}

/** The depth and kind of the patterns on a rung. */
export function patternsOn(rung: number, ladder: Ladder): Pick<Shape, 'depth' | 'kind'> {
  if (rung === 0) return { depth: 0, kind: 'exact' };
  const within = (rung - 1) % perDepth(ladder);
  return {
    depth: ladder.deepest - Math.floor((rung - 1) / perDepth(ladder)),
    kind: within < ladder.some ? 'some' : within === ladder.some ? 'all' : 'nearly all',
  };
}

/** Steps from the heaviest, which has the first of them. */
export const lighter = (weight: number, steps: number): number => steps - 1 - Math.min(Math.max(weight, 0), steps - 1);

const perDepth = ({ some, nearly }: Ladder): number => some + 1 + nearly;
