import { canonical, isEveryPath } from './patterns';

/**
 * How specific a pattern is. If one pattern covers another, the covered one is deeper, or of an earlier kind, or
 * heavier. The order of listener rules follows from this. Pure.
 */
export interface Shape {
  /** How many whole segments of a path, or labels at the end of a host, are fixed: `/a/b/*` and `*.b.a` have two. */
  depth: number;
  /**
   * What the rest may be: one text (`exact`); a restricted text (`some`: `/a/b*`, `/a/*.css`); any text (`all`:
   * `/a/*`); or almost any text (`nearly all`: `/a/?*`, which is only written to come before `/a/*`).
   */
  kind: 'exact' | 'some' | 'all' | 'nearly all';
  /** The weight of the rest: a pattern is heavier than every other pattern that covers it. */
  weight: number;
}

/** @param deepest how many segments count; further ones are part of the rest */
export function shapeOfPath(path: string, deepest: number): Shape {
  if (isEveryPath(path)) return EVERYTHING;
  const rooted = path.startsWith('/');
  const shape = shapeOf(canonical(path.slice(rooted ? 1 : 0)), '/', deepest);
  return rooted ? { ...shape, weight: shape.weight + LITERAL } : shape;
}

/** A host is read from its end. @param deepest how many labels count; further ones are part of the rest */
export const shapeOfHost = (host: string, deepest: number): Shape =>
  shapeOf(canonical([...host.toLowerCase()].reverse().join('')), '.', deepest);

const EVERYTHING: Shape = { depth: 0, kind: 'all', weight: 0 };

/**
 * The weight of a literal character; a `?` weighs 1, a `*` weighs -1. Compared with a pattern that covers it, a pattern
 * has no shorter shortest match and no fewer literals, and for each further `*` it has a further literal. So it is
 * heavier, unless both are the same.
 */
const LITERAL = 3;

const weightOf = (pattern: string): number =>
  [...pattern].reduce((sum, sign) => sum + (sign === '*' ? -1 : sign === '?' ? 1 : LITERAL), 0);

function shapeOf(pattern: string, separator: '/' | '.', deepest: number): Shape {
  const open = pattern.search(/[*?]/);
  if (open < 0) return { depth: 0, kind: 'exact', weight: 0 };
  const depth = Math.min(pattern.slice(0, open).split(separator).length - 1, deepest);
  const rest = pattern.split(separator).slice(depth).join(separator);
  const kind = rest === '*' ? 'all' : asksSomething(rest, separator) ? 'some' : 'nearly all';
  return { depth, kind, weight: weightOf(rest) };
}

/** Whether the beginning, the end or a whole segment of the rest is fixed. */
function asksSomething(rest: string, separator: '/' | '.'): boolean {
  const isFixed = (text: string): boolean => text !== '' && !/[*?]/.test(text);
  return (
    /^[^*?]/.test(rest) || isFixed(rest.at(-1)?.replace(separator, '') ?? '') || rest.split(separator).some(isFixed)
  );
}
