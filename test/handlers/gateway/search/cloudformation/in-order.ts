/**
 * Acts on every one, at the same time if nothing stands between them.
 * @param waits whether one waits until all has been done about another
 */
export async function inOrder<T>(
  all: readonly T[],
  waits: (one: T, forOther: T) => boolean,
  act: (one: T) => Promise<void>,
): Promise<void> {
  const begun = new Map<T, Promise<void>>();
  const begin = (one: T): Promise<void> => {
    const known = begun.get(one);
    if (known) return known;
    const before = all.filter((other) => other !== one && waits(one, other));
    const done = Promise.all(before.map(begin)).then(() => act(one));
    begun.set(one, done);
    return done;
  };
  await Promise.all(all.map(begin));
}
