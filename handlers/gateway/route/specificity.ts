import { canonical, isEveryPath } from './patterns';

/**
 * How much a pattern leaves open. Of two patterns, one of which covers the other, the covered one is deeper, or of an
 * earlier kind, or heavier: the order of listener rules is made of this. Pure.
 */
export interface Shape {
  /** How many whole segments of a path, or labels from the end of a host, are fixed: `/a/b/*` and `*.b.a` have two. */
  depth: number;
  /**
   * What is asked of the rest: that it is one text; something (`/a/b*`, `/a/*.css`); nothing (`/a/*`); or hardly anything
   * (`/a/?*`), which nobody writes but to come before `/a/*`.
   */
  kind: 'exact' | 'some' | 'all' | 'nearly all';
  /** Of the rest; what one pattern covers of another is heavier. */
  weight: number;
}

/** @param deepest segments beyond these count as part of the rest */
export function shapeOfPath(path: string, deepest: number): Shape {
  if (isEveryPath(path)) return EVERYTHING;
  const rooted = path.startsWith('/');
  const shape = shapeOf(canonical(path.slice(rooted ? 1 : 0)), '/', deepest);
  return rooted ? { ...shape, weight: shape.weight + LITERAL } : shape;
}

/** A host is read from its end. @param deepest labels beyond these count as part of the rest */
export const shapeOfHost = (host: string, deepest: number): Shape =>
  shapeOf(canonical([...host.toLowerCase()].reverse().join('')), '.', deepest);

const EVERYTHING: Shape = { depth: 0, kind: 'all', weight: 0 };

/**
 * A `?` weighs 1, a `*` takes 1 away. What a pattern covers is no shorter at its shortest, has no fewer literals, and at
 * most as many more `*` as it has more literals: so it weighs more, if it is not the same.
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

/** Whether the beginning, the end or a whole segment is fixed. */
function asksSomething(rest: string, separator: '/' | '.'): boolean {
  const isFixed = (text: string): boolean => text !== '' && !/[*?]/.test(text);
  return (
    /^[^*?]/.test(rest) || isFixed(rest.at(-1)?.replace(separator, '') ?? '') || rest.split(separator).some(isFixed)
  );
}
