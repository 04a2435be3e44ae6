import fc from '../../../fast-check';
import { EVALUATION_RANGES } from './alarm';
import { type Group, type Minute, minute, quiet, type TargetGroupTraffic } from './traffic';
import { generated, statesOf, verdict } from './watch';

const alarm = generated('WebRollbackAlarm');

/** Traffic of a group that is live and one that is not; which of them has which colour is for the caller to say. */
const coloured = (live: Group, ofLive: readonly Minute[], ofOther: readonly Minute[]): TargetGroupTraffic =>
  live === 'Blue' ? { Blue: ofLive, Green: ofOther } : { Blue: ofOther, Green: ofLive };

const repeated = (times: number, one: Minute): Minute[] => Array.from({ length: times }, () => one);

const group = fc.constantFrom<Group>('Blue', 'Green');
const tasks = fc.integer({ min: 1, max: 50 });
/** Requests a minute: enough that a share of 5 % is at least one of them. */
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

describe('the rollback alarm rolls back', () => {
  it('a 5 % canary that always fails, before its three minutes are over, whatever the load and number of tasks', () => {
    fc.assert(
      fc.property(group, busy, tasks, before, (live, requests, targets, healthy) => {
        const traffic = canary(live, requests, targets, healthy, (errors) => ({ errors }));
        for (const states of statesOf(alarm, traffic)) expect(states.at(-2)).toBe('ALARM');
      }),
    );
  });

  it('a canary that refuses connections, of which its target group counts no answer', () => {
    fc.assert(
      fc.property(group, busy, tasks, (live, requests, targets) => {
        const traffic = canary(live, requests, targets, 3, (share) => ({ refusedConnections: share }));
        expect(verdict(alarm, traffic)).toBe('rolls back');
      }),
    );
  });

  it('a canary that fails one request in ten, which is no more than 1 % of all requests', () => {
    fc.assert(
      fc.property(group, fc.integer({ min: 200, max: 100_000 }), tasks, (live, requests, targets) => {
        const traffic = canary(live, requests, targets, 3, (share) => ({ errors: Math.ceil(share / 10) }));
        expect(verdict(alarm, traffic)).toBe('rolls back');
      }),
    );
  });

  it('a version that fails only once it has all the traffic, whichever group is live by then', () => {
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

  it('errors that CloudWatch learns of a minute late', () => {
    const late = [minute({ requests: 5 }), ...repeated(3, minute({ requests: 5, errors: 5 }))];
    const live = repeated(4, minute({ requests: 95 }));
    for (const states of statesOf(alarm, coloured('Blue', live, late))) expect(states.at(-1)).toBe('ALARM');
  });

  it('a canary that so few requests reach that minutes pass between them, as far back as CloudWatch looks', () => {
    const sparse = [minute({ requests: 1, errors: 1 }), quiet, quiet, minute({ requests: 1, errors: 1 })];
    const traffic = coloured('Blue', repeated(4, quiet), sparse);
    // An evaluation range of three minutes does not reach back to the first of them.
    const last = statesOf(alarm, traffic).map((states) => states.at(-1));
    const [inThree, ...inMore] = EVALUATION_RANGES.map((_, at) =>
      last.filter((_state, of) => of % EVALUATION_RANGES.length === at),
    );
    expect(new Set(inThree)).toEqual(new Set(['OK']));
    expect(new Set(inMore.flat())).toEqual(new Set(['ALARM']));
  });

  it('and goes back to OK when the failing version has gone', () => {
    const live = repeated(14, minute({ requests: 100 }));
    const failed = [...repeated(3, minute({ requests: 5, errors: 5 })), ...repeated(11, quiet)];
    for (const states of statesOf(alarm, coloured('Green', live, failed))) {
      expect(states.at(2)).toBe('ALARM');
      expect(states.at(-1)).toBe('OK');
    }
  });
});

describe('the rollback alarm stays quiet', () => {
  it('however many answers are 404s to crawlers, or other errors of the client', () => {
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

  it('without traffic, and with one request, even if that one fails', () => {
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

  it('while traffic shifts between versions of which neither fails more than one request in a hundred', () => {
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

  it('when two failing minutes lie further apart than three', () => {
    fc.assert(
      fc.property(group, busy, tasks, (live, requests, targets) => {
        const [good, bad] = [minute({ requests, targets }), minute({ requests, targets, errors: requests })];
        const traffic = coloured(live, [bad, good, good, bad, good, good, bad], repeated(7, quiet));
        expect(verdict(alarm, traffic)).toBe('stays quiet');
      }),
    );
  });

  it('after a swap, when the group that is no longer live has no tasks and no traffic', () => {
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

  it('goes off when either group fails more than 1 % in two of three minutes, and not when neither ever did', () => {
    fc.assert(
      fc.property(minutes, minutes, (Blue, Green) => {
        const bad = Blue.map((one, at) => fails(one) || fails(Green[at] ?? quiet));
        for (const states of statesOf(alarm, { Blue, Green })) {
          for (const [at, state] of states.entries()) {
            const recent = bad.slice(Math.max(0, at - 2), at + 1).filter(Boolean).length;
            if (recent >= 2) expect([at, state]).toEqual([at, 'ALARM']);
            // The longest evaluation range that is tried.
            if (!bad.slice(Math.max(0, at - 7), at + 1).includes(true)) expect([at, state]).toEqual([at, 'OK']);
          }
        }
      }),
    );
  });
});
