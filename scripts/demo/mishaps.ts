/**
 * Says for one request after the other whether its answer is an error: that share of them, evenly spread, so that nothing
 * depends on chance.
 * @param percent from 0 to 100
 */
export function mishaps(percent: number): () => boolean {
  let due = 0;
  return () => {
    due += percent;
    if (due < 100) return false;
    due -= 100;
    return true;
  };
}
