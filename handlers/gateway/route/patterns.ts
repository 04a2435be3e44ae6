/**
 * Patterns of hosts and paths in listener rules: `*` matches any text, `?` matches one character. Pure.
 */

/** One spelling for patterns that match the same: in a row of wildcards only the number of `?` and one `*` matter. */
export const canonical = (pattern: string): string =>
  pattern.replace(/[*?]+/g, (run) => (run.includes('*') ? `${run.replaceAll('*', '')}*` : run));

/** Whether every host matches. No host is empty, so `?*` matches every host, too. */
export const isEveryHost = (host: string): boolean => /^\??\*$/.test(canonical(host));

/** Whether every path matches. Every path begins with a slash, so it is enough to match `/` and one longer path. */
export const isEveryPath = (path: string): boolean => matches(path, '/') && matches(path, '/x');

/**
 * Whether a pattern matches everything that another one matches. It may miss this for unusual pairs, but never invents
 * it.
 */
export const covers = (pattern: string, other: string): boolean => matches(canonical(pattern), canonical(other));

/**
 * A wildcard in the text is matched by `*` only. After a mismatch, only the last `*` takes one more character. A
 * regular expression would try every way to divide the text among all of the `*`.
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
