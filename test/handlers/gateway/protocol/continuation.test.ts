import {
  assertTimeLeft,
  MAX_HOPS,
  nextContinuation,
  progressOf,
  RequestTimeoutError,
} from '../../../../handlers/gateway/protocol/continuation';

const MINUTE = 60_000;

describe('a continuation', () => {
  test('counts runs from the first one, whose start is in the event', () => {
    const first = nextContinuation(progressOf(undefined, 1800, 1000), 1000 + 5 * MINUTE);
    expect(first).toEqual({ hops: 1, startedAt: 1000 });
    const second = nextContinuation(progressOf(first, 1800, 1000 + 5 * MINUTE), 1000 + 10 * MINUTE);
    expect(second).toEqual({ hops: 2, startedAt: 1000 });
  });

  test('ends before Lambda takes the runs for a loop, after about 16 of them', () => {
    const progress = progressOf({ hops: MAX_HOPS, startedAt: 0 }, 1800, MINUTE);
    expect(MAX_HOPS + 1).toBeLessThanOrEqual(14);
    expect(() => nextContinuation(progress, MINUTE)).toThrow(
      new RequestTimeoutError(
        'The work did not finish in 13 runs of the function, which is the maximum. Try again: finished steps are not repeated.',
      ),
    );
    expect(nextContinuation({ ...progress, hops: MAX_HOPS - 1 }, MINUTE).hops).toBe(MAX_HOPS);
  });

  test('ends fifteen seconds before the ServiceTimeout, and says what the work was waiting for', () => {
    const progress = progressOf({ hops: 5, startedAt: 0 }, 1800, 29 * MINUTE);
    expect(nextContinuation(progress, 1_784_999, 'a load balancer')).toEqual({ hops: 6, startedAt: 0 });
    expect(() => nextContinuation(progress, 1_785_000)).toThrow(
      new RequestTimeoutError(
        "The work did not finish within the resource's ServiceTimeout of 1800 seconds. Try again: finished steps are not repeated.",
      ),
    );
    expect(() => nextContinuation(progress, 1_785_000, 'a load balancer')).toThrow(
      new RequestTimeoutError(
        "The work did not finish within the resource's ServiceTimeout of 1800 seconds; it was waiting for a load balancer. Try again: finished steps are not repeated.",
      ),
    );
  });

  test('leaves three quarters of a short ServiceTimeout to the work', () => {
    expect(() => assertTimeLeft(progressOf(undefined, 8, 0), 5_999)).not.toThrow();
    expect(() => assertTimeLeft(progressOf(undefined, 8, 0), 6_000)).toThrow(RequestTimeoutError);
  });
});
