/** What `install` imports, against an account that changes its state as CloudFormation would. */

import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  SetStackPolicyCommand,
  type StackStatus,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { installCommand } from '../../../scripts/commands/install';
import { mockClient } from '../../mock-client';
import { run } from '../command-line/run';

const cloudformation = mockClient(CloudFormationClient);
const dynamodb = mockClient(DynamoDBClient);
const lambda = mockClient(LambdaClient);
const s3 = mockClient(S3Client);
const sts = mockClient(STSClient);

const Description = 'cfn-express: the Express macro and the gateway behind it. One per account and Region.';
const absent = Object.assign(new Error('Stack with id cfn-express does not exist'), { name: 'ValidationError' });
const noFunction = new ResourceNotFoundException({ $metadata: {}, message: '' });
const service = { M: { 'arn:aws:cloudformation:eu-west-1:1:stack/shop/1/Web~request': { BOOL: true } } };
const used = [
  { PK: { S: 'CLUSTER#c' }, SK: { S: 'CLUSTER' }, kind: { S: 'cluster' }, name: { S: 'c' }, members: service },
];

let status: StackStatus | undefined;
/** Reasons why the next import change sets fail. */
let refusals: string[];

const changeSets = () => cloudformation.commandCalls(CreateChangeSetCommand).map(({ args }) => args[0].input);
const imports = () =>
  changeSets()
    .filter(({ ChangeSetType }) => ChangeSetType === 'IMPORT')
    .map(({ ResourcesToImport = [] }) =>
      ResourcesToImport.map((one) => Object.values(one.ResourceIdentifier ?? {})[0]),
    );

beforeEach(() => {
  for (const mock of [cloudformation, dynamodb, lambda, s3, sts]) mock.reset();
  [status, refusals] = [undefined, []];
  const stack = () => ({ StackName: 'cfn-express', StackId: 'new-id', CreationTime: new Date(0), Description });
  cloudformation.on(DescribeStacksCommand).callsFake(async () => {
    if (status === undefined) throw absent;
    return { Stacks: [{ ...stack(), StackStatus: status }] };
  });
  cloudformation.on(DescribeStackResourcesCommand).rejects(absent);
  cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
  cloudformation.on(ListStacksCommand).resolves({ StackSummaries: [] });
  cloudformation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
  cloudformation.on(ListChangeSetsCommand).resolves({ Summaries: [] });
  cloudformation.on(GetTemplateCommand).resolves({ TemplateBody: '{"Resources":{}}' });
  cloudformation.on(SetStackPolicyCommand).resolves({});
  cloudformation.on(UpdateTerminationProtectionCommand).resolves({});
  cloudformation.on(DeleteChangeSetCommand).resolves({});
  cloudformation.on(DeleteStackCommand).callsFake(async () => {
    status = undefined;
    return {};
  });
  cloudformation.on(CreateChangeSetCommand).callsFake(async ({ ChangeSetType, TemplateBody = '' }) => {
    if (status === undefined) status = 'REVIEW_IN_PROGRESS';
    const probe = ChangeSetType === 'UPDATE' && TemplateBody.includes('"Transform":"Express"');
    return { Id: probe ? 'probe' : String(ChangeSetType), StackId: 'new-id' };
  });
  cloudformation.on(DescribeChangeSetCommand).callsFake(async ({ ChangeSetName }) => {
    const StatusReason = ChangeSetName === 'IMPORT' ? refusals.shift() : undefined;
    const common = { StackId: 'new-id', ChangeSetId: ChangeSetName };
    if (ChangeSetName === 'probe') {
      return { ...common, Status: 'FAILED', StatusReason: 'No transform named 123456789012::Express found.' };
    }
    if (StatusReason !== undefined) return { ...common, Status: 'FAILED', StatusReason };
    return { ...common, Status: 'CREATE_COMPLETE', ExecutionStatus: 'EXECUTE_COMPLETE' };
  });
  cloudformation.on(ExecuteChangeSetCommand).callsFake(async ({ ChangeSetName }) => {
    status = ChangeSetName === 'IMPORT' ? 'IMPORT_COMPLETE' : 'UPDATE_COMPLETE';
    return {};
  });
  lambda.on(GetFunctionConfigurationCommand).rejects(noFunction);
  lambda.on(DeleteFunctionEventInvokeConfigCommand).rejects(noFunction);
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012' });
  s3.onAnyCommand().resolves({});
  dynamodb.on(ScanCommand).resolves({ Items: used });
  dynamodb.on(DescribeTableCommand).resolves({});
});

const install = (...args: string[]) => run([installCommand], 'install', ...args);

/** An install was deleted and has left these tables. */
function leave(...tables: string[]): void {
  const summary = { CreationTime: new Date(0), StackStatus: 'DELETE_COMPLETE' as const };
  cloudformation.on(ListStacksCommand, { StackStatusFilter: ['DELETE_COMPLETE'] }).resolves({
    StackSummaries: [{ ...summary, StackName: 'cfn-express', StackId: 'old-id', TemplateDescription: Description }],
  });
  cloudformation.on(ListStackResourcesCommand, { StackName: 'old-id' }).resolves({
    StackResourceSummaries: tables.map((PhysicalResourceId) => ({
      LogicalResourceId: 'Table',
      LastUpdatedTimestamp: new Date(0),
      ResourceType: 'AWS::DynamoDB::Table',
      ResourceStatus: 'DELETE_SKIPPED',
      PhysicalResourceId,
    })),
  });
}

const ROLE = 'arn:aws:iam::123456789012:role/cfn-express-GatewayRole-1';
function leaveGateway(more: object = {}): void {
  lambda.on(GetFunctionConfigurationCommand, { FunctionName: 'cfn-express-gateway' }).resolves({
    Role: ROLE,
    LoggingConfig: { LogGroup: '/by-hand' },
    Environment: { Variables: { TABLE_NAME: 'ledger', MAX_SERVICES_PER_LOAD_BALANCER: '7' } },
    ...more,
  });
}

it('imports a ledger that knows services, although nothing else is left', async () => {
  leave('ledger');
  const { code, stderr } = await install();
  expect(code).toBe(0);
  expect(imports()).toEqual([['ledger']]);
  expect(stderr).toMatch(
    /^These parts of an earlier install belong to no stack\..*\n {2}AWS::DynamoDB::Table ledger\n/,
  );
});

it('makes a new table if the old ledger knows no services', async () => {
  leave('ledger');
  dynamodb.on(ScanCommand).resolves({ Items: [] });
  expect((await install()).code).toBe(0);
  expect(imports()).toEqual([]);
});

it('refuses to choose between two ledgers that know services', async () => {
  leave('first', 'second');
  const { code, stderr } = await install();
  expect(code).toBe(1);
  expect(stderr).toContain('Several ledgers of deleted installs know services: first, second.');
  expect(changeSets()).toEqual([]);
});

it('imports functions with their roles, but not a log group that somebody has set by hand', async () => {
  leaveGateway();
  expect((await install()).code).toBe(0);
  expect(imports()).toEqual([
    [
      'cfn-express-gateway',
      'cfn-express-GatewayRole-1',
      'ledger',
      'cfn-express-execution-eu-west-1',
      'cfn-express-infrastructure-eu-west-1',
    ],
  ]);
});

it('leaves out what does not exist any more, and gives up when CloudFormation refuses for another reason', async () => {
  leaveGateway();
  refusals = [
    "Resource of type 'AWS::IAM::Role' with identifier 'cfn-express-execution-eu-west-1' was not found.",
    'Rate exceeded',
  ];
  const { code, stderr } = await install();
  expect(code).toBe(1);
  expect(imports()[1]).not.toContain('cfn-express-execution-eu-west-1');
  expect(imports()[1]).toContain('cfn-express-infrastructure-eu-west-1');
  expect(stderr).toContain('CloudFormation does not import what is left of the install:\nRate exceeded');
  expect(cloudformation).not.toHaveReceivedCommand(ExecuteChangeSetCommand);
  expect(status).toBeUndefined();
});

it('tells why nothing is imported, although the empty stack cannot be removed either', async () => {
  leaveGateway();
  refusals = ['Rate exceeded'];
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
  cloudformation.on(ListChangeSetsCommand).rejects(denied);
  const { code, stderr } = await install();
  expect(code).toBe(1);
  expect(stderr).toContain('The empty stack cfn-express remains. AccessDenied: not authorized\n');
  expect(stderr).toContain('CloudFormation does not import what is left of the install:\nRate exceeded');
});

it('deletes the stack of an install that failed beside the remains before it imports these', async () => {
  leaveGateway();
  status = 'ROLLBACK_COMPLETE';
  const { code, stderr } = await install();
  expect(code).toBe(0);
  expect(stderr.indexOf('belong to no stack')).toBeLessThan(stderr.indexOf('was left behind by a failed creation'));
  expect(imports()).toHaveLength(1);
});

it('leaves alone what another stack has', async () => {
  leaveGateway();
  const gateway = {
    StackId: 'other-id',
    PhysicalResourceId: 'cfn-express-gateway',
    LogicalResourceId: 'Gateway',
    ResourceType: 'AWS::Lambda::Function',
    Timestamp: new Date(0),
    ResourceStatus: 'CREATE_COMPLETE' as const,
  };
  cloudformation.on(DescribeStackResourcesCommand).resolves({ StackResources: [gateway] });
  cloudformation.on(DescribeStacksCommand, { StackName: 'other-id' }).rejects(absent);
  await install();
  expect(imports()).toEqual([]);
});

it.each(['IMPORT_COMPLETE', 'UPDATE_FAILED'] as const)(
  'completes an install in %s without a roll back, which would take from it what it has',
  async (half) => {
    status = half;
    expect((await install()).code).toBe(0);
    const [executed] = cloudformation.commandCalls(ExecuteChangeSetCommand).map(({ args }) => args[0].input);
    expect(executed?.DisableRollback).toBe(true);
  },
);

it('registers the macro again if it is not registered any more', async () => {
  status = 'IMPORT_COMPLETE';
  await install();
  const parameters = changeSets().at(-1)?.Parameters;
  expect(parameters).toContainEqual({ ParameterKey: 'RegisterMacro', ParameterValue: 'true' });
});
