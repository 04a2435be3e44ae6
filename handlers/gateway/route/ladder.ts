import type { Shape } from './specificity';

/**
 * A ladder orders patterns from the most specific to the most general. Its numbers say how finely it distinguishes
 * them: deeper or heavier patterns stand on the rung of the deepest or heaviest. Pure.
 */
export interface Ladder {
  deepest: number;
  /** How many rungs each depth has for patterns that restrict the rest, and for near-catch-alls. */
  some: number;
  nearly: number;
}

/** How many rungs a ladder has: one for exact patterns, and those of every depth. */
export const rungsOf = (ladder: Ladder): number => 1 + (ladder.deepest + 1) * perDepth(ladder);

/**
 * The rung of a pattern: 0 for exact ones. A pattern that covers this one, and is not the same, is on a higher rung.
 */
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

/** How many steps lighter than the heaviest weight. */
export const lighter = (weight: number, steps: number): number => steps - 1 - Math.min(Math.max(weight, 0), steps - 1);

const perDepth = ({ some, nearly }: Ladder): number => some + 1 + nearly;
