import { expand } from '../../../../handlers/macro/expand';
import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const STRATEGIES = ['CANARY', 'LINEAR', 'BLUE_GREEN', 'ROLLING'];
const deployment = (Deployment: JsonObject): JsonObject =>
  resource(expanded(service({ Deployment })), 'Web').Properties.DeploymentConfiguration as JsonObject;

test.each(STRATEGIES)(
  '%s enables the circuit breaker, because no alarm sees tasks that never get traffic',
  (Strategy) => {
    expect(deployment({ Strategy })).toMatchObject({
      Strategy,
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    });
  },
);

test('Each strategy has only its own steps', () => {
  const steps = STRATEGIES.map((Strategy) => {
    const { CanaryConfiguration, LinearConfiguration, BakeTimeInMinutes } = deployment({ Strategy });
    return { CanaryConfiguration, LinearConfiguration, BakeTimeInMinutes };
  });
  expect(steps).toEqual([
    { CanaryConfiguration: { CanaryPercent: 5, CanaryBakeTimeInMinutes: 3 }, BakeTimeInMinutes: 3 },
    { LinearConfiguration: { StepPercent: 10, StepBakeTimeInMinutes: 3 }, BakeTimeInMinutes: 3 },
    { BakeTimeInMinutes: 3 },
    {},
  ]);
});

test('A setting that the block leaves out of a step has its default', () => {
  expect(deployment({ CanaryConfiguration: { CanaryPercent: 20 } }).CanaryConfiguration).toEqual({
    CanaryPercent: 20,
    CanaryBakeTimeInMinutes: 3,
  });
});

test.each(STRATEGIES)('The route is told that the strategy is %s', (Strategy) => {
  expect(resource(expanded(service({ Deployment: { Strategy } })), 'WebRoute').Properties.Strategy).toBe(Strategy);
});

test('Only ROLLING refers to neither the second target group nor the rule, and so waits for the rule by DependsOn', () => {
  for (const Strategy of STRATEGIES) {
    const web = resource(expanded(service({ Deployment: { Strategy } })), 'Web');
    const [balancer] = web.Properties.LoadBalancers as JsonObject[];
    expect(balancer?.AdvancedConfiguration === undefined).toBe(Strategy === 'ROLLING');
    expect((web.DependsOn as string[]).includes('WebRoute')).toBe(Strategy === 'ROLLING');
  }
});

test('A change of strategy replaces no resource and removes none', () => {
  const templates = STRATEGIES.map(
    (Strategy) => expanded(service({ Deployment: { Strategy } })).Resources as JsonObject,
  );
  for (const resources of templates) {
    expect(Object.keys(resources)).toEqual(Object.keys(templates[0] ?? {}));
    for (const id of ['WebBlue', 'WebGreen', 'WebGateway', 'WebTaskDefinition']) {
      expect(resources[id]).toEqual(templates[0]?.[id]);
    }
  }
});

const only = (condition: string, name: string): JsonObject => ({
  'Fn::If': [condition, name, { Ref: 'AWS::NoValue' }],
});
const both = [only('C', 'one'), only('D', 'two')];
const watching = (AlarmNames: Json, any: Json): JsonObject => ({ AlarmNames, Enable: any, Rollback: any });

test.each<[string, JsonObject, JsonObject]>([
  ['its own alarm alone', {}, { AlarmNames: [{ Ref: 'WebRollbackAlarm' }], Enable: true, Rollback: true }],
  [
    "its own alarm before the user's",
    { AlarmNames: ['mine'] },
    { AlarmNames: [{ Ref: 'WebRollbackAlarm' }, 'mine'], Enable: true, Rollback: true },
  ],
  [
    "the user's alarms alone",
    { OwnAlarm: false, AlarmNames: ['mine'] },
    { AlarmNames: ['mine'], Enable: true, Rollback: true },
  ],
  ['no alarm at all', { OwnAlarm: false }, { AlarmNames: [], Enable: false, Rollback: false }],
  [
    'alarms that exist under a condition',
    { AlarmNames: { 'Fn::If': ['C', ['mine'], { Ref: 'AWS::NoValue' }] } },
    {
      AlarmNames: { 'Fn::If': ['C', [{ Ref: 'WebRollbackAlarm' }, 'mine'], [{ Ref: 'WebRollbackAlarm' }]] },
      Enable: true,
      Rollback: true,
    },
  ],
  [
    "the user's alarms alone, which exist under a condition",
    { OwnAlarm: false, AlarmNames: { 'Fn::If': ['C', ['mine'], { Ref: 'AWS::NoValue' }] } },
    watching({ 'Fn::If': ['C', ['mine'], []] }, { 'Fn::If': ['C', true, false] }),
  ],
  [
    'one of two lists of alarms',
    { OwnAlarm: false, AlarmNames: { 'Fn::If': ['C', { 'Fn::If': ['D', [], ['mine']] }, ['mine']] } },
    watching(
      { 'Fn::If': ['C', { 'Fn::If': ['D', [], ['mine']] }, ['mine']] },
      { 'Fn::If': ['C', { 'Fn::If': ['D', false, true] }, true] },
    ),
  ],
  [
    'alarms that each exist under a condition',
    { OwnAlarm: false, AlarmNames: [only('C', 'one'), only('D', 'two')] },
    watching(both, { 'Fn::If': ['C', true, { 'Fn::If': ['D', true, false] }] }),
  ],
  [
    'two alarms of which one exists under a condition',
    { OwnAlarm: false, AlarmNames: [only('C', 'one'), 'two'] },
    watching([only('C', 'one'), 'two'], true),
  ],
])('A deployment is rolled back by %s', (_, Rollback, alarms) => {
  expect(deployment({ Rollback }).Alarms).toEqual(alarms);
});

test('A service with OwnAlarm: false has no rollback alarm', () => {
  const template = expanded(service({ Deployment: { Rollback: { OwnAlarm: false } } }));
  expect(template.Resources).not.toHaveProperty('WebRollbackAlarm');
});

test.each([
  ['CANARY', 1],
  ['LINEAR', 1],
  ['BLUE_GREEN', 0],
  ['ROLLING', 0],
])('Sticky sessions with %s give %d warnings and no error', (Strategy, count) => {
  const result = expand(service({ StickySessions: {}, Deployment: { Strategy } }));
  expect(result).toMatchObject({ ok: true });
  expect(result.ok && result.warnings.map(({ path }) => path)).toEqual(
    Array(count).fill('Resources.Web.Properties.StickySessions'),
  );
});

test('A MaximumPercent equal to MinimumHealthyPercent is refused when both are known, as by a parameter', () => {
  const Parameters = { Most: { Type: 'Number', Default: 100 } };
  const lines = findingsOf(service({ Deployment: { MaximumPercent: { Ref: 'Most' } } }, { Parameters }));
  expect(lines).toEqual([expect.stringContaining('Deployment.MaximumPercent: is 100, as is MinimumHealthyPercent')]);
});

test('Availability Zone rebalancing is disabled when no task may start before another one stops', () => {
  const web = (Deployment: JsonObject) => resource(expanded(service({ Deployment })), 'Web').Properties;
  expect(web({}).AvailabilityZoneRebalancing).toBe('ENABLED');
  expect(web({ MinimumHealthyPercent: 0, MaximumPercent: 100 }).AvailabilityZoneRebalancing).toBe('DISABLED');
});

test.each<[string, Json, Json]>([
  ['a parameter of 100', { Ref: 'Most' }, 'DISABLED'],
  ['a text', '100', 'DISABLED'],
  ['a branch of 100', { 'Fn::If': ['Yes', 100, 200] }, 'DISABLED'],
  [
    'a branch that is not known to the macro',
    { 'Fn::If': ['Hidden', 100, 200] },
    { 'Fn::If': ['Hidden', 'DISABLED', 'ENABLED'] },
  ],
  ['branches of which none is 100', { 'Fn::If': ['Hidden', 150, 200] }, 'ENABLED'],
  ['a branch of the default', { 'Fn::If': ['Hidden', { Ref: 'AWS::NoValue' }, 150] }, 'ENABLED'],
  ['a value that is known only later', { Ref: 'Later' }, 'DISABLED'],
  ['a secret', '{{resolve:ssm:most}}', 'DISABLED'],
  ['a parameter of 200', { Ref: 'More' }, 'ENABLED'],
])(
  'Availability Zone rebalancing needs a MaximumPercent above 100, here given by %s',
  (_, MaximumPercent, expected) => {
    const template = {
      Parameters: {
        Most: { Type: 'Number', Default: 100 },
        More: { Type: 'Number', Default: 200 },
        Later: { Type: 'AWS::SSM::Parameter::Value<String>', Default: 'most' },
      },
      Conditions: { Yes: { 'Fn::Equals': [1, 1] }, Hidden: { 'Fn::Equals': [{ Ref: 'Later' }, 1] } },
    };
    const Deployment = { MinimumHealthyPercent: 50, MaximumPercent };
    const { Properties } = resource(expanded(service({ Deployment }, template)), 'Web');
    expect(Properties.AvailabilityZoneRebalancing).toEqual(expected);
  },
);

test('Lifecycle hooks that are left out are not written, but an empty list is, because only that removes earlier hooks', () => {
  expect(deployment({})).not.toHaveProperty('LifecycleHooks');
  for (const Strategy of STRATEGIES) {
    expect(deployment({ Strategy, LifecycleHooks: [] })).toHaveProperty('LifecycleHooks', []);
  }
});
