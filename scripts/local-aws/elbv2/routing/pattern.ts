/** The patterns with which conditions are compared: wildcards, or regular expressions (condition types, Application Load Balancers). */

export type Pattern = (text: string) => boolean;

/**
 * `*` stands for any number of characters, `?` for exactly one, and the pattern for the whole text.
 * @param flags `i`: the case does not matter
 * @param escapes whether `*` and `?` stand for themselves after a backslash
 */
export function wildcardPattern(pattern: string, flags: '' | 'i', escapes = false): Pattern {
  const parts: string[] = pattern.match(escapes ? /\\[*?\\]|[\s\S]/g : /[\s\S]/g) ?? [];
  if (!parts.includes('*') && !parts.includes('?')) return exactly(parts.map(literalOf).join(''), flags);
  const expression = new RegExp(`^${parts.map(sourceOf).join('')}$`, `s${flags}`);
  return (text) => expression.test(text);
}

function sourceOf(part: string): string {
  if (part === '*') return '.*';
  return part === '?' ? '.' : literalOf(part).replace(/[\\^$.+*?|(){}[\]]/, '\\$&');
}

const literalOf = (part: string): string => (part.length === 2 ? part.slice(1) : part);

function exactly(text: string, flags: '' | 'i'): Pattern {
  if (flags === '') return (other) => other === text;
  const lower = text.toLowerCase();
  return (other) => other.toLowerCase() === lower;
}

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
