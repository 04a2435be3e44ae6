import fc from '../../../fast-check';
import { EVALUATION_RANGES } from './readings';
import { type Group, type Minute, minute, quiet, type TargetGroupTraffic } from './traffic';
import { generated, statesOf, verdict } from './watch';

const alarm = generated('WebRollbackAlarm');

/** The traffic of the live group and of the other group. @param live the colour of the live group */
const coloured = (live: Group, ofLive: readonly Minute[], ofOther: readonly Minute[]): TargetGroupTraffic =>
  live === 'Blue' ? { Blue: ofLive, Green: ofOther } : { Blue: ofOther, Green: ofLive };

const repeated = (times: number, one: Minute): Minute[] => Array.from({ length: times }, () => one);

const group = fc.constantFrom<Group>('Blue', 'Green');
const tasks = fc.integer({ min: 1, max: 50 });
/** Requests per minute. With at least 20, a share of 5 % is at least one request. */
const busy = fc.integer({ min: 20, max: 100_000 });
/** Healthy minutes before the deployment. */
const before = fc.integer({ min: 0, max: 5 });

/** A canary that gets 5 % of the traffic for three minutes. */
function canary(
  live: Group,
  requests: number,
  targets: number,
  healthy: number,
  answers: (requests: number) => Partial<Minute>,
): TargetGroupTraffic {
  const share = Math.round(requests * 0.05);
  const whole = repeated(healthy, minute({ requests, targets }));
  const split = repeated(3, minute({ requests: requests - share, targets }));
  const failing = repeated(3, minute({ requests: share, targets, ...answers(share) }));
  return coloured(live, [...whole, ...split], [...repeated(healthy, quiet), ...failing]);
}

describe('the rollback alarm, when a version fails,', () => {
  it('rolls back a 5 % canary that always fails within its three minutes, at any load and with any number of tasks', () => {
    fc.assert(
      fc.property(group, busy, tasks, before, (live, requests, targets, healthy) => {
        const traffic = canary(live, requests, targets, healthy, (errors) => ({ errors }));
        for (const states of statesOf(alarm, traffic)) expect(states.at(-2)).toBe('ALARM');
      }),
    );
  });

  it('rolls back a canary that refuses connections, although its target group counts no answers', () => {
    fc.assert(
      fc.property(group, busy, tasks, (live, requests, targets) => {
        const traffic = canary(live, requests, targets, 3, (share) => ({ refusedConnections: share }));
        expect(verdict(alarm, traffic)).toBe('rolls back');
      }),
    );
  });

  it('rolls back a canary that fails one request in ten, although that is at most 1 % of all requests', () => {
    fc.assert(
      fc.property(group, fc.integer({ min: 200, max: 100_000 }), tasks, (live, requests, targets) => {
        const traffic = canary(live, requests, targets, 3, (share) => ({ errors: Math.ceil(share / 10) }));
        expect(verdict(alarm, traffic)).toBe('rolls back');
      }),
    );
  });

  it('rolls back a version that fails only when it has all the traffic, whichever group is live then', () => {
    fc.assert(
      fc.property(group, busy, tasks, (live, requests, targets) => {
        const shifted = coloured(
          live,
          [
            ...repeated(3, minute({ requests, targets })),
            ...repeated(3, minute({ requests, targets, errors: requests })),
          ],
          [...repeated(3, minute({ requests, targets })), ...repeated(3, quiet)],
        );
        expect(verdict(alarm, shifted)).toBe('rolls back');
      }),
    );
  });

  it('rolls back for errors that CloudWatch receives a minute late', () => {
    const late = [minute({ requests: 5 }), ...repeated(3, minute({ requests: 5, errors: 5 }))];
    const live = repeated(4, minute({ requests: 95 }));
    for (const states of statesOf(alarm, coloured('Blue', live, late))) expect(states.at(-1)).toBe('ALARM');
  });

  it('rolls back a canary that gets a request only every few minutes, if CloudWatch looks back far enough', () => {
    const sparse = [minute({ requests: 1, errors: 1 }), quiet, quiet, minute({ requests: 1, errors: 1 })];
    const traffic = coloured('Blue', repeated(4, quiet), sparse);
    // An evaluation range of three minutes does not include the first failing minute.
    const last = statesOf(alarm, traffic).map((states) => states.at(-1));
    const [inThree, ...inMore] = EVALUATION_RANGES.map((_, at) =>
      last.filter((_state, of) => of % EVALUATION_RANGES.length === at),
    );
    expect(new Set(inThree)).toEqual(new Set(['OK']));
    expect(new Set(inMore.flat())).toEqual(new Set(['ALARM']));
  });

  it('returns to OK when the failing version is gone', () => {
    const live = repeated(14, minute({ requests: 100 }));
    const failed = [...repeated(3, minute({ requests: 5, errors: 5 })), ...repeated(11, quiet)];
    for (const states of statesOf(alarm, coloured('Green', live, failed))) {
      expect(states.at(2)).toBe('ALARM');
      expect(states.at(-1)).toBe('OK');
    }
  });
});

describe('the rollback alarm, when no version fails,', () => {
  it('stays quiet however many answers are 404s to crawlers or other client errors', () => {
    fc.assert(
      fc.property(group, busy, tasks, fc.integer({ min: 0, max: 100 }), (live, requests, targets, percent) => {
        const traffic = canary(live, requests, targets, 3, (count) => ({ refusedByApplication: count }));
        const crawled = traffic[live].map((one) => ({
          ...one,
          refusedByApplication: Math.round((one.requests * percent) / 100),
        }));
        expect(verdict(alarm, { ...traffic, [live]: crawled })).toBe('stays quiet');
      }),
    );
  });

  it('stays quiet without traffic, and with a single request even if it fails', () => {
    fc.assert(
      fc.property(group, fc.integer({ min: 0, max: 9 }), fc.boolean(), (live, when, fails) => {
        const lone = repeated(10, quiet).map((one, at) =>
          at === when ? minute({ requests: 1, errors: fails ? 1 : 0 }) : one,
        );
        expect(verdict(alarm, coloured(live, lone, repeated(10, quiet)))).toBe('stays quiet');
      }),
    );
    expect(verdict(alarm, { Blue: repeated(10, quiet), Green: repeated(10, quiet) })).toBe('stays quiet');
  });

  it('stays quiet while traffic shifts between two versions that each fail at most one request in a hundred', () => {
    const healthy = fc
      .tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100 }), tasks)
      .map(([requests, rate, targets]) =>
        minute({ requests, targets, errors: Math.floor((requests * rate) / 10_000) }),
      );
    const minutes = fc.array(healthy, { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(minutes, minutes, (Blue, Green) => {
        expect(verdict(alarm, { Blue, Green })).toBe('stays quiet');
      }),
    );
  });

  it('stays quiet when only one of any three minutes fails', () => {
    fc.assert(
      fc.property(group, busy, tasks, (live, requests, targets) => {
        const [good, bad] = [minute({ requests, targets }), minute({ requests, targets, errors: requests })];
        const traffic = coloured(live, [bad, good, good, bad, good, good, bad], repeated(7, quiet));
        expect(verdict(alarm, traffic)).toBe('stays quiet');
      }),
    );
  });

  it('stays quiet after a swap, when the group that is no longer live has no tasks and no traffic', () => {
    fc.assert(
      fc.property(group, busy, tasks, (live, requests, targets) => {
        const traffic = coloured(live, repeated(10, minute({ requests, targets })), repeated(10, quiet));
        expect(verdict(alarm, traffic)).toBe('stays quiet');
      }),
    );
  });
});

describe('the rollback alarm on any traffic', () => {
  const any = fc
    .record({
      requests: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 2000 })),
      bad: fc.constantFrom(0, 0, 0, 0.005, 0.01, 0.011, 0.5, 1),
      refused: fc.boolean(),
      targets: tasks,
    })
    .map(({ requests, bad, refused, targets }) => {
      const count = Math.round(requests * bad);
      return minute({ requests, targets, ...(refused ? { refusedConnections: count } : { errors: count }) });
    });
  const minutes = fc.array(any, { minLength: 10, maxLength: 10 });
  const fails = (one: Minute): boolean =>
    one.requests > 0 && (100 * (one.errors + one.refusedConnections)) / one.requests > 1;

  it('goes off when either group fails more than 1 % in two of three minutes, and stays OK when neither ever does', () => {
    fc.assert(
      fc.property(minutes, minutes, (Blue, Green) => {
        const bad = Blue.map((one, at) => fails(one) || fails(Green[at] ?? quiet));
        for (const states of statesOf(alarm, { Blue, Green })) {
          for (const [at, state] of states.entries()) {
            const recent = bad.slice(Math.max(0, at - 2), at + 1).filter(Boolean).length;
            if (recent >= 2) expect([at, state]).toEqual([at, 'ALARM']);
            // Eight minutes are the longest evaluation range that is tried.
            if (!bad.slice(Math.max(0, at - 7), at + 1).includes(true)) expect([at, state]).toEqual([at, 'OK']);
          }
        }
      }),
    );
  });
});
