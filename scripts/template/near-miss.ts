/**
 * The candidate that a misspelt word was most likely meant to be.
 * @returns undefined when none is near: more than a third of the longer word would have to change.
 */
export const nearMiss = (word: string, candidates: readonly string[]): string | undefined => {
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(Math.max(candidate.length, word.length) / 3)))
    .sort((a, b) => a.edits - b.edits);
  return best?.candidate;
};

/** ` Did you mean X?`, or nothing. */
export const didYouMean = (word: string, candidates: readonly string[]): string => {
  const candidate = nearMiss(word, candidates);
  return candidate === undefined ? '' : ` Did you mean ${candidate}?`;
};

/** Levenshtein's edit distance: insertions, deletions and substitutions cost 1 each. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const substituted = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
