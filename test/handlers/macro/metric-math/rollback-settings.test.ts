import type { JsonObject } from '../../../../handlers/template-language/json';
import fc from '../../../fast-check';
import { minute, quiet, type TargetGroupTraffic } from './traffic';
import { generated, verdict } from './watch';

const alarmOf = (Rollback: JsonObject): JsonObject => generated('WebRollbackAlarm', { Deployment: { Rollback } });

/** Ten minutes in which the green group answers as given and the blue group is healthy. */
const answering = (one: Parameters<typeof minute>[0]): TargetGroupTraffic => ({
  Blue: Array.from({ length: 10 }, () => minute({ requests: 1000, targets: 3 })),
  Green: Array.from({ length: 10 }, () => (one.requests === 0 ? quiet : minute(one))),
});

const requests = fc.integer({ min: 1, max: 10_000 });

describe('Rollback.ErrorRatePercent', () => {
  it('is the highest error rate that does not roll back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 1000 }), (percent, errors) => {
        const traffic = answering({ requests: 1000, errors });
        const expected = errors / 10 > percent ? 'rolls back' : 'stays quiet';
        expect(verdict(alarmOf({ ErrorRatePercent: percent }), traffic)).toBe(expected);
      }),
    );
  });
});

describe('Rollback.Include4xx', () => {
  it('counts 4xx answers as well as 5xx answers and refused connections', () => {
    const alarm = alarmOf({ Include4xx: true });
    fc.assert(
      fc.property(requests, (count) => {
        expect(verdict(alarm, answering({ requests: count, refusedByApplication: count }))).toBe('rolls back');
        expect(verdict(alarm, answering({ requests: count, errors: count }))).toBe('rolls back');
        expect(verdict(alarm, answering({ requests: count, refusedConnections: count }))).toBe('rolls back');
        expect(verdict(alarm, answering({ requests: count }))).toBe('stays quiet');
      }),
    );
  });

  it('compares the rate with the sum of 4xx answers, 5xx answers and refused connections', () => {
    const some = { requests: 1000, errors: 4, refusedByApplication: 4, refusedConnections: 4 };
    expect(verdict(alarmOf({ Include4xx: true }), answering(some))).toBe('rolls back');
    expect(verdict(alarmOf({ Include4xx: false }), answering(some))).toBe('stays quiet');
  });
});

describe('Rollback.MinimumRequests', () => {
  it('lets the alarm roll back from exactly that many requests in a minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 400 }), (minimum, count) => {
        const expected = count >= minimum ? 'rolls back' : 'stays quiet';
        expect(verdict(alarmOf({ MinimumRequests: minimum }), answering({ requests: count, errors: count }))).toBe(
          expected,
        );
      }),
    );
  });

  it('counts the requests of each group separately, however many the other group gets', () => {
    const alarm = alarmOf({ MinimumRequests: 100 });
    expect(verdict(alarm, answering({ requests: 99, errors: 99 }))).toBe('stays quiet');
    expect(verdict(alarm, answering({ requests: 100, errors: 100 }))).toBe('rolls back');
  });
});
