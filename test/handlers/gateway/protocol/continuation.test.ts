import {
  assertTimeLeft,
  MAX_HOPS,
  nextContinuation,
  progressOf,
  RequestTimeoutError,
} from '../../../../handlers/gateway/protocol/continuation';

const MINUTE = 60_000;

describe('a continuation', () => {
  test('counts runs from the first, whose start travels with the event', () => {
    const first = nextContinuation(progressOf(undefined, 1800, 1000), 1000 + 5 * MINUTE);
    expect(first).toEqual({ hops: 1, startedAt: 1000 });
    const second = nextContinuation(progressOf(first, 1800, 1000 + 5 * MINUTE), 1000 + 10 * MINUTE);
    expect(second).toEqual({ hops: 2, startedAt: 1000 });
  });

  test('ends before Lambda takes the runs for a loop, which it does at about 16', () => {
    const progress = progressOf({ hops: MAX_HOPS, startedAt: 0 }, 1800, MINUTE);
    expect(MAX_HOPS + 1).toBeLessThanOrEqual(14);
    expect(() => nextContinuation(progress, MINUTE)).toThrow(
      new RequestTimeoutError(
        'The work did not end in 13 runs of the function, the most that it may take. Try again; what is done stays done.',
      ),
    );
    expect(nextContinuation({ ...progress, hops: MAX_HOPS - 1 }, MINUTE).hops).toBe(MAX_HOPS);
  });

  test('ends fifteen seconds before the ServiceTimeout, and says what the work waited for', () => {
    const progress = progressOf({ hops: 5, startedAt: 0 }, 1800, 29 * MINUTE);
    expect(nextContinuation(progress, 1_784_999, 'a load balancer')).toEqual({ hops: 6, startedAt: 0 });
    expect(() => nextContinuation(progress, 1_785_000)).toThrow(
      new RequestTimeoutError(
        "The work did not end within the resource's ServiceTimeout of 1800 seconds. Try again; what is done stays done.",
      ),
    );
    expect(() => nextContinuation(progress, 1_785_000, 'a load balancer')).toThrow(
      new RequestTimeoutError(
        "The work did not end within the resource's ServiceTimeout of 1800 seconds; it waited for a load balancer. Try again; what is done stays done.",
      ),
    );
  });

  test('leaves three quarters of a short ServiceTimeout to the work', () => {
    expect(() => assertTimeLeft(progressOf(undefined, 8, 0), 5_999)).not.toThrow();
    expect(() => assertTimeLeft(progressOf(undefined, 8, 0), 6_000)).toThrow(RequestTimeoutError);
  });
});
