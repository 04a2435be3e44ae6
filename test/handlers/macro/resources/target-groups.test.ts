import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

function groups(properties: JsonObject): JsonObject[] {
  const template = expanded(service(properties));
  return ['WebBlue', 'WebGreen'].map((id) => resource(template, id).Properties);
}
const ofGateway = (attribute: string): Json => ({ 'Fn::GetAtt': ['WebGateway', attribute] });
const attributes = (StickySessions: JsonObject): Json[] =>
  groups({ StickySessions }).map((group) => group.TargetGroupAttributes ?? null);

test('Both target groups have the health check of the block', () => {
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

test('The grace period of the health check is a property of the service', () => {
  const template = expanded(service({ HealthCheck: { GracePeriodSeconds: 60 } }));
  expect(resource(template, 'Web').Properties.HealthCheckGracePeriodSeconds).toBe(60);
});

test('Disabled stickiness is written, because an attribute that is left out would keep its value', () => {
  for (const group of groups({})) {
    expect(group.TargetGroupAttributes).toEqual([{ Key: 'stickiness.enabled', Value: 'false' }]);
  }
});

test('Sticky sessions use a cookie of the load balancer, by default for a day', () => {
  for (const list of attributes({})) {
    expect(list).toEqual([
      { Key: 'stickiness.enabled', Value: 'true' },
      { Key: 'stickiness.type', Value: 'lb_cookie' },
      { Key: 'stickiness.lb_cookie.duration_seconds', Value: '86400' },
    ]);
  }
});

test('Sticky sessions last as long as the block says', () => {
  for (const list of attributes({ DurationSeconds: { Ref: 'Seconds' } })) {
    expect(list).toContainEqual({ Key: 'stickiness.lb_cookie.duration_seconds', Value: { Ref: 'Seconds' } });
  }
});

test('The gateway and the route are told whether sessions are sticky', () => {
  const told = (properties: JsonObject) =>
    ['WebGateway', 'WebRoute'].map((id) => resource(expanded(service(properties)), id).Properties.StickySessions);
  expect(told({ StickySessions: {} })).toEqual([true, true]);
  expect(told({})).toEqual([undefined, undefined]);
});

test('Sticky sessions with a cookie of the application are refused, because they do not work with two target groups', () => {
  const [line] = findingsOf(service({ StickySessions: { CookieName: 'session' } }));
  expect(line).toContain('StickySessions.CookieName: is not a property');
});

test("Both groups have the tag that ECS's own role needs, after the tags of the block", () => {
  for (const group of groups({ Tags: [{ Key: 'team', Value: 'shop' }] })) {
    expect(group.Tags).toEqual([
      { Key: 'team', Value: 'shop' },
      { Key: 'AmazonECSManaged', Value: 'true' },
    ]);
  }
});

test('Everything that cannot be changed in place is written, and is the same for every service', () => {
  const frozen = { TargetType: 'ip', IpAddressType: 'ipv4', Protocol: 'HTTP', ProtocolVersion: 'HTTP1', Port: 80 };
  const other: JsonObject = { ContainerPort: 8080, Hosts: ['a.example.com'], Deployment: { Strategy: 'ROLLING' } };
  for (const properties of [{}, other]) {
    const [blue, green] = groups(properties);
    const named = (name: string) => ({ ...frozen, Name: ofGateway(name), VpcId: ofGateway('VpcId') });
    expect(blue).toMatchObject(named('BlueTargetGroupName'));
    expect(green).toMatchObject(named('GreenTargetGroupName'));
  }
});
