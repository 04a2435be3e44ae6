/**
 * Patterns of hosts and paths as listener rules have them: `*` stands for any text, `?` for one character. Pure.
 */

/** One spelling for patterns that match the same: of wildcards in a row only their number of `?` and one `*` count. */
export const canonical = (pattern: string): string =>
  pattern.replace(/[*?]+/g, (run) => (run.includes('*') ? `${run.replaceAll('*', '')}*` : run));

/** Whether every host matches: there is none without a character. */
export const isEveryHost = (host: string): boolean => /^\??\*$/.test(canonical(host));

/** Whether every path matches: all begin with a slash, so one that takes the shortest two needs nothing but it. */
export const isEveryPath = (path: string): boolean => matches(path, '/') && matches(path, '/x');

/** Whether a pattern matches whatever another one does. Never true without reason; of two odd ones it may miss some. */
export const covers = (pattern: string, other: string): boolean => matches(canonical(pattern), canonical(other));

/**
 * A wildcard in the text is matched by `*` only. Where a text does not go on, only the last `*` takes one character more:
 * a regular expression would try every way to divide the text among all of them.
 */
function matches(pattern: string, text: string): boolean {
  let [at, next] = [0, 0];
  let last: { star: number; taken: number } | undefined;
  while (at < text.length) {
    const wanted = pattern[next];
    if (wanted === '*') {
      last = { star: next, taken: at };
      next++;
    } else if (wanted === text[at] || (wanted === '?' && text[at] !== '*')) {
      at++;
      next++;
    } else if (last !== undefined) {
      last.taken++;
      at = last.taken;
      next = last.star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(next));
}
