import type { Json } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const group = (properties = {}) => resource(expanded(service(properties)), 'WebLogGroup');

test('Logs outlive the service, save those of one that never came up', () => {
  expect(group()).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('What stays has no name of the template, so that it is not in the way when the service comes again', () => {
  expect(group()).toHaveProperty('Properties', {});
  expect(group({ LogRetentionInDays: 7, Tags: [{ Key: 'team', Value: 'shop' }] }).Properties).toEqual({
    RetentionInDays: 7,
    Tags: [{ Key: 'team', Value: 'shop' }],
  });
});

const ARN = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group`;

test.each<[string, Json, Json]>([
  ['by its name', '/ecs/shop', { 'Fn::Sub': `${ARN}:/ecs/shop:*` }],
  ['of the template', { Ref: 'Own' }, { 'Fn::Sub': [`${ARN}:\${Name}:*`, { Name: { Ref: 'Own' } }] }],
  [
    'by an import',
    { 'Fn::ImportValue': 'x' },
    { 'Fn::Sub': [`${ARN}:\${Name}:*`, { Name: { 'Fn::ImportValue': 'x' } }] },
  ],
])(
  "The service tells the ARN of a log group of the user's, given %s, as CloudFormation tells that of its own",
  (_, LogGroup, arn) => {
    const Value = { 'Fn::Select': [0, { 'Fn::GetAtt': ['Web', 'ECSManagedResourceArns.LogGroups'] }] };
    const AwsLogsConfiguration = { LogGroup };
    expect(expanded(service({ AwsLogsConfiguration }, { Outputs: { Logs: { Value } } })).Outputs).toEqual({
      Logs: { Value: { 'Fn::Select': [0, [arn]] } },
    });
  },
);

test("Where a task definition of the user's writes its logs, nobody asks the service", () => {
  const Value = { 'Fn::GetAtt': ['Web', 'ECSManagedResourceArns.LogGroups'] };
  const definition = { Image: { Ref: 'AWS::NoValue' }, TaskDefinitionArn: 'web:3' };
  expect(findingsOf(service(definition, { Outputs: { Logs: { Value } } }))).toEqual([
    'Outputs.Logs.Value.Fn::GetAtt: Web does not have ECSManagedResourceArns.LogGroups: its task definition decides where it writes logs',
  ]);
});
