/** A pattern taken apart, as far as the project's patterns go. */
export type Node =
  /** Something that takes one character; `test` tells which. */
  | { kind: 'one'; test: RegExp }
  /** A place: `^`, `$`, or a look ahead. */
  | { kind: 'place'; test: (text: string, at: number) => boolean }
  | { kind: 'all'; parts: Node[] }
  | { kind: 'any'; ways: Node[] }
  | { kind: 'many'; of: Node; least: number; most: number; lazy: boolean };

const ATOM = /\\(?:[pP]\{[^}]*\}|x[\da-f]{2}|u\{[^}]*\}|u[\da-f]{4}|.)|\[(?:\\.|[^\]\\])*\]|./isy;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,(\d*))?\})(\??)/y;

/** @throws for what the project's patterns do not use, so that nothing passes unseen */
export function parse({ source, flags }: { source: string; flags: string }): Node {
  const one = flags.replace(/[gym]/g, '');
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) at += found[0].length;
    return found;
  };
  const ways = (): Node => {
    const all = [sequence()];
    while (source[at] === '|') {
      at++;
      all.push(sequence());
    }
    return all.length === 1 && all[0] ? all[0] : { kind: 'any', ways: all };
  };
  const sequence = (): Node => {
    const parts: Node[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(quantified(atom()));
    return { kind: 'all', parts };
  };
  const quantified = (of: Node): Node => {
    const [found, sign, least, range, most, lazy] = take(QUANTIFIER) ?? [];
    if (found === undefined) return of;
    const [from, to] =
      sign === undefined ? [Number(least), range ? Number(most || Infinity) : Number(least)] : (SIGNS[sign] ?? [0, 0]);
    return { kind: 'many', of, least: from, most: to, lazy: lazy === '?' };
  };
  const atom = (): Node => {
    if (source[at] === '(') return group();
    const [text = ''] = take(ATOM) ?? [];
    if (text === '^') return { kind: 'place', test: (_, place) => place === 0 };
    if (text === '$') return { kind: 'place', test: (whole, place) => place === whole.length };
    if (/^\\[bBk1-9]/.test(text)) throw new Error(`${text} in /${source}/`);
    return { kind: 'one', test: new RegExp(`^(?:${text})$`, one) };
  };
  const group = (): Node => {
    const [start = ''] = take(/\((?:\?(?::|[=!]|<[=!]|<\w+>))?/y) ?? [];
    if (start.startsWith('(?<=') || start.startsWith('(?<!')) throw new Error(`${start} in /${source}/`);
    const from = at;
    const inner = ways();
    const look = new RegExp(source.slice(from, at), `${one}y`);
    at++;
    if (start !== '(?=' && start !== '(?!') return inner;
    const test = (text: string, place: number): boolean => {
      look.lastIndex = place;
      return look.test(text) === (start === '(?=');
    };
    return { kind: 'place', test };
  };
  return ways();
}

const SIGNS: Readonly<Record<string, [number, number]>> = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] };
