/** Which hosts the names of a certificate stand for. */

/** Whether one of the names stands for the host. A `*` stands for one label, the leftmost (RFC 6125, 6.4.3). */
export function fits(names: readonly string[], host: string): boolean {
  const lower = host.toLowerCase();
  const wildcard = lower.replace(/^[^.]+/, '*');
  return names.some((name) => name.toLowerCase() === lower || name.toLowerCase() === wildcard);
}
