/** What a load balancer of the embedded AWS is to achieve on any machine. How many requests a second it takes depends on the machine. */

export interface Achieved {
  /** The rate of the load balancer, of a hundred of the bare proxy's. */
  percentOfBare: number;
  /** Milliseconds of the slowest of a hundred answers, when requests come at a steady rate. */
  p99: number;
  /** Requests that failed. */
  failed: number;
  /** Bytes of the heap: after warming up, and then after each part of the same load. */
  heaps: readonly number[];
}

const LEAST_PERCENT = 60;
const MOST_MS = 20;
/** What the heap may grow by: garbage collection leaves a little more or less each time. */
const MOST_GROWTH = 1.1;

/** @returns a sentence for each aim that is missed */
export function missedAims({ percentOfBare, p99, failed, heaps }: Achieved): string[] {
  const [first = 0, last = 0] = [heaps[0], heaps.at(-1)];
  const growth = last / first;
  return [
    percentOfBare < LEAST_PERCENT &&
      `The rate is ${percentOfBare.toFixed(0)} % of the bare proxy's, not ${LEAST_PERCENT} %`,
    // A benchmark without an answer has no number.
    !(p99 < MOST_MS) && `One of a hundred answers took ${p99.toFixed(1)} ms, not less than ${MOST_MS} ms`,
    failed > 0 && `${failed} requests failed`,
    growth > MOST_GROWTH && `The heap grew by ${Math.round(100 * (growth - 1))} %`,
  ].filter((missed) => missed !== false);
}
