/** The normalization of a path before rules look at it: RFC 3986, 6.2.2. What goes to the target stays as the client sent it. */

/** @returns the path with unreserved characters decoded and dot segments resolved */
export function normalized(path: string): string {
  if (!path.includes('%') && !path.includes('/.')) return path;
  const decoded = path.replace(/%[\da-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : code.toUpperCase();
  });
  return withoutDots(decoded);
}

function withoutDots(path: string): string {
  const segments = path.split('/');
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') {
      if (kept.length > 1) kept.pop();
    } else if (segment !== '.') kept.push(segment);
  }
  const last = segments.at(-1);
  if (last === '.' || last === '..') kept.push('');
  return kept.join('/');
}
