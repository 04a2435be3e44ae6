import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetStackPolicyCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ResourceNotFoundException as NoTableError, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import type { CheckUpFinding } from '../../../handlers/gateway/doctor/event';
import { doctorCommand } from '../../../scripts/commands/doctor';
import { INSTALL_POLICY } from '../../../scripts/install/protect';
import { mockClient } from '../../mock-client';
import { run } from '../command-line/run';

const Description = 'cfn-express: the Express macro and the gateway behind it. One per account and Region.';
let install: Stack;
const cloudformation = mockClient(CloudFormationClient);
const dynamodb = mockClient(DynamoDBClient);
const lambda = mockClient(LambdaClient);

const absent = Object.assign(new Error('Stack with id cfn-express does not exist'), { name: 'ValidationError' });

const rule: CheckUpFinding = {
  kind: 'missing',
  what: 'Web of stack shop',
  problem: 'its rule was deleted',
  remedy: 'makes it again',
  repairable: true,
};
const foreign: CheckUpFinding = {
  kind: 'foreign',
  what: 'load balancer express-t',
  problem: 'carries a rule',
  remedy: 'remove it',
  repairable: false,
};

function answers(answer: object, FunctionError?: string) {
  const text = JSON.stringify(answer);
  const Payload = Object.assign(new TextEncoder().encode(text), { transformToString: () => text });
  lambda.on(InvokeCommand).resolves({ Payload, ...(FunctionError && { FunctionError }) });
}

const asked = () =>
  lambda
    .commandCalls(InvokeCommand)
    .map(({ args: [{ input }] }) => [input.FunctionName, JSON.parse(String(input.Payload))]);

const doctor = (...args: string[]) => run([doctorCommand], 'doctor', ...args);

beforeEach(() => {
  lambda.reset();
  cloudformation.reset();
  const Outputs = [{ OutputKey: 'TableName', OutputValue: 'ledger' }];
  install = {
    StackName: 'cfn-express',
    CreationTime: new Date(0),
    StackStatus: 'CREATE_COMPLETE',
    Outputs,
    Description,
    EnableTerminationProtection: true,
  };
  cloudformation.on(DescribeStacksCommand).callsFake(() => ({ Stacks: [install] }));
  cloudformation.on(GetStackPolicyCommand).resolves({ StackPolicyBody: JSON.stringify(INSTALL_POLICY) });
  cloudformation.on(ListStacksCommand).resolves({ StackSummaries: [] });
});

describe('the protection of the install', () => {
  const remedy = 'run cfn-express install: it protects it again';

  it.each<[string, string | undefined, RegExp, RegExp]>([
    ['none', undefined, /^its termination protection is off/, /^it has no stack policy/],
    ['of another kind', '{"Statement":[]}', /^its termination protection is off/, /^it has another stack policy/],
    ['that cannot be read', 'nonsense', /^its termination protection is off/, /^it has another stack policy/],
  ])(
    'is a finding if there is no termination protection, and a stack policy is %s',
    async (_, StackPolicyBody, ...problems) => {
      answers({ findings: [], repaired: [] });
      install.EnableTerminationProtection = false;
      cloudformation.on(GetStackPolicyCommand).resolves({ ...(StackPolicyBody !== undefined && { StackPolicyBody }) });
      const { code, stdout } = await doctor('--format', 'json');
      expect(code).toBe(1);
      const finding = { kind: 'changed', what: 'stack cfn-express', remedy, repairable: false };
      expect(JSON.parse(stdout).findings).toEqual(
        problems.map((problem) => ({ ...finding, problem: expect.stringMatching(problem) })),
      );
    },
  );

  it.each([
    ['AccessDenied', 'no', 'allow cloudformation:GetStackPolicy to whoever runs this'],
    ['AccessDeniedException', 'no', 'allow cloudformation:GetStackPolicy to whoever runs this'],
    ['Throttling', 'Rate exceeded', 'run this again later'],
    ['TimeoutError', 'no answer', 'run this again later'],
    ['ExpiredToken', 'expired', 'run this again with credentials that AWS accepts'],
    ['ValidationError', absent.message, 'run this again: the stack has been deleted meanwhile'],
    ['ValidationError', 'no', 'put right what the error names, and run this again'],
  ])('is unknown if CloudFormation does not say (%s: %s), and what to do depends on why', async (name, why, what) => {
    answers({ findings: [], repaired: [] });
    cloudformation.on(GetStackPolicyCommand).rejects(Object.assign(new Error(why), { name }));
    const { stdout } = await doctor('--format', 'json');
    expect(JSON.parse(stdout).findings).toMatchObject([
      { kind: 'unknown', problem: expect.stringMatching(/^its stack policy cannot be read: /), remedy: what },
    ]);
  });

  it('is to be restored by hand if the install has another name, because install does not change that stack', async () => {
    answers({ findings: [], repaired: [] });
    Object.assign(install, { EnableTerminationProtection: false, StackName: 'my-express' });
    const { stdout } = await doctor('--format', 'json');
    expect(JSON.parse(stdout).findings).toMatchObject([
      { remedy: 'protect it by hand: cfn-express install changes only a stack with the name cfn-express' },
    ]);
  });
});

describe('cfn-express doctor', () => {
  it('prints nothing to stdout and exits with 0 if nothing is wrong', async () => {
    answers({ findings: [], repaired: [] });
    expect(await doctor()).toEqual({ code: 0, stdout: '', stderr: 'Nothing is wrong in eu-west-1.\n' });
    expect(asked()).toEqual([['cfn-express-gateway', { source: 'cfn-express.sweeper', treatment: 'none' }]]);
  });

  it('prints findings as a table, says what --fix would do, and exits with 1', async () => {
    answers({ findings: [rule, foreign], repaired: [] });
    expect(await doctor()).toEqual({
      code: 1,
      stdout: [
        'KIND     WHAT                     FINDING               REMEDY',
        'missing  Web of stack shop        its rule was deleted  --fix makes it again',
        'foreign  load balancer express-t  carries a rule        remove it',
        '',
      ].join('\n'),
      stderr: '2 findings; cfn-express doctor --fix repairs 1 of them.\n',
    });
  });

  describe('with the ledger of an install that was deleted', () => {
    const member = { M: { 'arn:aws:cloudformation:eu-west-1:1:stack/shop/1/Web~request': { BOOL: true } } };
    const cluster = { PK: { S: 'CLUSTER#c' }, SK: { S: 'CLUSTER' }, kind: { S: 'cluster' }, name: { S: 'c' } };
    const table = {
      LogicalResourceId: 'Table',
      ResourceType: 'AWS::DynamoDB::Table',
      LastUpdatedTimestamp: new Date(0),
    };
    const gone = { StackName: 'cfn-express', CreationTime: new Date(0), StackStatus: 'DELETE_COMPLETE' } as const;

    beforeEach(() => {
      answers({ findings: [], repaired: [] });
      dynamodb.reset();
      dynamodb.on(ScanCommand).resolves({ Items: [{ ...cluster, members: member }] });
      cloudformation.on(DescribeStackResourcesCommand).rejects(absent);
      cloudformation
        .on(ListStacksCommand)
        .resolves({ StackSummaries: [{ ...gone, StackId: 'gone', TemplateDescription: Description }] });
      cloudformation.on(ListStackResourcesCommand, { StackName: 'gone' }).resolves({
        StackResourceSummaries: [{ ...table, PhysicalResourceId: 'old', ResourceStatus: 'DELETE_SKIPPED' }],
      });
    });

    it('says which services the gateway of today does not know, with or without --fix', async () => {
      for (const options of [[], ['--fix']]) {
        const { code, stdout, stderr } = await doctor('--format', 'json', ...options);
        expect([code, stderr]).toEqual([1, '1 finding, which cfn-express cannot repair.\n']);
        expect(JSON.parse(stdout).findings).toEqual([
          {
            kind: 'leftover',
            what: 'table old',
            problem: 'belongs to no stack, and 1 service uses it: Web of stack shop',
            remedy: 'deploy what cfn-express list does not show as a stack of another name, and delete the old stack',
            repairable: false,
          },
        ]);
      }
    });

    it('says nothing of a ledger that knows no service, is in a stack again, or is gone', async () => {
      const nothing = { code: 0, stdout: '', stderr: 'Nothing is wrong in eu-west-1.\n' };
      dynamodb.on(ScanCommand).resolves({ Items: [] });
      expect(await doctor()).toEqual(nothing);
      dynamodb.on(ScanCommand).rejects(new NoTableError({ $metadata: {}, message: '' }));
      expect(await doctor()).toEqual(nothing);
      dynamodb.on(ScanCommand).resolves({ Items: [{ ...cluster, members: member }] });
      cloudformation.on(DescribeStackResourcesCommand).resolves({
        StackResources: [
          {
            ...table,
            PhysicalResourceId: 'old',
            StackId: 'new',
            Timestamp: new Date(0),
            ResourceStatus: 'IMPORT_COMPLETE',
          },
        ],
      });
      expect(await doctor()).toEqual(nothing);
    });
  });

  it('has everything repaired with --fix, and says what was repaired', async () => {
    answers({ findings: [], repaired: [rule] });
    expect(await doctor('--fix')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Repaired: Web of stack shop: its rule was deleted\nNothing is wrong any more in eu-west-1.\n',
    });
    expect(asked()).toEqual([['cfn-express-gateway', { source: 'cfn-express.sweeper', treatment: 'full' }]]);
  });

  it('exits with 1 if something is left after --fix, and says why', async () => {
    answers({ findings: [{ ...rule, failure: 'Rate exceeded' }], repaired: [] });
    const { code, stdout, stderr } = await doctor('--fix');
    expect([code, stderr]).toEqual([1, '1 finding left.\n']);
    expect(stdout).toContain('not repaired: Rate exceeded');
    answers({ findings: [foreign], repaired: [] });
    expect((await doctor('--fix')).stderr).toBe('1 finding, which cfn-express cannot repair.\n');
  });

  it('prints JSON with --format json, with or without findings', async () => {
    answers({ findings: [rule], repaired: [], swept: {} });
    const { code, stdout } = await doctor('--format', 'json');
    expect([code, JSON.parse(stdout)]).toEqual([1, { findings: [rule], repaired: [] }]);
    answers({ findings: [], repaired: [] });
    expect(JSON.parse((await doctor('--format=json')).stdout)).toEqual({ findings: [], repaired: [] });
  });

  it('refuses other formats', async () => {
    expect(await doctor('--format', 'xml')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--format is table or json, not xml'),
    });
  });

  it('says why the function failed, and that an old function needs an update', async () => {
    answers({ errorType: 'Error', errorMessage: 'Task timed out' }, 'Unhandled');
    expect(await doctor()).toMatchObject({
      code: 1,
      stderr: 'The function cfn-express-gateway failed: Task timed out\n',
    });
    answers({ dropped: [], closed: [], kept: [], failed: [] });
    expect((await doctor()).stderr).toContain('of an older version; update it with cfn-express install');
  });

  it('says how to install cfn-express if it is not installed', async () => {
    cloudformation.on(DescribeStacksCommand).rejects(absent);
    cloudformation.on(DescribeStackResourcesCommand).rejects(absent);
    lambda.on(GetFunctionConfigurationCommand).rejects(new ResourceNotFoundException({ $metadata: {}, message: '' }));
    expect((await doctor()).stderr).toContain('cfn-express install');
    expect(asked()).toEqual([]);
  });
});
