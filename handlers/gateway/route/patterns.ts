/**
 * Patterns of hosts and paths as listener rules have them: `*` stands for any text, `?` for one character. Pure.
 */

/** One spelling for patterns that match the same: of wildcards in a row only their number of `?` and one `*` count. */
export const canonical = (pattern: string): string =>
  pattern.replace(/[*?]*\*[*?]*/g, (run) => `${run.replaceAll('*', '')}*`);

/** Whether every host matches: there is none without a character. */
export const isEveryHost = (host: string): boolean => /^\??\*$/.test(canonical(host));

/** Whether every path matches: all begin with a slash, so one that takes the shortest two needs nothing but it. */
export const isEveryPath = (path: string): boolean => matches(path, '/') && matches(path, '/x');

/** Whether a pattern matches whatever another one does. Never true without reason; of two odd ones it may miss some. */
export const covers = (pattern: string, other: string): boolean => matches(canonical(pattern), canonical(other));

/** A wildcard in the text is matched by `*` only. */
const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '[^*]')}$`,
    's',
  ).test(text);
