import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const NONE = { Ref: 'AWS::NoValue' };

/** What route and traffic say after overrides of the ECS service's DeploymentConfiguration. */
function strategies(DeploymentConfiguration: Json, properties: JsonObject = {}): (Json | undefined)[] {
  const Overrides = { Service: { Properties: { DeploymentConfiguration } } };
  const Conditions = { C: { 'Fn::Equals': ['a', { Ref: 'AWS::Region' }] } };
  const template = expanded(service({ ...properties, Overrides }, { Conditions }));
  return ['WebRoute', 'WebTraffic'].map((id) => resource(template, id).Properties.Strategy);
}

describe('The strategy of route and traffic', () => {
  test.each<[string, Json, Json]>([
    ['that an override sets', { Strategy: 'ROLLING', CanaryConfiguration: NONE }, 'ROLLING'],
    ['that a parameter gives', { Strategy: { Ref: 'Strategy' } }, { Ref: 'Strategy' }],
    ['that an override does not set', { MinimumHealthyPercent: 50 }, 'CANARY'],
    ['that an override removes, so that ECS takes its default', { Strategy: NONE }, 'ROLLING'],
    ['of a configuration that an override removes', NONE, 'ROLLING'],
    [
      'that a condition removes',
      { Strategy: { 'Fn::If': ['C', 'LINEAR', NONE] } },
      { 'Fn::If': ['C', 'LINEAR', 'ROLLING'] },
    ],
    [
      'of a configuration that a condition chooses',
      { 'Fn::If': ['C', { Strategy: 'BLUE_GREEN' }, { 'Fn::If': ['C', NONE, { BakeTimeInMinutes: 1 }] }] },
      { 'Fn::If': ['C', 'BLUE_GREEN', { 'Fn::If': ['C', 'ROLLING', 'ROLLING'] }] },
    ],
    ["of a configuration that cannot be seen, which is the block's", { 'Fn::FindInMap': ['a', 'b', 'c'] }, 'CANARY'],
  ])('is the one %s', (_, configuration, expected) => {
    expect(strategies(configuration)).toEqual([expected, expected]);
  });

  test('cannot be overridden by itself', () => {
    for (const part of ['Route', 'Traffic']) {
      expect(findingsOf(service({ Overrides: { [part]: { Properties: { Strategy: 'ROLLING' } } } }))).toEqual([
        `Resources.Web.Properties.Overrides.${part}.Properties.Strategy: cannot be overridden: it must be the same as in the service`,
      ]);
    }
  });
});

describe('What the traffic repeats of the route', () => {
  const route = { Hosts: ['b.example.com'], Paths: ['/b/*'], Priority: 9, Refresh: '2' };

  test('follows an override of the route, also one that removes it', () => {
    const given = { Hosts: ['a.example.com'], Priority: 7, Gateway: { Refresh: '1' } };
    const traffic = (Properties: JsonObject) =>
      resource(expanded(service({ ...given, Overrides: { Route: { Properties } } })), 'WebTraffic').Properties;
    expect(traffic(route)).toMatchObject(route);
    const removed = traffic({ Hosts: NONE, Priority: NONE, Refresh: NONE });
    expect(Object.keys(removed).filter((name) => name in route)).toEqual([]);
  });

  test.each(Object.keys(route))('cannot be overridden by itself: %s', (name) => {
    expect(findingsOf(service({ Overrides: { Traffic: { Properties: { [name]: 'x' } } } }))).toEqual([
      `Resources.Web.Properties.Overrides.Traffic.Properties.${name}: cannot be overridden: it is the same as in the route; override that`,
    ]);
  });
});

test.each(['Gateway', 'Route', 'Traffic'])('%s cannot be kept without the rest of the service', (part) => {
  expect(findingsOf(service({ Overrides: { [part]: { DeletionPolicy: 'Retain' } } }))).toEqual([
    `Resources.Web.Properties.Overrides.${part}: cannot be kept alone; set DeletionPolicy on the service as a whole`,
  ]);
});
