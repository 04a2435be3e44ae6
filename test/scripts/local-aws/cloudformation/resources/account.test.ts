import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import {
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetParameterCommand, ListTagsForResourceCommand, SSMClient } from '@aws-sdk/client-ssm';
import { att, ref, type StackUnderTest, startStackUnderTest } from './stack-under-test';

let stack: StackUnderTest;
beforeAll(async () => {
  stack = await startStackUnderTest('account');
});
afterAll(() => stack.stop());
afterEach(() => stack.remove());

const trust = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});
const allow = (Action: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

test('the trust, policies, tags and description of a role follow the template', async () => {
  const iam = stack.client(IAMClient);
  const resources = (properties: object, action: string) => ({
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: trust('ecs.amazonaws.com'), ...properties },
    },
    Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: allow(action), Roles: [ref('Role')] } },
    Inline: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'inline', PolicyDocument: allow(action), Roles: [ref('Role')] },
    },
  });
  const first = {
    Policies: [{ PolicyName: 'one', PolicyDocument: allow('s3:*') }],
    Description: 'first',
    Tags: [{ Key: 'a', Value: '1' }],
  };
  const { Arn } = await stack.deploy(resources(first, 's3:GetObject'), { Arn: att('Role', 'Arn') });
  const { Role = '', Managed = '' } = await stack.ids();
  expect(Arn).toBe(`arn:aws:iam::123456789012:role/${Role}`);
  expect(Role).toMatch(/^account-Role-[A-Z0-9]{12}$/);

  const second = {
    Policies: [{ PolicyName: 'two', PolicyDocument: allow('sqs:*') }],
    Description: 'second',
    AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
  };
  await stack.deploy(resources(second, 's3:PutObject'));
  expect((await stack.ids()).Role).toBe(Role);
  const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: Role }));
  expect([role?.Description, role?.Tags ?? [], decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')]).toEqual([
    'second',
    [],
    JSON.stringify(trust('lambda.amazonaws.com')),
  ]);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: Role }));
  expect(PolicyNames.sort()).toEqual(['inline', 'two']);
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName: Role, PolicyName: 'inline' }));
  expect(decodeURIComponent(PolicyDocument)).toContain('s3:PutObject');
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: Role }));
  expect(AttachedPolicies.map(({ PolicyArn }) => PolicyArn)).toEqual([Managed]);
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: Managed, VersionId: 'v2' }));
  expect([PolicyVersion?.IsDefaultVersion, decodeURIComponent(PolicyVersion?.Document ?? '')]).toEqual([
    true,
    JSON.stringify(allow('s3:PutObject')),
  ]);

  await stack.remove();
  await expect(iam.send(new GetRoleCommand({ RoleName: Role }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});

test('a function is created from source code with its permission and invocation settings, and updated in code and configuration', async () => {
  const lambda = stack.client(LambdaClient);
  const resources = (word: string, retries: number) => ({
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: att('Role', 'Arn'),
        Code: { ZipFile: `exports.handler = async () => '${word} ' + process.env.WORD;` },
        Environment: { Variables: { WORD: word } },
        Timeout: '10',
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: ref('Function'),
        Action: 'lambda:InvokeFunction',
        Principal: 'elasticloadbalancing.amazonaws.com',
      },
    },
    Config: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: ref('Function'), Qualifier: '$LATEST', MaximumRetryAttempts: retries },
    },
  });
  await stack.deploy(resources('hello', 2));
  const { Function: name = '', Permission } = await stack.ids();
  const call = async () =>
    Buffer.from((await lambda.send(new InvokeCommand({ FunctionName: name }))).Payload ?? []).toString();
  expect(await call()).toBe('"hello hello"');
  expect((await lambda.send(new GetPolicyCommand({ FunctionName: name }))).Policy).toContain(Permission);
  await stack.deploy(resources('bye', 1));
  expect(await call()).toBe('"bye bye"');
  const config = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: name }));
  expect(config.MaximumRetryAttempts).toBe(1);
  await stack.remove();
  await expect(lambda.send(new GetFunctionCommand({ FunctionName: name }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a table gets its keys, backups and tags, and is deleted with its stack', async () => {
  const dynamo = stack.client(DynamoDBClient);
  const resources = (properties: object) => ({
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
        ...properties,
      },
    },
  });
  const outputs = await stack.deploy(
    resources({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
    { Arn: att('Table', 'Arn') },
  );
  const { Table: TableName = '' } = await stack.ids();
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
  expect([Table?.TableArn, Table?.BillingModeSummary?.BillingMode]).toEqual([outputs.Arn, 'PAY_PER_REQUEST']);
  const recovery = async () =>
    (await dynamo.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription
      ?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  expect(await recovery()).toBe('ENABLED');
  await stack.deploy(resources({ DeletionProtectionEnabled: false, Tags: [{ Key: 'a', Value: 'b' }] }));
  expect(await recovery()).toBe('DISABLED');
  await stack.remove();
  await expect(dynamo.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('log groups, buckets, parameters and schedules are created, updated and deleted', async () => {
  const [logs, s3, ssm, scheduler] = [
    stack.client(CloudWatchLogsClient),
    stack.client(S3Client),
    stack.client(SSMClient),
    stack.client(SchedulerClient),
  ];
  const resources = (n: number) => ({
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: n === 1 ? 7 : 14 } },
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        VersioningConfiguration: { Status: n === 1 ? 'Enabled' : 'Suspended' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: n === 1,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        Tags: [{ Key: 'n', Value: `${n}` }],
      },
    },
    Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: `v${n}`, Tags: { n: `${n}` } } },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust('scheduler.amazonaws.com') } },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: `rate(${n + 1} minutes)`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f', RoleArn: att('Role', 'Arn') },
      },
    },
  });
  const outputs = {
    Logs: att('Logs', 'Arn'),
    Bucket: att('Bucket', 'Arn'),
    Parameter: att('Parameter', 'Value'),
    Schedule: att('Schedule', 'Arn'),
  };
  const first = await stack.deploy(resources(1), outputs);
  const { Logs = '', Bucket = '', Parameter: Name = '', Schedule = '' } = await stack.ids();
  expect(first).toEqual({
    Logs: `arn:aws:logs:us-east-1:123456789012:log-group:${Logs}:*`,
    Bucket: `arn:aws:s3:::${Bucket}`,
    Parameter: 'v1',
    Schedule: expect.stringContaining(Schedule),
  });
  expect(Bucket).toBe(Bucket.toLowerCase());

  expect((await stack.deploy(resources(2), outputs)).Parameter).toBe('v2');
  const { logGroups: [group] = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: Logs }));
  expect(group?.retentionInDays).toBe(14);
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Suspended');
  expect(
    (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration?.BlockPublicPolicy,
  ).toBe(false);
  expect((await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value).toBe('v2');
  const { TagList } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: Name }));
  expect(TagList).toEqual([{ Key: 'n', Value: '2' }]);
  expect((await scheduler.send(new GetScheduleCommand({ Name: Schedule }))).ScheduleExpression).toBe('rate(3 minutes)');

  await stack.remove();
  expect((await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: Logs }))).logGroups).toEqual([]);
  await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toThrow();
  await expect(ssm.send(new GetParameterCommand({ Name }))).rejects.toThrow();
  await expect(scheduler.send(new GetScheduleCommand({ Name: Schedule }))).rejects.toThrow();
});
