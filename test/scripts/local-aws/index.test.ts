import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CloudWatchClient, DescribeAnomalyDetectorsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeRouteTablesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAws } from '../../../scripts/local-aws';
import { startLocalAws } from '../../nursery';
import { clientConfig, defaultNetwork, errorOf } from './fixtures';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100 });
});
afterAll(() => aws.stop());

test("operations that are not played are answered by moto, in moto's account", async () => {
  const { Account } = await new STSClient(clientConfig(aws)).send(new GetCallerIdentityCommand({}));
  expect(Account).toBe(aws.accountId);
});

test('an operation that moto lacks is refused by name, and SDKs do not try again', async () => {
  const error = await errorOf(new CloudWatchClient(clientConfig(aws)).send(new DescribeAnomalyDetectorsCommand({})));
  expect(error).toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501, attempts: 1 } });
  expect(error.message).toBe('monitoring DescribeAnomalyDetectors is not played by the embedded AWS');
});

test('objects come back from S3 as they were put, and HEAD gives their length', async () => {
  const s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });
  const Body = Buffer.from([0, 255, 13, 10, ...Buffer.from('é')]);
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a b/ü.bin', Body }));
  const { Body: read } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a b/ü.bin' }));
  expect(Buffer.from((await read?.transformToByteArray()) ?? [])).toEqual(Body);
  const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'a b/ü.bin' }));
  expect(ContentLength).toBe(Body.length);
  const missing = await errorOf(s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'none' })));
  expect(missing.name).toBe('NoSuchKey');
});

test('schedules are kept', async () => {
  const scheduler = new SchedulerClient(clientConfig(aws));
  const Target = {
    Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
    RoleArn: 'arn:aws:iam::123456789012:role/r',
  };
  await scheduler.send(
    new CreateScheduleCommand({
      Name: 's',
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target,
    }),
  );
  expect(await scheduler.send(new GetScheduleCommand({ Name: 's' }))).toMatchObject({
    ScheduleExpression: 'rate(5 minutes)',
    Target,
  });
  await scheduler.send(new DeleteScheduleCommand({ Name: 's' }));
  expect((await scheduler.send(new ListSchedulesCommand({}))).Schedules).toEqual([]);
});

test("AWS's own policies can be attached to a role", async () => {
  const iam = new IAMClient(clientConfig(aws));
  await iam.send(
    new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' }),
  );
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy';
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }));
  expect((await iam.send(new GetRoleCommand({ RoleName: 'r' }))).Role?.RoleName).toBe('r');
});

test('Regions are separate, and the default VPC of each has an internet gateway', async () => {
  const [here, there] = await Promise.all(
    [aws.region, 'eu-west-1'].map(async (region) => {
      const ec2 = new EC2Client({ ...clientConfig(aws), region });
      const { vpcId, subnetIds } = await defaultNetwork(ec2);
      const { RouteTables = [] } = await ec2.send(
        new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
      );
      const open = RouteTables.flatMap(({ Routes = [] }) => Routes).filter(({ GatewayId }) =>
        GatewayId?.startsWith('igw-'),
      );
      return {
        vpcId,
        zones: subnetIds.length,
        open: open.map(({ DestinationCidrBlock, State }) => [DestinationCidrBlock, State]),
      };
    }),
  );
  expect(here?.vpcId).not.toBe(there?.vpcId);
  expect([here?.open, there?.open]).toEqual([[['0.0.0.0/0', 'active']], [['0.0.0.0/0', 'active']]]);
  expect(here?.zones).toBeGreaterThanOrEqual(2);
});

test('a DynamoDB transaction that fails does not undo concurrent transactions', async () => {
  const db = new DynamoDBClient(clientConfig(aws));
  const TableName = 't';
  await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  const failing = (n: number) =>
    db.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: { pk: { S: `half-${n}` } } } },
          { ConditionCheck: { TableName, Key: { pk: { S: 'none' } }, ConditionExpression: 'attribute_exists(pk)' } },
        ],
      }),
    );
  const put = (n: number) => db.send(new PutItemCommand({ TableName, Item: { pk: { S: `whole-${n}` } } }));
  const calls = Array.from({ length: 20 }, (_, n) => [errorOf(failing(n)), put(n)]).flat();
  await Promise.all(calls);
  const read = async (pk: string) =>
    (await db.send(new GetItemCommand({ TableName, Key: { pk: { S: pk } }, ConsistentRead: true }))).Item;
  for (let n = 0; n < 20; n++)
    expect([await read(`half-${n}`), await read(`whole-${n}`)]).toEqual([undefined, { pk: { S: `whole-${n}` } }]);
});

test('the AWS CLI works with the embedded AWS', async () => {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const { stdout } = await promisify(execFile)('aws', ['elbv2', 'describe-load-balancers', '--output', 'json'], {
    env,
  });
  expect(JSON.parse(stdout)).toEqual({ LoadBalancers: [] });
});

test('unknown paths below /local-aws/ are answered with 404', async () => {
  const answer = await fetch(`${aws.endpoint}/local-aws/nothing`);
  expect(answer.status).toBe(404);
});
