import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  SetStackPolicyCommand,
  type Stack,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DynamoDBClient, ResourceNotFoundException, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException as NoFunctionError,
} from '@aws-sdk/client-lambda';
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
import { member } from '../../../handlers/template-language/json';
import { installCommand } from '../../../scripts/commands/install';
import { uninstallCommand } from '../../../scripts/commands/uninstall';
import { INSTALL_POLICY } from '../../../scripts/install/protect';
import { loadTemplate } from '../../../scripts/template/load';
import { mockClient } from '../../mock-client';
import { ifInterrupted, run } from '../command-line/run';

const cloudformation = mockClient(CloudFormationClient);
const dynamodb = mockClient(DynamoDBClient);
const lambda = mockClient(LambdaClient);
const s3 = mockClient(S3Client);
const sts = mockClient(STSClient);

const absent = Object.assign(new Error('Stack with id cfn-express does not exist'), { name: 'ValidationError' });
const status = (httpStatusCode: number) => Object.assign(new Error('status'), { $metadata: { httpStatusCode } });
const Description = 'cfn-express: the Express macro and the gateway behind it. One per account and Region.';
const stackIn = (StackStatus: Stack['StackStatus'], more: Partial<Stack> = {}): Stack => ({
  StackName: 'cfn-express',
  StackId: 'stack-id',
  CreationTime: new Date(0),
  StackStatus,
  Description,
  Outputs: [
    { OutputKey: 'TableName', OutputValue: 'ledger' },
    { OutputKey: 'MaxServicesPerLoadBalancer', OutputValue: '25' },
  ],
  ...more,
});

const BUCKET = 'cfn-express-123456789012-eu-west-1';

beforeEach(() => {
  for (const mock of [cloudformation, dynamodb, lambda, s3, sts]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012' });
  cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
  cloudformation.on(CreateChangeSetCommand).resolves({ Id: 'change-set' });
  cloudformation.on(DescribeChangeSetCommand).resolves({ Status: 'CREATE_COMPLETE', StackId: 'stack-id' });
  cloudformation.on(ExecuteChangeSetCommand).resolves({});
  cloudformation.on(DeleteStackCommand).resolves({});
  cloudformation.on(ListStacksCommand).resolves({ StackSummaries: [] });
  cloudformation.on(DescribeStackResourcesCommand).rejects(absent);
  cloudformation.on(SetStackPolicyCommand).resolves({});
  cloudformation.on(UpdateTerminationProtectionCommand).resolves({});
  lambda.on(GetFunctionConfigurationCommand).rejects(new NoFunctionError({ $metadata: {}, message: '' }));
  s3.onAnyCommand().resolves({});
  dynamodb.on(ScanCommand).resolves({ Items: [] });
  dynamodb.on(DeleteTableCommand).resolves({});
});

function stacks(first: Stack | Error, ...rest: Stack[]) {
  const describe = cloudformation.on(DescribeStacksCommand);
  // install looks for a stack of its name twice if there is none, and its deployment twice more.
  if (first instanceof Error) for (let look = 0; look < 4; look++) describe.rejectsOnce(first);
  else describe.resolvesOnce({ Stacks: [first] });
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
    stacks(absent, stackIn('CREATE_COMPLETE'));
    s3.on(HeadBucketCommand).rejects(status(403));
    const { code, stderr } = await run([installCommand], 'install');
    expect(code).toBe(1);
    expect(stderr).toContain(`Bucket ${BUCKET} cannot be used`);
    expect(s3).toHaveReceivedCommandWith(HeadBucketCommand, { Bucket: BUCKET, ExpectedBucketOwner: '123456789012' });
    expect(s3).not.toHaveReceivedCommand(PutObjectCommand);
  });

  it.each([
    [
      'DELETE_FAILED',
      'Fix what its events name, and delete it. Once it is gone, install again. To delete it: cfn-express uninstall',
    ],
    ['UPDATE_IN_PROGRESS', 'Wait until that has ended, then install again.'],
  ] as const)('says what to do about an install in %s, which cannot be updated', async (status, remedy) => {
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackIn(status)] });
    const { code, stderr } = await run([installCommand], 'install');
    expect({ code, stderr }).toEqual({ code: 1, stderr: `Stack cfn-express is in ${status}. ${remedy}\n` });
  });

  describe('protects the install', () => {
    const policies = () =>
      cloudformation
        .commandCalls(SetStackPolicyCommand)
        .map(({ args: [{ input }] }) => JSON.parse(input.StackPolicyBody ?? ''));
    const protections = () =>
      cloudformation.commandCalls(UpdateTerminationProtectionCommand).map(({ args: [{ input }] }) => input);

    it('with a stack policy and termination protection once it is complete', async () => {
      stacks(absent, stackIn('CREATE_COMPLETE'));
      expect((await run([installCommand], 'install')).code).toBe(0);
      const [{ Statement }] = policies();
      expect(Statement).toContainEqual({ Effect: 'Deny', Principal: '*', Action: 'Update:Delete', Resource: '*' });
      expect(Statement.at(-1)).toMatchObject({ Effect: 'Deny', Action: 'Update:Replace' });
      expect(Statement.at(-1).Resource).toEqual(expect.arrayContaining(['LogicalResourceId/Table']));
      expect(protections()).toEqual([{ StackName: 'stack-id', EnableTerminationProtection: true }]);
    });

    it('in another run, and says so, if it cannot watch the first one to its end', async () => {
      const expired = Object.assign(new Error('m'), { name: 'ExpiredToken' });
      cloudformation.on(DescribeStacksCommand).rejects(absent);
      cloudformation.on(ExecuteChangeSetCommand).callsFake(async () => {
        cloudformation.on(DescribeStacksCommand).rejects(expired);
        cloudformation
          .on(DescribeChangeSetCommand)
          .resolves({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'EXECUTE_IN_PROGRESS' });
        return {};
      });
      const { code, stderr } = await run([installCommand], 'install');
      expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('CloudFormation goes on with it.') });
      expect(stderr).toMatch(/\nThen run cfn-express install again: it completes the install and protects it\.\n$/);
      expect(policies()).toEqual([]);
    });

    it('if an earlier version has installed it without', async () => {
      cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackIn('UPDATE_COMPLETE')] });
      expect((await run([installCommand], 'install')).code).toBe(0);
      expect(policies()).toHaveLength(1);
      expect(protections()).toHaveLength(1);
    });

    it('with logical ids that the install has', async () => {
      const { value } = await loadTemplate('templates/express.yaml');
      const named = INSTALL_POLICY.Statement.flatMap(({ Resource }) => Resource)
        .map((one) => one.replace('LogicalResourceId/', ''))
        .filter((one) => !one.endsWith('*'));
      expect(named.length).toBeGreaterThan(4);
      expect(named.filter((id) => member(value.Resources, id) === undefined)).toEqual([]);
    });
  });

  it.each(['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'ROLLBACK_COMPLETE'] as const)(
    "does not touch somebody else's stack that has its name, in %s",
    async (status) => {
      cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackIn(status, { Description: 'A shop' })] });
      const { code, stderr } = await run([installCommand], 'install');
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr:
          'Stack cfn-express is not an install of cfn-express, so it is not replaced. ' +
          'Deploy what it holds under another name, and delete it: ' +
          'cfn-express delete --stack-name cfn-express. Then try again.\n',
      });
      expect(cloudformation).not.toHaveReceivedCommand(CreateChangeSetCommand);
      expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
      expect(s3).not.toHaveReceivedCommand(CreateBucketCommand);
    },
  );

  it('does not install beside an install that has another name', async () => {
    cloudformation.on(DescribeStacksCommand, { StackName: 'cfn-express' }).rejects(absent);
    cloudformation.on(DescribeStackResourcesCommand, { PhysicalResourceId: 'cfn-express-gateway' }).resolves({
      StackResources: [
        {
          StackId: 'my-id',
          PhysicalResourceId: 'cfn-express-gateway',
          LogicalResourceId: 'GatewayFunction',
          ResourceType: 'AWS::Lambda::Function',
          Timestamp: new Date(0),
          ResourceStatus: 'CREATE_COMPLETE',
        },
      ],
    });
    const mine = stackIn('CREATE_COMPLETE', { StackName: 'my-express', StackId: 'my-id' });
    cloudformation.on(DescribeStacksCommand, { StackName: 'my-id' }).resolves({ Stacks: [mine] });
    const { code, stderr } = await run([installCommand], 'install');
    expect(code).toBe(1);
    expect(stderr).toContain('cfn-express is installed as stack my-express.');
    expect(cloudformation).not.toHaveReceivedCommand(CreateChangeSetCommand);
  });

  it('keeps what an import has got if its update fails, and says to install again', async () => {
    stacks(stackIn('UPDATE_FAILED'), stackIn('UPDATE_FAILED'), stackIn('UPDATE_FAILED'));
    const { code, stderr } = await run([installCommand], 'install');
    expect(code).toBe(1);
    expect(stderr).toMatch(/\nWhat was changed stays as it is\. Fix the cause, then install again\.\n$/);
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
      .resolvesOnce({
        Contents: [{ Key: 'functions/a' }, { Key: 'templates/b' }],
        IsTruncated: true,
        NextContinuationToken: 'more',
      })
      .resolves({ Contents: [{ Key: 'functions/c' }] });
    const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
    expect(code).toBe(0);
    expect(stderr).toContain(`Deleted bucket ${BUCKET} and table ledger.`);
    expect(s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete?.Objects)).toEqual([
      [{ Key: 'functions/a' }, { Key: 'templates/b' }],
      [{ Key: 'functions/c' }],
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
          { ...summary, StackName: 'cfn-express', StackId: 'old-id', TemplateDescription: Description },
          // Somebody else's stack of that name, whose table is somebody else's.
          { ...summary, StackName: 'cfn-express', StackId: 'their-id' },
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

  it("keeps the bucket if somebody else's objects are in it, and deletes only its own", async () => {
    stacks(stackIn('CREATE_COMPLETE'), stackIn('DELETE_COMPLETE'));
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: 'functions/a' }, { Key: 'photos/b' }] });
    const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
    expect(code).toBe(1);
    expect(stderr).toContain(
      `Bucket ${BUCKET} is kept, because cfn-express has not made all that is in it: photos/b\n`,
    );
    const deleted = s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete?.Objects);
    expect(deleted).toEqual([[{ Key: 'functions/a' }]]);
    expect(s3).not.toHaveReceivedCommand(DeleteBucketCommand);
  });

  it('does not delete a ledger that a service has got into since it was read', async () => {
    stacks(stackIn('CREATE_COMPLETE'), stackIn('DELETE_COMPLETE'));
    const members = { M: { 'arn:aws:cloudformation:eu-west-1:1:stack/shop/1/Web~request': { BOOL: true } } };
    const gateway = { PK: { S: 'POOL' }, SK: { S: 'GATEWAY#00001' }, kind: { S: 'gateway' }, token: { S: 'token' } };
    dynamodb
      .on(ScanCommand)
      .resolvesOnce({ Items: [] })
      .resolves({ Items: [{ ...gateway, members }] });
    const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
    expect(code).toBe(1);
    expect(stderr).toContain('Table ledger of a deleted install is not deleted: 1 service uses this install');
    expect(dynamodb).not.toHaveReceivedCommand(DeleteTableCommand);
  });

  describe('an install with termination protection', () => {
    const guarded = stackIn('CREATE_COMPLETE', { EnableTerminationProtection: true });
    const protections = () =>
      cloudformation
        .commandCalls(UpdateTerminationProtectionCommand)
        .map(({ args: [{ input }] }) => input.EnableTerminationProtection);

    it('loses the protection before it is deleted', async () => {
      stacks(guarded, stackIn('DELETE_COMPLETE'));
      expect((await run([uninstallCommand], 'uninstall')).code).toBe(0);
      expect(protections()).toEqual([false]);
    });

    it('gets it back if it is not deleted', async () => {
      stacks(guarded, stackIn('DELETE_FAILED'));
      expect((await run([uninstallCommand], 'uninstall')).code).toBe(1);
      expect(protections()).toEqual([false, true]);
    });

    it('gets it back if CloudFormation refuses to delete it, and the refusal is told', async () => {
      stacks(guarded, guarded);
      const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
      cloudformation.on(DeleteStackCommand).rejects(denied);
      // The protection is lifted, but cannot be set again.
      cloudformation.on(UpdateTerminationProtectionCommand).resolvesOnce({}).rejects(denied);
      const { code, stderr } = await run([uninstallCommand], 'uninstall');
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr:
          'The install without termination protection remains. AccessDenied: not authorized\nAccessDenied: not authorized\n',
      });
      expect(protections()).toEqual([false, true]);
    });

    it('does not get it back while it may be deleted unwatched', async () => {
      stacks(guarded, guarded);
      const expired = Object.assign(new Error('m'), { name: 'ExpiredToken' });
      cloudformation.on(DeleteStackCommand).rejects(expired);
      expect((await run([uninstallCommand], 'uninstall')).code).toBe(3);
      expect(protections()).toEqual([false]);
    });

    it.each([
      ['uninstall', []],
      ['uninstall --purge', ['--purge']],
    ])('tells who interrupts %s meanwhile how to go on, and what is not protected', async (goOn, options) => {
      stacks(guarded, stackIn('DELETE_FAILED'));
      const said: string[] = [];
      const note = () => {
        said.push(ifInterrupted());
        return {};
      };
      cloudformation.on(UpdateTerminationProtectionCommand).callsFake(note);
      cloudformation.on(DeleteStackCommand).callsFake(note);
      await run([uninstallCommand], 'uninstall', ...options);
      const sequel = 'Once the stack is gone, cfn-express uninstall --purge deletes the table and the bucket.';
      expect(said).toEqual([
        'Interrupted. Nothing is deleted, but the install may have no termination protection now. ' +
          `To delete it: cfn-express ${goOn}. To keep it, and protect it again: cfn-express install`,
        'Interrupted. CloudFormation goes on with stack stack-id.\n' +
          'To look again: aws cloudformation describe-stacks --stack-name stack-id --region eu-west-1' +
          (options.length > 0 ? `\n${sequel}` : ''),
        'Interrupted. The install is not deleted, and may have no termination protection now. ' +
          `To go on: cfn-express ${goOn}`,
      ]);
    });

    it('keeps it while there are services', async () => {
      stacks(guarded, guarded);
      const members = { M: { 'arn:aws:cloudformation:eu-west-1:1:stack/shop/1/Web~request': { BOOL: true } } };
      const cluster = {
        PK: { S: 'CLUSTER#c' },
        SK: { S: 'CLUSTER' },
        kind: { S: 'cluster' },
        name: { S: 'c' },
        members,
      };
      dynamodb.on(ScanCommand).resolves({ Items: [cluster] });
      expect((await run([uninstallCommand], 'uninstall')).code).toBe(1);
      expect(protections()).toEqual([]);
    });
  });

  it("does not delete somebody else's stack that has the install's name", async () => {
    cloudformation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [stackIn('CREATE_COMPLETE', { Description: 'A shop' })] });
    const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
    expect(code).toBe(0);
    expect(stderr).toContain('cfn-express is not installed in eu-west-1.');
    expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
    expect(dynamodb).not.toHaveReceivedCommand(DeleteTableCommand);
  });

  it('does not say that it is uninstalled while a function of it belongs to no stack', async () => {
    cloudformation.on(DescribeStacksCommand).rejects(absent);
    lambda.on(GetFunctionConfigurationCommand, { FunctionName: 'cfn-express-macro' }).resolves({});
    const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
    expect(code).toBe(1);
    expect(stderr).toContain('cfn-express is not uninstalled. These parts of it belong to no stack:');
    expect(stderr).toContain('  AWS::Lambda::Function cfn-express-macro\n');
    expect(stderr).toContain('cfn-express install, which takes them into a stack again');
    expect(s3).not.toHaveReceivedCommand(DeleteBucketCommand);
  });

  it('does not say that it is uninstalled while its macro is registered outside of the stack', async () => {
    const Parameters = [{ ParameterKey: 'RegisterMacro', ParameterValue: 'false' }];
    stacks(stackIn('CREATE_COMPLETE', { Parameters }), stackIn('DELETE_COMPLETE'));
    const { code, stderr } = await run([uninstallCommand], 'uninstall');
    expect(code).toBe(1);
    expect(stderr).toContain('Everything is deleted but the macro Express');
    expect(stderr).not.toContain('is uninstalled from');
  });

  it('does not say that it is uninstalled while an install is prepared', async () => {
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackIn('REVIEW_IN_PROGRESS', { Outputs: [] })] });
    cloudformation.on(ListChangeSetsCommand).resolves({ Summaries: [{ ChangeSetName: 'theirs' }] });
    const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
    expect(code).toBe(1);
    expect(stderr).toContain('cfn-express is not uninstalled, because an install was prepared (REVIEW_IN_PROGRESS).');
    expect(stderr).toContain('To go on with it: cfn-express install.');
    expect(stderr).toContain('aws cloudformation delete-stack --stack-name stack-id --region eu-west-1\n');
    expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
    expect(s3).not.toHaveReceivedCommand(DeleteBucketCommand);
  });

  it('removes the empty stack of an install that was never begun', async () => {
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackIn('REVIEW_IN_PROGRESS', { Outputs: [] })] });
    cloudformation.on(ListChangeSetsCommand).resolves({ Summaries: [] });
    expect((await run([uninstallCommand], 'uninstall')).code).toBe(0);
    expect(cloudformation).toHaveReceivedCommandWith(DeleteStackCommand, { StackName: 'stack-id' });
  });

  it('says that nothing is installed', async () => {
    cloudformation.on(DescribeStacksCommand).rejects(absent);
    s3.on(HeadBucketCommand).rejects(status(404));
    const { code, stderr } = await run([uninstallCommand], 'uninstall', '--purge');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'cfn-express is not installed in eu-west-1.\n' });
  });
});
