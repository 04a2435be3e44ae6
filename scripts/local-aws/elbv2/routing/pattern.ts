/** The patterns with which conditions are compared: wildcards, or regular expressions (condition types, Application Load Balancers). */

export type Pattern = (text: string) => boolean;

/**
 * `*` stands for any number of characters, `?` for exactly one, and the pattern for the whole text.
 * @param escapes whether `*` and `?` stand for themselves after a backslash
 */
export function wildcardPattern(pattern: string, escapes?: 'escapes'): Pattern {
  const parts: string[] = pattern.match(escapes ? /\\[*?\\]|[\s\S]/g : /[\s\S]/g) ?? [];
  const wildcards = parts.filter((part) => part === '*' || part === '?');
  const literal = (some: readonly string[]) => some.map(literalOf).join('');
  if (wildcards.length === 0) {
    const whole = literal(parts);
    return (text) => text === whole;
  }
  // The usual ones are `*.example.com` and `/app/*`.
  if (wildcards.length === 1 && parts[0] === '*') {
    const end = literal(parts.slice(1));
    return (text) => text.endsWith(end);
  }
  if (wildcards.length === 1 && parts.at(-1) === '*') {
    const start = literal(parts.slice(0, -1));
    return (text) => text.startsWith(start);
  }
  return (text) => fits(parts, text);
}

/**
 * Only the last `*` is ever tried again, with one character more: what follows an earlier one was found as far to the left as it can
 * be. So it takes at most as many steps as the product of both lengths, where a regular expression might never end.
 */
function fits(parts: readonly string[], text: string): boolean {
  let part = 0;
  let at = 0;
  let star = -1;
  let from = 0;
  while (at < text.length) {
    if (parts[part] === '*') {
      star = part++;
      from = at;
    } else if (parts[part] === '?' || (part < parts.length && literalOf(parts[part] ?? '') === text[at])) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++from;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === '*');
}

const literalOf = (part: string): string => (part.length === 2 ? part.slice(1) : part);

/** What JavaScript has and Application Load Balancers do not: looking around, references back, Unicode classes. */
const UNSUPPORTED = /(?<!\\)(?:\\\\)*(?:\(\?(?:=|!|<=|<!)|\\(?:[1-9]|k<|[pP]\{))/;

/**
 * A regular expression of a condition or of a transform. Atomic groups, possessive quantifiers, subroutines and recursion are no
 * JavaScript, either.
 * @throws SyntaxError that says what is wrong with it
 */
export function regularExpression(source: string, flags: '' | 'i'): RegExp {
  if (UNSUPPORTED.test(source)) {
    throw new SyntaxError('lookaheads, lookbehinds, backreferences and Unicode character classes are not supported');
  }
  return new RegExp(source, flags);
}
