import fc from '../../../fast-check';
import { several, some } from './values';

/** The path of the check is in one of two places, never in both. */
const healthCheck = fc
  .tuple(
    some({
      IntervalSeconds: fc.integer({ min: 130, max: 300 }),
      TimeoutSeconds: fc.integer({ min: 2, max: 25 }),
      HealthyThresholdCount: fc.integer({ min: 2, max: 10 }),
      UnhealthyThresholdCount: fc.integer({ min: 2, max: 10 }),
      Matcher: fc.constantFrom('200', '200-299', '200,301'),
      GracePeriodSeconds: fc.integer({ min: 0, max: 900 }),
    }),
    fc.constantFrom(undefined, '/', '/health', '/ping?deep=1'),
    fc.boolean(),
  )
  .map(([settings, path, inside]) => {
    if (path === undefined) return { HealthCheck: settings };
    return inside ? { HealthCheck: { ...settings, Path: path } } : { HealthCheck: settings, HealthCheckPath: path };
  });

/** At most five values altogether. Without hosts and paths the default path takes two of them. */
const matched = fc
  .record({
    Hosts: fc.constantFrom([], ['a.example.com'], ['b.example.com'], ['a.example.com', '*.example.com']),
    Paths: fc.constantFrom([], ['/shop/*'], ['/shop', '/shop/*']),
    AllowedCidrs: fc.constantFrom([], ['10.0.0.0/8'], ['2001:db8::/32']),
  })
  .map((lists) => Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0)));

const stickySessions = some({ DurationSeconds: fc.integer({ min: 1, max: 100 }) });

export const traffic = fc
  .tuple(
    matched,
    some({
      check: healthCheck,
      StickySessions: stickySessions,
      Priority: fc.constantFrom(7, 8),
      NetworkConfiguration: fc.record({ SecurityGroups: fc.constantFrom(['sg-1'], ['sg-2', 'sg-3'], []) }),
    }),
  )
  .map(([conditions, { check, ...rest }]) => ({ ...conditions, ...rest, ...check }));

export const tags = several(
  fc.record({ Key: fc.constantFrom('team', 'stage', 'cost'), Value: fc.constantFrom('a', 'b', '') }),
  ({ Key }) => Key,
  3,
);
