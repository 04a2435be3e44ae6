import type { Json, JsonObject } from '../../../../handlers/macro/json';
import { expanded, resource, service } from '../fixtures';

const groups = (properties: JsonObject): JsonObject[] => {
  const template = expanded(service(properties));
  return ['WebBlue', 'WebGreen'].map((id) => resource(template, id).Properties);
};
const attributes = (StickySessions: JsonObject): Json[] =>
  groups({ StickySessions }).map((group) => group.TargetGroupAttributes ?? null);

test('Both groups check tasks as the block says', () => {
  const HealthCheck = {
    Path: '/ready?deep=1',
    IntervalSeconds: 10,
    TimeoutSeconds: 3,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 4,
    Matcher: '200-299',
  };
  for (const group of groups({ HealthCheck })) {
    expect(group).toMatchObject({
      HealthCheckPath: '/ready?deep=1',
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 3,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 4,
      Matcher: { HttpCode: '200-299' },
    });
  }
});

test("The grace period is the service's", () => {
  const template = expanded(service({ HealthCheck: { GracePeriodSeconds: 60 } }));
  expect(resource(template, 'Web').Properties.HealthCheckGracePeriodSeconds).toBe(60);
});

test('Sessions that do not stick are written down, for a left out attribute would keep its value', () => {
  for (const group of groups({})) {
    expect(group.TargetGroupAttributes).toEqual([{ Key: 'stickiness.enabled', Value: 'false' }]);
  }
});

test('Sessions stick by a cookie of the load balancer for a day', () => {
  for (const list of attributes({})) {
    expect(list).toEqual([
      { Key: 'stickiness.enabled', Value: 'true' },
      { Key: 'stickiness.type', Value: 'lb_cookie' },
      { Key: 'stickiness.lb_cookie.duration_seconds', Value: '86400' },
    ]);
  }
});

test('Sessions stick by a cookie of the application', () => {
  for (const list of attributes({ DurationSeconds: { Ref: 'Seconds' }, CookieName: 'session' })) {
    expect(list).toEqual([
      { Key: 'stickiness.enabled', Value: 'true' },
      { Key: 'stickiness.type', Value: 'app_cookie' },
      { Key: 'stickiness.app_cookie.duration_seconds', Value: { Ref: 'Seconds' } },
      { Key: 'stickiness.app_cookie.cookie_name', Value: 'session' },
    ]);
  }
});

test("Both groups carry the mark without which ECS's own role may not touch them, behind the tags of the block", () => {
  for (const group of groups({ Tags: [{ Key: 'team', Value: 'shop' }] })) {
    expect(group.Tags).toEqual([
      { Key: 'team', Value: 'shop' },
      { Key: 'AmazonECSManaged', Value: 'true' },
    ]);
  }
});
