import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { deployCommand } from '../../../scripts/commands/deploy';
import { mockClient } from '../../mock-client';
import { type Ran, run } from '../command-line/run';

const cloudformation = mockClient(CloudFormationClient);
const s3 = mockClient(S3Client);
const sts = mockClient(STSClient);

const ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1';
const stackIn = (StackStatus: Stack['StackStatus'], more: Partial<Stack> = {}): Stack => ({
  StackName: 'shop',
  StackId: ID,
  CreationTime: new Date(0),
  StackStatus,
  ...more,
});
const absent = Object.assign(new Error('Stack with id shop does not exist'), { name: 'ValidationError' });

let count = 0;
const event = (LogicalResourceId: string, status: string, reason?: string): StackEvent => ({
  StackId: ID,
  StackName: 'shop',
  EventId: `event-${count++}`,
  PhysicalResourceId: LogicalResourceId === 'shop' ? ID : `physical-${LogicalResourceId}`,
  LogicalResourceId,
  ResourceType: LogicalResourceId === 'shop' ? 'AWS::CloudFormation::Stack' : 'AWS::X::Y',
  Timestamp: new Date(0),
  // The event of a stack has a stack's status, which is not in the SDK's type.
  ResourceStatus: status as StackEvent['ResourceStatus'],
  ResourceStatusReason: reason,
});

/** The answers of DescribeStacks and DescribeStackEvents, call by call. The last answer is repeated. */
function world(stacks: (Stack | Error)[], events: StackEvent[][] = [[]]): void {
  const describe = cloudformation.on(DescribeStacksCommand);
  for (const stack of stacks.slice(0, -1)) {
    if (stack instanceof Error) describe.rejectsOnce(stack);
    else describe.resolvesOnce({ Stacks: [stack] });
  }
  const last = stacks.at(-1);
  if (last instanceof Error) describe.rejects(last);
  else describe.resolves({ Stacks: last && [last] });
  const list = cloudformation.on(DescribeStackEventsCommand);
  // CloudFormation lists the newest first.
  for (const page of events) list.resolvesOnce({ StackEvents: [...page].reverse() });
  list.resolves({ StackEvents: [...(events.at(-1) ?? [])].reverse() });
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deploy-'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  for (const mock of [cloudformation, s3, sts]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012' });
  cloudformation.on(CreateChangeSetCommand).resolves({ Id: 'change-set', StackId: ID });
  cloudformation.on(ListChangeSetsCommand).resolves({ Summaries: [] });
  cloudformation.on(DescribeChangeSetCommand).resolves({ Status: 'CREATE_COMPLETE', StackId: ID });
  cloudformation.on(DeleteChangeSetCommand).resolves({});
  cloudformation.on(ExecuteChangeSetCommand).resolves({});
  cloudformation.on(DeleteStackCommand).resolves({});
});

const template = `Transform: Express
Parameters:
  Image: { Type: String }
  Size: { Type: String, Default: '1' }
Resources:
  Web: { Type: Express::Service, Properties: { Image: !Ref Image } }
`;

async function deploy(text: string, ...args: string[]): Promise<Ran> {
  const file = join(folder, 'shop.yaml');
  await writeFile(file, text);
  return run([deployCommand], 'deploy', file, '--stack-name', 'shop', ...args);
}
const given = ['--parameter', 'Image=nginx'];

const changeSet = () => cloudformation.commandCalls(CreateChangeSetCommand)[0]?.args[0].input;

describe('cfn-express deploy', () => {
  it('creates a new stack with a change set, shows the progress, and prints the outputs', async () => {
    const review = event('shop', 'REVIEW_IN_PROGRESS');
    const begun = [event('shop', 'CREATE_IN_PROGRESS'), event('Web', 'CREATE_IN_PROGRESS')];
    const done = [event('Web', 'CREATE_COMPLETE'), event('shop', 'CREATE_COMPLETE')];
    const Outputs = [{ OutputKey: 'Url', OutputValue: 'http://x/' }];
    world(
      [absent, absent, stackIn('CREATE_IN_PROGRESS'), stackIn('CREATE_COMPLETE', { Outputs })],
      [[review], [review, ...begun], [review, ...begun, ...done]],
    );
    const { code, stdout, stderr } = await deploy(template, ...given);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Url=http://x/\n' });
    const lines = stderr.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, '').replace(/ +/g, ' '))).toEqual([
      'CREATE_IN_PROGRESS stack shop',
      'CREATE_IN_PROGRESS Web (AWS::X::Y)',
      'CREATE_COMPLETE Web (AWS::X::Y)',
      'CREATE_COMPLETE stack shop',
      'Stack shop is deployed.',
    ]);
    expect(changeSet()).toMatchObject({
      StackName: 'shop',
      ChangeSetType: 'CREATE',
      TemplateBody: template,
      Parameters: [{ ParameterKey: 'Image', ParameterValue: 'nginx' }],
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    });
    expect(cloudformation).toHaveReceivedCommandWith(ExecuteChangeSetCommand, { ChangeSetName: 'change-set' });
  });

  it('updates a stack, and keeps the values of parameters that are not given', async () => {
    const Parameters = [
      { ParameterKey: 'Image', ParameterValue: 'old' },
      { ParameterKey: 'Gone', ParameterValue: 'x' },
    ];
    world([
      stackIn('CREATE_COMPLETE', { Parameters }),
      stackIn('CREATE_COMPLETE', { Parameters }),
      stackIn('UPDATE_COMPLETE'),
    ]);
    expect(await deploy(template, '--parameter', 'Size=2')).toMatchObject({ code: 0 });
    expect(changeSet()).toMatchObject({
      ChangeSetType: 'UPDATE',
      Parameters: [
        { ParameterKey: 'Image', UsePreviousValue: true },
        { ParameterKey: 'Size', ParameterValue: '2' },
      ],
    });
  });

  it.each([
    "The submitted information didn't contain changes. Submit different information to create a change set.",
    'No updates are to be performed.',
  ])('treats an update without changes as a success: %s', async (StatusReason) => {
    world([stackIn('UPDATE_COMPLETE', { Outputs: [{ OutputKey: 'Url', OutputValue: 'u' }] })]);
    cloudformation.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason });
    const { code, stdout, stderr } = await deploy(template, ...given);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'Url=u\n', stderr: 'Stack shop needs no changes.\n' });
    expect(cloudformation).toHaveReceivedCommandWith(DeleteChangeSetCommand, { ChangeSetName: 'change-set' });
    expect(cloudformation).not.toHaveReceivedCommand(ExecuteChangeSetCommand);
  });

  it('says why CloudFormation refused the template, and leaves no empty stack behind', async () => {
    world([absent, absent, stackIn('REVIEW_IN_PROGRESS')]);
    cloudformation
      .on(DescribeChangeSetCommand)
      .resolvesOnce({ Status: 'CREATE_IN_PROGRESS' })
      .resolves({ Status: 'FAILED', StatusReason: 'No transform named 123456789012::Express found.' });
    const { code, stdout, stderr } = await deploy(template, ...given);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Stack shop is not created.');
    expect(stderr).toContain('No transform named 123456789012::Express found.');
    expect(stderr).toContain('cfn-express install');
    expect(cloudformation).toHaveReceivedCommandWith(DeleteChangeSetCommand, { ChangeSetName: 'change-set' });
    expect(cloudformation).toHaveReceivedCommandWith(DeleteStackCommand, { StackName: ID });
  });

  it('leaves no empty stack behind if the template of a new stack creates nothing', async () => {
    world([absent, absent, stackIn('REVIEW_IN_PROGRESS')]);
    cloudformation
      .on(DescribeChangeSetCommand)
      .resolves({ Status: 'FAILED', StatusReason: 'No updates are to be performed.' });
    expect(await deploy(template, ...given)).toMatchObject({ code: 1 });
    expect(cloudformation).toHaveReceivedCommandWith(DeleteStackCommand, { StackName: ID });
  });

  it('says why CloudFormation refused the template although nothing can be cleaned up, and what remains', async () => {
    world([absent]);
    cloudformation.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason: 'Template error' });
    const denied = Object.assign(new Error('not you'), { name: 'AccessDenied' });
    cloudformation.on(DeleteChangeSetCommand).rejects(denied);
    cloudformation.on(ListChangeSetsCommand).rejects(denied);
    const { code, stderr } = await deploy(template, ...given);
    expect(code).toBe(1);
    expect(stderr.replace(/cfn-express-[-0-9a-f]{36}/, 'c')).toBe(
      'Change set c remains. AccessDenied: not you\n' +
        'The empty stack shop remains. AccessDenied: not you\n' +
        'Stack shop is not created. CloudFormation refused the template:\nTemplate error\n',
    );
  });

  it('deletes no stack of which CloudFormation does not say whose it is', async () => {
    world([absent, absent, stackIn('REVIEW_IN_PROGRESS')]);
    cloudformation.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason: 'Template error' });
    cloudformation.on(ListChangeSetsCommand).resolves({});
    expect((await deploy(template, ...given)).stderr).toContain('CloudFormation answered without change sets.');
    expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
  });

  describe('does not delete the stack of somebody else who deploys the same new name', () => {
    beforeEach(() => {
      cloudformation.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason: 'Template error' });
    });

    it.each(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'ROLLBACK_IN_PROGRESS'] as const)(
      'that is in %s by now',
      async (status) => {
        world([absent, absent, stackIn(status)]);
        expect((await deploy(template, ...given)).code).toBe(1);
        expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
      },
    );

    it('that is still in review and has another change set', async () => {
      world([absent, absent, stackIn('REVIEW_IN_PROGRESS')]);
      cloudformation
        .on(ListChangeSetsCommand, { StackName: ID })
        .resolves({ Summaries: [{ ChangeSetName: 'theirs' }] });
      expect((await deploy(template, ...given)).code).toBe(1);
      expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
    });
  });

  it('updates the stack that it has looked up, although another stack may have got its name', async () => {
    world([stackIn('CREATE_COMPLETE'), stackIn('CREATE_COMPLETE'), stackIn('UPDATE_COMPLETE')]);
    expect(await deploy(template, ...given)).toMatchObject({ code: 0 });
    expect(changeSet()).toMatchObject({ ChangeSetType: 'UPDATE', StackName: ID });
  });

  describe('does not put a template in the place of the install', () => {
    const deployAs = async (name: string): Promise<Ran> => {
      const file = join(folder, 'shop.yaml');
      await writeFile(file, template);
      return run([deployCommand], 'deploy', file, '--stack-name', name, ...given);
    };

    it.each(['cfn-express', 'arn:aws:cloudformation:eu-west-1:123456789012:stack/cfn-express/1'])(
      'by its name or id: %s',
      async (name) => {
        const { code, stderr } = await deployAs(name);
        expect({ code, stderr }).toEqual({
          code: 1,
          stderr:
            'Stack cfn-express is cfn-express itself, and only cfn-express install changes it. Choose another name.\n',
        });
        expect(cloudformation.calls()).toEqual([]);
      },
    );

    it('under another name', async () => {
      const Description = 'cfn-express: the Express macro and the gateway behind it. One per account and Region.';
      world([stackIn('CREATE_COMPLETE', { Description })]);
      const { code, stderr } = await deployAs('shop');
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'Stack shop is an install of cfn-express. Choose another name.\n',
      });
      expect(cloudformation).not.toHaveReceivedCommand(CreateChangeSetCommand);
    });

    it('but deploys a stack whose name only begins like it', async () => {
      world([absent, absent, stackIn('CREATE_COMPLETE')]);
      expect((await deployAs('cfn-express-shop')).code).toBe(0);
    });
  });

  it('does not delete an existing stack when its update is refused', async () => {
    world([stackIn('CREATE_COMPLETE')]);
    cloudformation.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason: 'Template error' });
    expect((await deploy(template, ...given)).stderr).toContain('Stack shop is unchanged.');
    expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
  });

  it('names the resources that failed, in the order of their failures, and not those that were cancelled', async () => {
    world(
      [absent, absent, stackIn('ROLLBACK_COMPLETE')],
      [
        [],
        [
          event('Web', 'CREATE_FAILED', 'ECS Deployment Circuit Breaker was triggered.'),
          event('Other', 'CREATE_FAILED', 'Resource creation cancelled'),
          event('shop', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Web].'),
          event('Late', 'DELETE_FAILED', 'in use'),
        ],
      ],
    );
    const { code, stdout, stderr } = await deploy(template, ...given);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.slice(stderr.indexOf('Stack shop failed'))).toBe(
      'Stack shop failed: ROLLBACK_COMPLETE\n' +
        '  Web (AWS::X::Y): ECS Deployment Circuit Breaker was triggered.\n' +
        '  Late (AWS::X::Y): in use\n' +
        'What it had created is deleted again. Fix the cause, then deploy again.\n',
    );
  });

  it.each([
    ['ROLLBACK_IN_PROGRESS', 'Export with name url is already exported by stack a. Rollback requested by user.'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'The following hook(s) failed: [A::B::Hook].'],
    ['CREATE_FAILED', 'Export with name url is already exported by stack a.'],
  ])('repeats the reason why the stack itself is in %s', async (status, reason) => {
    const failed = [event('shop', status, reason), event('shop', 'DELETE_IN_PROGRESS', 'User Initiated')];
    world([absent, absent, stackIn('ROLLBACK_COMPLETE')], [[], failed]);
    const { stderr } = await deploy(template, ...given);
    expect(stderr.slice(stderr.indexOf('Stack shop failed'))).toContain(
      `Stack shop failed: ROLLBACK_COMPLETE\n  shop (AWS::CloudFormation::Stack): ${reason}\nWhat it had created`,
    );
  });

  it.each([
    ['UPDATE_ROLLBACK_COMPLETE', 'The stack is as it was before.'],
    ['UPDATE_ROLLBACK_FAILED', 'aws cloudformation continue-update-rollback --stack-name shop'],
    ['ROLLBACK_FAILED', 'cfn-express delete --stack-name shop'],
  ] as const)('says in which state a stack is that ended in %s, and what to do', async (status, remedy) => {
    const before = stackIn('UPDATE_COMPLETE');
    world([before, before, stackIn(status)], [[], [event('Web', 'UPDATE_FAILED', 'no')]]);
    const { code, stderr } = await deploy(template, ...given);
    expect(code).toBe(1);
    expect(stderr.slice(stderr.indexOf('Stack shop failed'))).toMatch(
      new RegExp(`^Stack shop failed: ${status}\n  Web \\(AWS::X::Y\\): no\n.*${remedy}.*\n$`),
    );
  });

  it.each([stackIn('DELETE_COMPLETE'), absent])('says that somebody else has deleted the stack: %#', async (end) => {
    world([absent, absent, end], [[], [event('Web', 'DELETE_COMPLETE'), event('shop', 'DELETE_COMPLETE')]]);
    const { code, stderr } = await deploy(template, ...given);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Stack shop was deleted meanwhile, and not by this command\. To have it again, deploy again\.\n$/m,
    );
  });

  it('deletes what a failed creation has left behind, and says so', async () => {
    world([
      stackIn('ROLLBACK_COMPLETE'),
      stackIn('ROLLBACK_COMPLETE'),
      stackIn('DELETE_COMPLETE'),
      stackIn('CREATE_COMPLETE'),
    ]);
    const { code, stderr } = await deploy(template, ...given);
    expect(code).toBe(0);
    expect(stderr).toContain('It is deleted first.');
    expect(cloudformation).toHaveReceivedCommandWith(DeleteStackCommand, { StackName: ID });
    expect(changeSet()).toMatchObject({ ChangeSetType: 'CREATE' });
  });

  it.each(['ROLLBACK_COMPLETE', 'DELETE_COMPLETE'] as const)(
    'deletes nothing and creates nothing for the id of a stack in %s',
    async (status) => {
      world([stackIn(status, { Parameters: [{ ParameterKey: 'Image', ParameterValue: 'nginx' }] })]);
      const file = join(folder, 'shop.yaml');
      await writeFile(file, template);
      const { code, stderr } = await run([deployCommand], 'deploy', file, '--stack-name', ID, ...given);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: `Stack ${ID} is in ${status} and cannot be updated. For a new stack of its name, give the name shop.\n`,
      });
      expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
      expect(cloudformation).not.toHaveReceivedCommand(CreateChangeSetCommand);
    },
  );

  it.each(['IMPORT_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE'] as const)('updates a stack in %s', async (status) => {
    world([stackIn(status), stackIn(status), stackIn('UPDATE_COMPLETE')]);
    expect((await deploy(template, ...given)).code).toBe(0);
    expect(changeSet()).toMatchObject({ ChangeSetType: 'UPDATE' });
  });

  it('creates a stack that so far has only a change set in review', async () => {
    world([stackIn('REVIEW_IN_PROGRESS'), stackIn('REVIEW_IN_PROGRESS'), stackIn('CREATE_COMPLETE')]);
    expect((await deploy(template, ...given)).code).toBe(0);
    expect(changeSet()).toMatchObject({ ChangeSetType: 'CREATE' });
  });

  it.each([
    ['UPDATE_IN_PROGRESS', 'Wait until that has ended'],
    ['UPDATE_ROLLBACK_FAILED', 'aws cloudformation continue-update-rollback --stack-name shop'],
    ['UPDATE_FAILED', 'aws cloudformation rollback-stack --stack-name shop'],
    ['DELETE_FAILED', 'cfn-express delete --stack-name shop'],
    ['ROLLBACK_FAILED', 'cfn-express delete --stack-name shop'],
  ] as const)('does not touch a stack in %s, and says what to do', async (status, remedy) => {
    world([stackIn(status)]);
    const { code, stderr } = await deploy(template, ...given);
    expect(code).toBe(1);
    expect(stderr).toContain(`Stack shop is in ${status}. `);
    expect(stderr).toContain(remedy);
    expect(cloudformation).not.toHaveReceivedCommand(CreateChangeSetCommand);
  });

  it('exits with 3 if it must stop watching: CloudFormation goes on, and the command that looks again is said', async () => {
    const denied = Object.assign(new Error('not you'), { name: 'AccessDenied' });
    world([absent, absent, stackIn('CREATE_IN_PROGRESS'), denied]);
    expect(await deploy(template, ...given)).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'This command stops watching stack shop, and CloudFormation goes on with it. AccessDenied: not you\n' +
        `To look again: aws cloudformation describe-stacks --stack-name ${ID} --region eu-west-1\n`,
    });
  });

  it.each(['1shop', 'my_shop', 'shop.one', 'läden', 'a'.repeat(129)])(
    'is told that no stack can be named %s, before anything is sent',
    async (name) => {
      const { code, stderr } = await run([deployCommand], 'deploy', 'missing.yaml', '--stack-name', name);
      expect(code).toBe(2);
      expect(stderr).toContain(
        `--stack-name cannot be ${name}. A stack's name begins with a letter and has at most 128`,
      );
    },
  );

  it('creates no stack for an id: there is none, and none can get it', async () => {
    world([Object.assign(new Error(`Stack with id ${ID} does not exist`), { name: 'ValidationError' })]);
    const file = join(folder, 'shop.yaml');
    await writeFile(file, template);
    expect(await run([deployCommand], 'deploy', file, '--stack-name', ID, ...given)).toEqual({
      code: 1,
      stdout: '',
      stderr: `There is no stack ${ID}.\n`,
    });
    expect(cloudformation).not.toHaveReceivedCommand(CreateChangeSetCommand);
  });

  it('is told that no Region has such a name, before anything is sent', async () => {
    const { code, stderr } = await run([deployCommand], 'deploy', 'x', '--stack-name', 'shop', '--region', 'eu west');
    expect(code).toBe(2);
    expect(stderr).toContain('--region cannot be eu west. A Region is a name such as eu-west-1.');
  });

  it('reports mistakes in the template before anything is sent', async () => {
    world([absent]);
    const { code, stderr } = await deploy(template.replace('!Ref Image }', '!Ref Image, Prot: 80 }'), ...given);
    expect(code).toBe(1);
    expect(stderr).toMatch(/shop\.yaml:6:\d+: Resources\.Web\.Properties\.Prot: /);
    expect(cloudformation).not.toHaveReceivedCommand(CreateChangeSetCommand);
  });

  it('names the parameters that have no value anywhere', async () => {
    world([absent]);
    const { code, stderr } = await deploy(template);
    expect(code).toBe(1);
    expect(stderr).toBe('The template needs a value for Image: --parameter Image=…\n');
  });

  describe('with a template that expands to more than 51,200 bytes', () => {
    const blocks = (amount: number) =>
      Array.from(
        { length: amount },
        (_, i) => `  Web${i}: { Type: Express::Service, Properties: { Image: !Ref Image } }\n`,
      );
    const large = template + blocks(9).join('');

    it('sends it through the artifact bucket of this account', async () => {
      world([absent, absent, stackIn('CREATE_COMPLETE')]);
      s3.on(HeadBucketCommand).resolves({});
      s3.on(PutObjectCommand).resolves({});
      expect(await deploy(large, ...given)).toMatchObject({ code: 0 });
      const upload = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
      expect(upload).toMatchObject({
        Bucket: 'cfn-express-123456789012-eu-west-1',
        ExpectedBucketOwner: '123456789012',
        Body: large,
      });
      expect(changeSet()).toMatchObject({
        TemplateURL: `http://127.0.0.1:9/cfn-express-123456789012-eu-west-1/${upload?.Key}`,
      });
      expect(changeSet()).not.toHaveProperty('TemplateBody');
    });

    it('says how to get the bucket when it is missing', async () => {
      world([absent]);
      s3.on(HeadBucketCommand).rejects(Object.assign(new Error(), { $metadata: { httpStatusCode: 404 } }));
      const { code, stderr } = await deploy(large, ...given);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /the expanded template has \d+ bytes, and CloudFormation accepts 51200 .* cfn-express install/,
      );
    });

    it('does not upload to a bucket that another account owns', async () => {
      world([absent]);
      s3.on(HeadBucketCommand).rejects(Object.assign(new Error(), { $metadata: { httpStatusCode: 403 } }));
      const { code, stderr } = await deploy(large, ...given);
      expect(code).toBe(1);
      expect(stderr).toContain('Another account owns it');
      expect(s3).not.toHaveReceivedCommand(PutObjectCommand);
    });
  });
});
