import { EXPRESS_MODE_ALARM } from './express-mode';
import { DOCUMENTED } from './readings';
import { minute, quiet, type TargetGroupTraffic } from './traffic';
import { generated, verdict as verdictUnder } from './watch';

const ours = generated('WebRollbackAlarm');

/** Express Mode's alarm does not use FILL for errors, so it relies on arithmetic that treats missing data as 0. */
const verdict = (alarm: typeof ours, traffic: TargetGroupTraffic) => verdictUnder(alarm, traffic, DOCUMENTED);

const minutes = (one: Parameters<typeof minute>[0]): TargetGroupTraffic => ({
  Blue: Array.from({ length: 6 }, () => minute(one)),
  Green: Array.from({ length: 6 }, () => quiet),
});

describe("Express Mode's own alarm, compared with this project's,", () => {
  it('agrees on a canary that always fails, and on a healthy service', () => {
    const failing: TargetGroupTraffic = {
      Blue: Array.from({ length: 3 }, () => minute({ requests: 95 })),
      Green: Array.from({ length: 3 }, () => minute({ requests: 5, errors: 5 })),
    };
    expect([EXPRESS_MODE_ALARM, ours].map((alarm) => verdict(alarm, failing))).toEqual(['rolls back', 'rolls back']);
    const healthy = minutes({ requests: 1000, targets: 3 });
    expect([EXPRESS_MODE_ALARM, ours].map((alarm) => verdict(alarm, healthy))).toEqual(['stays quiet', 'stays quiet']);
  });

  it('calculates an error rate that is too high by a factor of the number of tasks', () => {
    // 1 error in 1,000 requests is 0.1 %. Divided by the requests of one of 20 tasks, it is 2 %.
    const oneInThousand = { requests: 10_000, errors: 10 };
    expect(verdict(EXPRESS_MODE_ALARM, minutes({ ...oneInThousand, targets: 1 }))).toBe('stays quiet');
    expect(verdict(EXPRESS_MODE_ALARM, minutes({ ...oneInThousand, targets: 20 }))).toBe('rolls back');
    expect(verdict(ours, minutes({ ...oneInThousand, targets: 20 }))).toBe('stays quiet');
  });

  it('rolls back a good deployment because of 404s to a crawler', () => {
    const crawled = minutes({ requests: 400, refusedByApplication: 8 });
    expect(verdict(EXPRESS_MODE_ALARM, crawled)).toBe('rolls back');
    expect(verdict(ours, crawled)).toBe('stays quiet');
  });
});
