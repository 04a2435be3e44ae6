/** Suggestions for misspelt names. */

/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
function distance(from: string, to: string): number {
  const rows: number[][] = Array.from({ length: from.length + 1 }, (_, i) => [i]);
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? i + j;
  for (let j = 1; j <= to.length; j++) (rows[0] ?? []).push(j);
  for (let i = 1; i <= from.length; i++) {
    for (let j = 1; j <= to.length; j++) {
      const replace = cell(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swap =
        i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? cell(i - 2, j - 2) + 1 : replace;
      (rows[i] ?? []).push(Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, replace, swap));
    }
  }
  return cell(from.length, to.length);
}

/** Longer words are not compared: no name here is that long, and the comparison takes quadratic time. */
const LONGEST_WORD = 100;

/** The length of the common prefix of two words. */
function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

/**
 * The name closest to `word`; undefined when none is close. A name is close when at most a third of the letters differ,
 * the first half is the same, or one contains the other.
 */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain(word);
  let best: { name: string; edits: number } | undefined;
  for (const name of names) {
    if (name.length > LONGEST_WORD) continue;
    const other = plain(name);
    const [shorter, longer] = [wanted, other].sort((a, b) => a.length - b.length) as [string, string];
    const edits = shorter.length >= 4 && longer.includes(shorter) ? 1 : distance(wanted, other);
    const close = edits <= longer.length / 3 || sharedStart(wanted, other) >= Math.max(4, longer.length / 2);
    if (close && edits < (best?.edits ?? Number.POSITIVE_INFINITY)) best = { name, edits };
  }
  return best?.name;
}

/** `; did you mean X?` as the end of a sentence, or an empty text. */
export function didYouMean(word: string, names: readonly string[]): string {
  const name = nearest(word, names);
  return name === undefined ? '' : `; did you mean ${name}?`;
}
