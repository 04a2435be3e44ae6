import { type Node, parse } from './parse';

/** More steps were taken than allowed. */
export class TooManyStepsError extends Error {}

/**
 * How many steps a backtracking matcher takes to look for a pattern everywhere in a text, as `exec`, `replace` and `split`
 * do. A count, and no time, so that it is the same on every machine.
 * @throws TooManyStepsError beyond `most`
 */
export function steps(pattern: { source: string; flags: string }, text: string, most = Infinity): number {
  const root = parse(pattern);
  let taken = 0;
  const step = (): void => {
    if (++taken > most) {
      throw new TooManyStepsError(`/${pattern.source}/${pattern.flags} takes more than ${most} steps`);
    }
  };
  const match = (node: Node, at: number, then: (end: number) => boolean): boolean => {
    step();
    switch (node.kind) {
      case 'one':
        return takes(node.test, text, at) && then(at + 1);
      case 'place':
        return node.test(text, at) && then(at);
      case 'any':
        return node.ways.some((way) => match(way, at, then));
      case 'all':
        return inTurn(node.parts, 0, at, then);
      case 'many':
        return node.of.kind === 'one' ? run(node, node.of.test, at, then) : repeat(node, 0, at, then);
    }
  };
  const inTurn = (parts: readonly Node[], index: number, at: number, then: (end: number) => boolean): boolean => {
    const part = parts[index];
    return part === undefined ? then(at) : match(part, at, (end) => inTurn(parts, index + 1, end, then));
  };
  /** Single characters, without a frame for each. */
  const run = (
    { least, most: limit, lazy }: Many,
    test: RegExp,
    at: number,
    then: (end: number) => boolean,
  ): boolean => {
    let count = 0;
    if (lazy) {
      while (count < limit) {
        step();
        if (count >= least && then(at + count)) return true;
        if (!takes(test, text, at + count)) return false;
        count++;
      }
      return then(at + count);
    }
    for (; count < limit && takes(test, text, at + count); count++) step();
    for (; count >= least; count--) {
      step();
      if (then(at + count)) return true;
    }
    return false;
  };
  const repeat = (node: Many, count: number, at: number, then: (end: number) => boolean): boolean => {
    const more = () => count < node.most && match(node.of, at, (end) => end > at && repeat(node, count + 1, end, then));
    if (count < node.least) return more();
    return node.lazy ? then(at) || more() : more() || then(at);
  };
  for (let at = 0; at <= text.length; ) {
    let end = at;
    const found = match(root, at, (place) => {
      end = place;
      return true;
    });
    at = found && end > at ? end : at + 1;
  }
  return taken;
}

type Many = Extract<Node, { kind: 'many' }>;

const takes = (test: RegExp, text: string, at: number): boolean => at < text.length && test.test(text.charAt(at));
