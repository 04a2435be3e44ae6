import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const web = (properties: JsonObject = {}): JsonObject => resource(expanded(service(properties)), 'Web').Properties;

test('The service has no DesiredCount, because auto scaling sets it', () => {
  expect(web()).not.toHaveProperty('DesiredCount');
});

test('The service has a capacity provider strategy and never a launch type', () => {
  expect(web()).not.toHaveProperty('LaunchType');
  expect(web().CapacityProviderStrategy).toEqual([{ CapacityProvider: 'FARGATE', Base: 1, Weight: 1 }]);
});

test('Properties that cannot be changed in place are always written, even with their default values', () => {
  const ofGateway = (attribute: string) => ({ 'Fn::GetAtt': ['WebGateway', attribute] });
  const { Resources } = expanded(service({}));
  expect(Resources).toMatchObject({
    Web: {
      Properties: {
        SchedulingStrategy: 'REPLICA',
        ServiceName: ofGateway('ServiceName'),
        Cluster: ofGateway('Cluster'),
      },
    },
    WebSecurityGroup: { Properties: { GroupDescription: expect.any(String), VpcId: ofGateway('VpcId') } },
    WebScalableTarget: {
      Properties: {
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceId: expect.anything(),
      },
    },
  });
});

test('A deployment is a canary of 5 % for 3 minutes, rolled back by alarm or circuit breaker', () => {
  expect(web().DeploymentConfiguration).toMatchObject({
    Strategy: 'CANARY',
    CanaryConfiguration: { CanaryPercent: 5, CanaryBakeTimeInMinutes: 3 },
    BakeTimeInMinutes: 3,
    DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    Alarms: { AlarmNames: [{ Ref: 'WebRollbackAlarm' }], Enable: true, Rollback: true },
  });
});

test('Traffic moves between the two target groups on the rule of the route', () => {
  expect(web({ ContainerPort: 8080 }).LoadBalancers).toEqual([
    {
      ContainerName: 'Main',
      ContainerPort: 8080,
      TargetGroupArn: { Ref: 'WebBlue' },
      AdvancedConfiguration: {
        AlternateTargetGroupArn: { Ref: 'WebGreen' },
        ProductionListenerRule: { 'Fn::GetAtt': ['WebRoute', 'RuleArn'] },
        RoleArn: {
          'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/cfn-express-infrastructure-\${AWS::Region}`,
        },
      },
    },
  ]);
});

test.each<[string, Json, Json]>([
  [
    'listed groups',
    ['sg-1', { Ref: 'Sg' }],
    [{ 'Fn::GetAtt': ['WebSecurityGroup', 'GroupId'] }, 'sg-1', { Ref: 'Sg' }],
  ],
  ['no groups', [], [{ 'Fn::GetAtt': ['WebSecurityGroup', 'GroupId'] }]],
  [
    'groups known later',
    { 'Fn::Split': ['|', { 'Fn::ImportValue': 'groups' }] },
    {
      'Fn::Split': [
        ',',
        {
          'Fn::Join': [
            ',',
            [
              { 'Fn::GetAtt': ['WebSecurityGroup', 'GroupId'] },
              { 'Fn::Join': [',', { 'Fn::Split': ['|', { 'Fn::ImportValue': 'groups' }] }] },
            ],
          ],
        },
      ],
    },
  ],
  [
    'groups that exist under a condition',
    { 'Fn::If': ['C', ['sg-1'], { Ref: 'AWS::NoValue' }] },
    {
      'Fn::If': [
        'C',
        [{ 'Fn::GetAtt': ['WebSecurityGroup', 'GroupId'] }, 'sg-1'],
        [{ 'Fn::GetAtt': ['WebSecurityGroup', 'GroupId'] }],
      ],
    },
  ],
])("The service's own security group comes before %s", (_, SecurityGroups, expected) => {
  const { NetworkConfiguration } = web({ NetworkConfiguration: { SecurityGroups } });
  expect(NetworkConfiguration).toMatchObject({ AwsvpcConfiguration: { SecurityGroups: expected } });
});

test('A new port is opened before the service uses it', () => {
  expect(resource(expanded(service({})), 'Web').DependsOn).toEqual(['WebIngress']);
});

test('An empty list parameter gives an empty list, not a list with an empty name', () => {
  const Parameters = { Groups: { Type: 'CommaDelimitedList', Default: '' } };
  const { NetworkConfiguration } = resource(
    expanded(service({ NetworkConfiguration: { SecurityGroups: { Ref: 'Groups' } } }, { Parameters })),
    'Web',
  ).Properties;
  expect(NetworkConfiguration).toMatchObject({
    AwsvpcConfiguration: { SecurityGroups: [{ 'Fn::GetAtt': ['WebSecurityGroup', 'GroupId'] }] },
  });
});

test.each(['Fn::ImportValue', 'Fn::Sub', 'Fn::Join', 'Fn::Base64'])(
  '%s is refused for a list of security groups',
  (name) => {
    const args = name === 'Fn::Join' ? [',', ['sg-1']] : 'groups';
    expect(findingsOf(service({ NetworkConfiguration: { SecurityGroups: { [name]: args } } }))).toEqual([
      `Resources.Web.Properties.NetworkConfiguration.SecurityGroups: must be a list, but ${name} gives a string; split it with Fn::Split`,
    ]);
  },
);
