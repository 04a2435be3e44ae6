/**
 * The patterns of conditions: `*` stands for any number of characters, `?` for exactly one (condition types, Application Load Balancers).
 */

/** @returns whether a text is what the pattern says, as a whole */
export function wildcardPattern(pattern: string, flags: '' | 'i'): (text: string) => boolean {
  if (!/[*?]/.test(pattern)) return exactly(pattern, flags);
  const source = pattern
    .replace(/[\\^$.+|(){}[\]]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  const expression = new RegExp(`^${source}$`, `s${flags}`);
  return (text) => expression.test(text);
}

function exactly(pattern: string, flags: '' | 'i'): (text: string) => boolean {
  if (flags === '') return (text) => text === pattern;
  const wanted = pattern.toLowerCase();
  return (text) => text.toLowerCase() === wanted;
}
