import { ACMClient, DescribeCertificateCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAws } from '../../../scripts/local-aws';
import { startLocalAws } from '../../nursery';
import { clientConfig, defaultNetwork, errorOf } from './fixtures';
import { createFunction } from './lambda/functions';

const HOUR_MS = 3_600_000;
let aws: LocalAws;
let calls: string[];
beforeAll(async () => {
  // An hour is gone in 600 ms.
  aws = await startLocalAws({ minuteMs: 10, onCall: ({ request }) => calls?.push(request.operation ?? '') });
  await aws.world.sleep(3600);
});
beforeEach(() => {
  calls = [];
});
afterAll(() => aws.stop());
afterEach(() => {
  for (const each of opened.splice(0)) each.destroy();
});

const opened: { destroy(): void }[] = [];
function client<Client extends { destroy(): void }>(Class: new (config: object) => Client): Client {
  const made = new Class(clientConfig(aws));
  opened.push(made);
  return made;
}

/** The `Date` of an answer, in milliseconds since the epoch. */
async function dateHeader(): Promise<number> {
  const { headers } = await fetch(`${aws.endpoint}/local-aws/nothing`);
  return Date.parse(headers.get('date') ?? '');
}

const template = (name: string) =>
  JSON.stringify({ Resources: { [name]: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } });

/** Makes something and reads when it was made. */
const STAMPS: Record<string, () => Promise<Date | string | number | undefined>> = {
  async 'a certificate'() {
    const acm = client(ACMClient);
    const { CertificateArn } = await acm.send(new RequestCertificateCommand({ DomainName: 'example.com' }));
    return (await acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate?.CreatedAt;
  },
  async 'an alarm'() {
    const watch = client(CloudWatchClient);
    const metric = { Namespace: 'N', MetricName: 'M', Statistic: 'Sum', Period: 60 } as const;
    const judged = { EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' } as const;
    await watch.send(new PutMetricAlarmCommand({ AlarmName: 'alarm', ...metric, ...judged }));
    return (await watch.send(new DescribeAlarmsCommand({}))).MetricAlarms?.[0]?.AlarmConfigurationUpdatedTimestamp;
  },
  async 'a log group'() {
    const logs = client(CloudWatchLogsClient);
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'group' }));
    return (await logs.send(new DescribeLogGroupsCommand({}))).logGroups?.[0]?.creationTime;
  },
  async 'a table'() {
    const definition = {
      TableName: 'table',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    } as const;
    const input = {
      ...definition,
      AttributeDefinitions: [...definition.AttributeDefinitions],
      KeySchema: [...definition.KeySchema],
    };
    return (await client(DynamoDBClient).send(new CreateTableCommand(input))).TableDescription?.CreationDateTime;
  },
  async 'a load balancer'() {
    const elb = client(ElasticLoadBalancingV2Client);
    const { subnetIds } = await defaultNetwork(client(EC2Client));
    const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand({ Name: 'lb', Subnets: subnetIds }));
    return LoadBalancers?.[0]?.CreatedTime;
  },
  async 'a role'() {
    const role = { RoleName: 'role', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' };
    return (await client(IAMClient).send(new CreateRoleCommand(role))).Role?.CreateDate;
  },
  async 'a session, which lasts an hour'() {
    const role = { RoleArn: `arn:aws:iam::${aws.accountId}:role/any`, RoleSessionName: 'session' };
    const { Credentials } = await client(STSClient).send(new AssumeRoleCommand(role));
    return Number(Credentials?.Expiration) - HOUR_MS;
  },
  async 'a bucket'() {
    const s3 = client(S3Client);
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    return (await s3.send(new ListBucketsCommand({}))).Buckets?.[0]?.CreationDate;
  },
  async 'an object'() {
    const s3 = client(S3Client);
    await s3.send(new CreateBucketCommand({ Bucket: 'objects' }));
    await s3.send(new PutObjectCommand({ Bucket: 'objects', Key: 'key', Body: 'body' }));
    return (await s3.send(new HeadObjectCommand({ Bucket: 'objects', Key: 'key' }))).LastModified;
  },
  async 'a parameter'() {
    const ssm = client(SSMClient);
    await ssm.send(new PutParameterCommand({ Name: 'name', Type: 'String', Value: 'value' }));
    return (await ssm.send(new GetParameterCommand({ Name: 'name' }))).Parameter?.LastModifiedDate;
  },
  async 'a function'() {
    const lambda = client(LambdaClient);
    await createFunction(lambda, 'function', 'exports.handler = async () => {};');
    return (await lambda.send(new GetFunctionCommand({ FunctionName: 'function' }))).Configuration?.LastModified;
  },
  async 'a stack'() {
    const cloudformation = client(CloudFormationClient);
    const stack = { StackName: 'stack' };
    await cloudformation.send(new CreateStackCommand({ ...stack, TemplateBody: template('Handle') }));
    return (await cloudformation.send(new DescribeStacksCommand(stack))).Stacks?.[0]?.CreationTime;
  },
  async 'an event of a stack'() {
    const cloudformation = client(CloudFormationClient);
    const stack = { StackName: 'eventful' };
    await cloudformation.send(new CreateStackCommand({ ...stack, TemplateBody: template('Handle') }));
    return (await cloudformation.send(new DescribeStackEventsCommand(stack))).StackEvents?.[0]?.Timestamp;
  },
  async 'a change set'() {
    const cloudformation = client(CloudFormationClient);
    const set = { StackName: 'changed', ChangeSetName: 'set' };
    await cloudformation.send(
      new CreateChangeSetCommand({ ...set, ChangeSetType: 'CREATE', TemplateBody: template('Handle') }),
    );
    return (await cloudformation.send(new DescribeChangeSetCommand(set))).CreationTime;
  },
  async 'a service, its deployment and a target of its scaling'() {
    const ecs = client(ECSClient);
    await ecs.send(new CreateClusterCommand({ clusterName: 'cluster' }));
    const web = { name: 'web', image: 'nginx', essential: true };
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'web',
        containerDefinitions: [web],
        requiresCompatibilities: ['FARGATE'],
        networkMode: 'awsvpc',
        cpu: '256',
        memory: '512',
      }),
    );
    const { subnetIds } = await defaultNetwork(client(EC2Client));
    const network = { awsvpcConfiguration: { subnets: subnetIds, securityGroups: [] } };
    const { service } = await ecs.send(
      new CreateServiceCommand({
        cluster: 'cluster',
        serviceName: 'web',
        taskDefinition: 'web',
        desiredCount: 0,
        launchType: 'FARGATE',
        networkConfiguration: network,
      }),
    );
    const ResourceId = 'service/cluster/web';
    const target = { ServiceNamespace: 'ecs', ResourceId, ScalableDimension: 'ecs:service:DesiredCount' } as const;
    const scaling = client(ApplicationAutoScalingClient);
    await scaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 0, MaxCapacity: 1 }));
    const { ScalableTargets } = await scaling.send(new DescribeScalableTargetsCommand(target));
    const stamps = [service?.createdAt, service?.deployments?.[0]?.createdAt, ScalableTargets?.[0]?.CreationTime];
    const oldest = Math.min(...stamps.map(Number));
    expect(Math.max(...stamps.map(Number)) - oldest).toBeLessThan(24 * HOUR_MS);
    return oldest;
  },
};

test.each(Object.keys(STAMPS))('%s has a stamp between the Dates of the answers before and after it', async (what) => {
  const before = await dateHeader();
  const stamp = new Date((await STAMPS[what]?.()) ?? Number.NaN).getTime();
  const after = await dateHeader();
  expect(before).toBeGreaterThan(Date.now() + HOUR_MS / 2);
  // Dates and some stamps are whole seconds.
  expect(stamp).toBeGreaterThanOrEqual(before - 1000);
  expect(stamp).toBeLessThanOrEqual(after + 1000);
});

test('SDKs do not take the Date of an error for its reason: they ask once', async () => {
  const error = await errorOf(client(CloudFormationClient).send(new DescribeStacksCommand({ StackName: 'absent' })));
  expect(error.name).toBe('ValidationError');
  const elb = client(ElasticLoadBalancingV2Client);
  const missing = new CreateLoadBalancerCommand({ Name: 'no-subnets', Subnets: [] });
  await errorOf(elb.send(missing));
  await errorOf(elb.send(missing));
  expect(calls).toEqual(['DescribeStacks', 'CreateLoadBalancer', 'CreateLoadBalancer']);
});
