import 'aws-sdk-client-mock-jest';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DynamoDBClient, ResourceNotFoundException, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { installCommand } from '../../../scripts/commands/install';
import { uninstallCommand } from '../../../scripts/commands/uninstall';
import { run } from '../command-line/run';

const cloudformation = mockClient(CloudFormationClient);
const dynamodb = mockClient(DynamoDBClient);
const s3 = mockClient(S3Client);
const sts = mockClient(STSClient);

const absent = Object.assign(new Error('Stack with id cfn-express does not exist'), { name: 'ValidationError' });
const status = (httpStatusCode: number) => Object.assign(new Error('status'), { $metadata: { httpStatusCode } });
const stackIn = (StackStatus: Stack['StackStatus']): Stack => ({
  StackName: 'cfn-express',
  StackId: 'stack-id',
  CreationTime: new Date(0),
  StackStatus,
  Outputs: [
    { OutputKey: 'TableName', OutputValue: 'ledger' },
    { OutputKey: 'MaxServicesPerLoadBalancer', OutputValue: '25' },
  ],
});

const BUCKET = 'cfn-express-123456789012-eu-west-1';

beforeEach(() => {
  for (const mock of [cloudformation, dynamodb, s3, sts]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012' });
  cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
  cloudformation.on(CreateChangeSetCommand).resolves({ Id: 'change-set' });
  cloudformation.on(DescribeChangeSetCommand).resolves({ Status: 'CREATE_COMPLETE', StackId: 'stack-id' });
  cloudformation.on(ExecuteChangeSetCommand).resolves({});
  cloudformation.on(DeleteStackCommand).resolves({});
  cloudformation.on(ListStacksCommand).resolves({ StackSummaries: [] });
  s3.onAnyCommand().resolves({});
  dynamodb.on(ScanCommand).resolves({ Items: [] });
  dynamodb.on(DeleteTableCommand).resolves({});
});

function stacks(first: Stack | Error, ...rest: Stack[]) {
  const describe = cloudformation.on(DescribeStacksCommand);
  if (first instanceof Error) describe.rejectsOnce(first).rejectsOnce(first);
  else describe.resolvesOnce({ Stacks: [first] }).resolvesOnce({ Stacks: [first] });
  for (const stack of rest) describe.resolves({ Stacks: [stack] });
}

describe('cfn-express install', () => {
  it('makes a private, encrypted bucket, uploads both functions, and deploys the install stack', async () => {
    stacks(absent, stackIn('CREATE_COMPLETE'));
    s3.on(HeadBucketCommand).rejects(status(404));
    s3.on(HeadObjectCommand).rejects(status(404));
    const { code, stdout } = await run([installCommand], 'install', '--parameter', 'MaxServicesPerLoadBalancer=10');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'TableName=ledger\nMaxServicesPerLoadBalancer=25\n' });
    expect(s3).toHaveReceivedCommandWith(CreateBucketCommand, {
      Bucket: BUCKET,
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    });
    const blocked = s3.commandCalls(PutPublicAccessBlockCommand)[0]?.args[0].input.PublicAccessBlockConfiguration;
    expect(Object.values(blocked ?? {})).toEqual([true, true, true, true]);
    expect(s3).toHaveReceivedCommandTimes(PutBucketEncryptionCommand, 1);
    expect(s3).toHaveReceivedCommandTimes(PutBucketLifecycleConfigurationCommand, 1);
    const keys = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input.Key);
    expect(keys).toEqual([
      expect.stringMatching(/^functions\/macro-[0-9a-f]{16}\.zip$/),
      expect.stringMatching(/^functions\/gateway-[0-9a-f]{16}\.zip$/),
    ]);
    expect(cloudformation).toHaveReceivedCommandWith(CreateChangeSetCommand, {
      StackName: 'cfn-express',
      ChangeSetType: 'CREATE',
      Parameters: [
        { ParameterKey: 'CodeBucket', ParameterValue: BUCKET },
        { ParameterKey: 'MacroCodeKey', ParameterValue: keys[0] },
        { ParameterKey: 'GatewayCodeKey', ParameterValue: keys[1] },
        { ParameterKey: 'Version', ParameterValue: '0.1.0' },
        { ParameterKey: 'MaxServicesPerLoadBalancer', ParameterValue: '10' },
      ],
    });
  });

  it('makes a bucket in us-east-1 without a location, because S3 refuses that one', async () => {
    stacks(absent, stackIn('CREATE_COMPLETE'));
    s3.on(HeadBucketCommand).rejects(status(404));
    expect((await run([installCommand], 'install', '--region', 'us-east-1')).code).toBe(0);
    const input = s3.commandCalls(CreateBucketCommand)[0]?.args[0].input;
    expect(input).toEqual({ Bucket: 'cfn-express-123456789012-us-east-1' });
  });

  it('makes and uploads nothing a second time, if the bucket and the code exist and the stack has no changes', async () => {
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackIn('UPDATE_COMPLETE')] });
    cloudformation
      .on(DescribeChangeSetCommand)
      .resolves({ Status: 'FAILED', StatusReason: "The submitted information didn't contain changes." });
    const { code, stderr } = await run([installCommand], 'install');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'cfn-express in eu-west-1 needs no changes.\n' });
    expect(s3).not.toHaveReceivedCommand(CreateBucketCommand);
    expect(s3).not.toHaveReceivedCommand(PutObjectCommand);
  });

  it('uploads no code to a bucket that another account owns', async () => {
    s3.on(HeadBucketCommand).rejects(status(403));
    const { code, stderr } = await run([installCommand], 'install');
    expect(code).toBe(1);
    expect(stderr).toContain(`Bucket ${BUCKET} cannot be used`);
    expect(s3).toHaveReceivedCommandWith(HeadBucketCommand, { Bucket: BUCKET, ExpectedBucketOwner: '123456789012' });
    expect(s3).not.toHaveReceivedCommand(PutObjectCommand);
  });

  it('says how to delete an install that can no longer be updated', async () => {
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackIn('DELETE_FAILED')] });
    const { code, stderr } = await run([installCommand], 'install');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'Stack cfn-express is in DELETE_FAILED. Delete it, then deploy again: cfn-express uninstall\n',
    });
  });

  it('accepts only the parameters of the install template', async () => {
    const { code, stderr } = await run([installCommand], 'install', '--parameter', 'MaxServices=10');
    expect(code).toBe(1);
    expect(stderr).toContain('did you mean MaxServicesPerLoadBalancer?');
  });
});

describe('cfn-express uninstall', () => {
  it('refuses while there are services, names them, and does not touch the stack', async () => {
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackIn('CREATE_COMPLETE')] });
    const member = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1/Web~request';
    dynamodb.on(ScanCommand, { TableName: 'ledger' }).resolves({
      Items: [
        {
          PK: { S: 'CLUSTER#default' },
          SK: { S: 'CLUSTER' },
          kind: { S: 'cluster' },
          name: { S: 'default' },
          members: { M: { [member]: { BOOL: true } } },
        },
      ],
    });
    const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
    expect(code).toBe(1);
    expect(stderr).toBe(
      'cfn-express is not uninstalled: 1 service uses this install: Web of stack shop; delete its stack first.\n',
    );
    expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
    expect(s3).not.toHaveReceivedCommand(DeleteBucketCommand);
  });

  it('deletes the stack, keeps the table and the bucket, and says how to delete these', async () => {
    stacks(stackIn('CREATE_COMPLETE'), stackIn('DELETE_COMPLETE'));
    const { code, stderr } = await run([uninstallCommand], 'uninstall');
    expect(code).toBe(0);
    expect(stderr).toContain('cfn-express is uninstalled from eu-west-1.');
    expect(stderr).toContain(`Bucket ${BUCKET} remains`);
    expect(stderr).toContain('Table ledger remains. Delete it with cfn-express uninstall --purge.');
    expect(cloudformation).toHaveReceivedCommandWith(DeleteStackCommand, { StackName: 'stack-id' });
    expect(dynamodb).not.toHaveReceivedCommand(DeleteTableCommand);
    expect(s3).not.toHaveReceivedCommand(DeleteBucketCommand);
  });

  it('deletes the table, and the bucket with everything in it, if --purge is given', async () => {
    stacks(stackIn('CREATE_COMPLETE'), stackIn('DELETE_COMPLETE'));
    s3.on(ListObjectsV2Command)
      .resolvesOnce({ Contents: [{ Key: 'a' }, { Key: 'b' }], IsTruncated: true, NextContinuationToken: 'more' })
      .resolves({ Contents: [{ Key: 'c' }] });
    const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
    expect(code).toBe(0);
    expect(stderr).toContain(`Deleted bucket ${BUCKET} and table ledger.`);
    expect(s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete?.Objects)).toEqual([
      [{ Key: 'a' }, { Key: 'b' }],
      [{ Key: 'c' }],
    ]);
    expect(s3).toHaveReceivedCommandTimes(DeleteBucketCommand, 1);
    expect(dynamodb).toHaveReceivedCommandWith(DeleteTableCommand, { TableName: 'ledger' });
  });

  describe('after an install was deleted', () => {
    beforeEach(() => {
      cloudformation.on(DescribeStacksCommand).rejects(absent);
      const summary = { CreationTime: new Date(0), StackStatus: 'DELETE_COMPLETE' as const };
      cloudformation.on(ListStacksCommand, { StackStatusFilter: ['DELETE_COMPLETE'] }).resolves({
        StackSummaries: [
          { ...summary, StackName: 'shop', StackId: 'shop-id' },
          { ...summary, StackName: 'cfn-express', StackId: 'old-id' },
        ],
      });
      const resource = { LogicalResourceId: 'R', LastUpdatedTimestamp: new Date(0) };
      const table = { ...resource, ResourceType: 'AWS::DynamoDB::Table' };
      cloudformation.on(ListStackResourcesCommand, { StackName: 'old-id' }).resolves({
        StackResourceSummaries: [
          {
            ...resource,
            ResourceType: 'AWS::IAM::Role',
            ResourceStatus: 'DELETE_COMPLETE',
            PhysicalResourceId: 'role',
          },
          { ...table, ResourceStatus: 'DELETE_SKIPPED', PhysicalResourceId: 'old-ledger' },
          { ...table, ResourceStatus: 'DELETE_COMPLETE', PhysicalResourceId: 'first-ledger' },
        ],
      });
    });

    it('deletes the table that was left behind, if --purge is given', async () => {
      const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: `cfn-express is not installed in eu-west-1.\nDeleted bucket ${BUCKET} and table old-ledger.\n`,
      });
      const tables = dynamodb.commandCalls(DeleteTableCommand).map(({ args }) => args[0].input.TableName);
      expect(tables).toEqual(['old-ledger']);
    });

    it('says that the table still exists, if --purge is not given', async () => {
      const { code, stderr } = await run([uninstallCommand], 'uninstall');
      expect(code).toBe(0);
      expect(stderr).toContain('Table old-ledger remains. Delete it with cfn-express uninstall --purge.');
      expect(dynamodb).not.toHaveReceivedCommand(DeleteTableCommand);
    });

    it('does not delete a table that still has services', async () => {
      const gateway = { PK: { S: 'POOL' }, SK: { S: 'GATEWAY#00001' }, kind: { S: 'gateway' }, token: { S: 'token' } };
      const members = { M: { 'arn:aws:cloudformation:eu-west-1:1:stack/shop/1/Web~request': { BOOL: true } } };
      dynamodb.on(ScanCommand, { TableName: 'old-ledger' }).resolves({ Items: [{ ...gateway, members }] });
      const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
      expect(code).toBe(1);
      expect(stderr).toContain(
        'Table old-ledger of a deleted install is not deleted: 1 service uses this install: Web of stack shop',
      );
      expect(dynamodb).not.toHaveReceivedCommand(DeleteTableCommand);
      expect(s3).not.toHaveReceivedCommand(DeleteBucketCommand);
    });

    it('ignores a table that no longer exists', async () => {
      dynamodb.on(ScanCommand).rejects(new ResourceNotFoundException({ $metadata: {}, message: 'gone' }));
      const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
      expect({ code, stderr: stderr.includes('table') }).toEqual({ code: 0, stderr: false });
    });

    it('fails when the table cannot be read', async () => {
      dynamodb.on(ScanCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDeniedException' }));
      expect((await run([uninstallCommand], 'uninstall', '--purge')).code).toBe(1);
      expect(dynamodb).not.toHaveReceivedCommand(DeleteTableCommand);
    });
  });

  it('says that nothing is installed', async () => {
    cloudformation.on(DescribeStacksCommand).rejects(absent);
    s3.on(HeadBucketCommand).rejects(status(404));
    const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'cfn-express is not installed in eu-west-1.\n' });
  });
});
