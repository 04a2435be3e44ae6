import type { Json } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const group = (properties = {}) => resource(expanded(service(properties)), 'WebLogGroup');

test('The log group outlives the service, unless the service was never created', () => {
  expect(group()).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('The log group has no fixed name, so that a group that was kept does not block a later service', () => {
  expect(group()).toHaveProperty('Properties', {});
  expect(group({ LogRetentionInDays: 7, Tags: [{ Key: 'team', Value: 'shop' }] }).Properties).toEqual({
    RetentionInDays: 7,
    Tags: [{ Key: 'team', Value: 'shop' }],
  });
});

const ARN = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group`;

test.each<[string, Json, Json]>([
  ['by name', '/ecs/shop', { 'Fn::Sub': `${ARN}:/ecs/shop:*` }],
  ['by a Ref', { Ref: 'Own' }, { 'Fn::Sub': [`${ARN}:\${Name}:*`, { Name: { Ref: 'Own' } }] }],
  [
    'by an import',
    { 'Fn::ImportValue': 'x' },
    { 'Fn::Sub': [`${ARN}:\${Name}:*`, { Name: { 'Fn::ImportValue': 'x' } }] },
  ],
])(
  "The service returns the ARN of the user's log group, given %s, in the form that its own log group's ARN has",
  (_, LogGroup, arn) => {
    const Value = { 'Fn::Select': [0, { 'Fn::GetAtt': ['Web', 'ECSManagedResourceArns.LogGroups'] }] };
    const AwsLogsConfiguration = { LogGroup };
    expect(expanded(service({ AwsLogsConfiguration }, { Outputs: { Logs: { Value } } })).Outputs).toEqual({
      Logs: { Value: { 'Fn::Select': [0, [arn]] } },
    });
  },
);

test("A service with the user's task definition has no attribute ECSManagedResourceArns.LogGroups", () => {
  const Value = { 'Fn::GetAtt': ['Web', 'ECSManagedResourceArns.LogGroups'] };
  const definition = { Image: { Ref: 'AWS::NoValue' }, TaskDefinitionArn: 'web:3' };
  expect(findingsOf(service(definition, { Outputs: { Logs: { Value } } }))).toEqual([
    'Outputs.Logs.Value.Fn::GetAtt: Web does not have ECSManagedResourceArns.LogGroups: its task definition decides where it writes logs',
  ]);
});
