import {
  type ChangeSetType,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { createStack, failures, functionArn, rested, startTestAws, type TestAws, template } from '../aws';
import { createFake, FAKE, type Fake, fake } from '../fake-type';

let aws: TestAws;
let fakes: Fake;

beforeEach(async () => {
  fakes = createFake();
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, fakes.type]]) });
});
afterEach(() => aws.stop());

async function prepare(body: string, ChangeSetType: ChangeSetType, more: object = {}) {
  await aws.cloudformation.send(
    new CreateChangeSetCommand({ StackName: 's', ChangeSetName: 'c', TemplateBody: body, ChangeSetType, ...more }),
  );
  return finished('c');
}

async function finished(ChangeSetName = '') {
  for (;;) {
    const changeSet = await aws.cloudformation.send(new DescribeChangeSetCommand({ StackName: 's', ChangeSetName }));
    if (changeSet.Status === 'CREATE_COMPLETE' || changeSet.Status === 'FAILED') return changeSet;
  }
}

async function execute() {
  await aws.cloudformation.send(new ExecuteChangeSetCommand({ StackName: 's', ChangeSetName: 'c' }));
  return rested(aws, 's');
}

const create = (body: string, more: object = {}) => createStack(aws, 's', body, more);

async function registerMacro(expand: (fragment: Record<string, unknown>) => unknown) {
  aws.functions.set(
    'macro',
    async ({ requestId, fragment }: { requestId: string; fragment: Record<string, unknown> }) => {
      try {
        return { requestId, status: 'success', fragment: expand(fragment) };
      } catch (error) {
        return { requestId, status: 'failure', errorMessage: (error as Error).message };
      }
    },
  );
  const body = template({
    M: { Type: 'AWS::CloudFormation::Macro', Properties: { Name: 'Double', FunctionName: functionArn('macro') } },
  });
  await createStack(aws, 'macros', body);
}

test('a change set of type CREATE leaves a stack in REVIEW_IN_PROGRESS, and its execution creates that stack', async () => {
  const changeSet = await prepare(template({ A: fake('1') }), 'CREATE');
  expect([changeSet.Status, changeSet.ExecutionStatus]).toEqual(['CREATE_COMPLETE', 'AVAILABLE']);
  expect(
    changeSet.Changes?.map(({ ResourceChange }) => [ResourceChange?.Action, ResourceChange?.LogicalResourceId]),
  ).toEqual([['Add', 'A']]);
  const { Stacks: [stack] = [] } = await aws.cloudformation.send(new DescribeStacksCommand({ StackName: 's' }));
  expect(stack?.StackStatus).toBe('REVIEW_IN_PROGRESS');
  expect((await execute()).StackStatus).toBe('CREATE_COMPLETE');
  await expect(execute()).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
});

test('a change set tells new, removed, replaced and changed resources apart, and what follows from a replacement', async () => {
  const ref = { Ref: 'Replaced' };
  await create(
    template({
      Replaced: fake('1', {}, { Name: 'a' }),
      Changed: fake('1'),
      Same: fake('1'),
      Follows: fake(ref),
      Gone: fake('1'),
    }),
  );
  const next = template({
    Replaced: fake('1', {}, { Name: 'b' }),
    Changed: fake('2'),
    Same: fake('1'),
    Follows: fake(ref),
    New: fake('1'),
  });
  const { Changes = [] } = await prepare(next, 'UPDATE');
  const seen = Changes.map(({ ResourceChange: c }) => [
    c?.LogicalResourceId,
    c?.Action,
    c?.Replacement,
    c?.PolicyAction,
  ]);
  expect(seen.sort()).toEqual([
    ['Changed', 'Modify', 'False', undefined],
    ['Follows', 'Modify', 'False', undefined],
    ['Gone', 'Remove', undefined, 'Delete'],
    ['New', 'Add', undefined, undefined],
    ['Replaced', 'Modify', 'True', 'ReplaceAndDelete'],
  ]);
  const follows = Changes.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === 'Follows');
  expect(follows?.ResourceChange?.Details).toEqual([
    {
      Target: { Attribute: 'Properties', Name: 'Value', RequiresRecreation: 'Never' },
      Evaluation: 'Dynamic',
      ChangeSource: 'ResourceReference',
      CausingEntity: 'Replaced',
    },
  ]);
});

test('a change set without changes fails with the message that tools look for', async () => {
  const body = template({ A: fake('1') }, { Outputs: { O: { Value: { Ref: 'A' } } } });
  await create(body);
  const { Status, StatusReason, ExecutionStatus } = await prepare(body, 'UPDATE');
  expect([Status, StatusReason, ExecutionStatus]).toEqual([
    'FAILED',
    "The submitted information didn't contain changes. Submit different information to create a change set.",
    'UNAVAILABLE',
  ]);
});

test('a change set with a change of only outputs or only tags does not fail', async () => {
  const body = (value: string) => template({ A: fake('1') }, { Outputs: { O: { Value: value } } });
  await create(body('a'));
  expect((await prepare(body('b'), 'UPDATE')).Status).toBe('CREATE_COMPLETE');
  await aws.cloudformation.send(new DeleteChangeSetCommand({ StackName: 's', ChangeSetName: 'c' }));
  expect((await prepare(body('a'), 'UPDATE', { Tags: [{ Key: 'k', Value: 'v' }] })).Status).toBe('CREATE_COMPLETE');
});

test('the execution of a change set deploys what the macro made, and both stages of the template can be read', async () => {
  await registerMacro(({ Resources }) => ({ Resources: { ...(Resources as object), Added: fake('2') } }));
  const original = template({ A: fake('1') }, { Transform: 'Double' });
  const changeSet = await prepare(original, 'CREATE');
  expect(changeSet.Changes).toHaveLength(2);
  expect((await execute()).StackStatus).toBe('CREATE_COMPLETE');
  const read = async (TemplateStage: 'Original' | 'Processed') =>
    (await aws.cloudformation.send(new GetTemplateCommand({ StackName: 's', TemplateStage }))).TemplateBody;
  expect(await read('Original')).toBe(original);
  expect(JSON.parse((await read('Processed')) ?? '')).toEqual({ Resources: { A: fake('1'), Added: fake('2') } });
});

test('a change set fails with the error message of its macro', async () => {
  await registerMacro(() => {
    throw new Error('Resources.Web.Properties.Image: is missing');
  });
  const changeSet = await prepare(template({ A: fake('1') }, { Transform: 'Double' }), 'CREATE');
  expect([changeSet.Status, changeSet.StatusReason]).toEqual([
    'FAILED',
    'Transform 123456789012::Double failed with: Resources.Web.Properties.Image: is missing',
  ]);
});

test('CreateStack of a template with macros requires AUTO_EXPAND, and a failing macro fails the stack', async () => {
  await registerMacro(() => {
    throw new Error('no Image');
  });
  const body = template({ A: fake('1') }, { Transform: 'Double' });
  await expect(create(body)).rejects.toMatchObject({
    name: 'InsufficientCapabilitiesException',
    message: 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
  });
  const stack = await create(body, { Capabilities: ['CAPABILITY_AUTO_EXPAND'] });
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(await failures(aws, 's')).toEqual([]);
});

test('IAM resources require CAPABILITY_IAM, and those with custom names CAPABILITY_NAMED_IAM', async () => {
  const role = (properties: object) =>
    template({ R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...properties } } });
  await expect(prepare(role({}), 'CREATE')).rejects.toThrow('Requires capabilities : [CAPABILITY_IAM]');
  const named = await prepare(role({ RoleName: 'r' }), 'CREATE', { Capabilities: ['CAPABILITY_IAM'] });
  expect([named.Status, named.StatusReason]).toEqual(['FAILED', 'Requires capabilities : [CAPABILITY_NAMED_IAM]']);
  await aws.cloudformation.send(new DeleteChangeSetCommand({ StackName: 's', ChangeSetName: 'c' }));
  expect((await prepare(role({}), 'CREATE', { Capabilities: ['CAPABILITY_NAMED_IAM'] })).Status).toBe(
    'CREATE_COMPLETE',
  );
});

test('another update makes earlier change sets obsolete', async () => {
  await create(template({ A: fake('1') }));
  await prepare(template({ A: fake('2') }), 'UPDATE');
  await aws.cloudformation.send(new UpdateStackCommand({ StackName: 's', TemplateBody: template({ A: fake('3') }) }));
  await rested(aws, 's');
  const { ExecutionStatus } = await aws.cloudformation.send(
    new DescribeChangeSetCommand({ StackName: 's', ChangeSetName: 'c' }),
  );
  expect(ExecutionStatus).toBe('OBSOLETE');
});

test('change sets are listed and deleted, and a missing one gives ChangeSetNotFound', async () => {
  await prepare(template({ A: fake('1') }), 'CREATE');
  const list = async () =>
    (await aws.cloudformation.send(new ListChangeSetsCommand({ StackName: 's' }))).Summaries ?? [];
  expect((await list()).map(({ ChangeSetName, Status }) => [ChangeSetName, Status])).toEqual([
    ['c', 'CREATE_COMPLETE'],
  ]);
  await expect(prepare(template({ A: fake('1') }), 'CREATE')).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  await aws.cloudformation.send(new DeleteChangeSetCommand({ StackName: 's', ChangeSetName: 'c' }));
  expect(await list()).toEqual([]);
  await expect(execute()).rejects.toMatchObject({
    name: 'ChangeSetNotFoundException',
    message: 'ChangeSet [c] does not exist',
  });
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
});

test('a change set of type CREATE for an existing stack is refused, and one of type UPDATE for a missing stack', async () => {
  await expect(prepare(template({ A: fake('1') }), 'UPDATE')).rejects.toThrow('Stack [s] does not exist');
  await create(template({ A: fake('1') }));
  await expect(prepare(template({ A: fake('2') }), 'CREATE')).rejects.toThrow(
    'Stack [s] already exists and cannot be created again',
  );
});

test('a request for a change set, or for its execution, that is repeated with its token is the same request', async () => {
  const request = { StackName: 's', ChangeSetName: 'c', TemplateBody: template({ A: fake('1') }) };
  const create = (ClientToken?: string) =>
    aws.cloudformation.send(new CreateChangeSetCommand({ ...request, ChangeSetType: 'CREATE', ClientToken }));
  const first = await create('t');
  expect((await create('t')).Id).toBe(first.Id);
  await expect(create('other')).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  await expect(create()).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  const execution = (ClientRequestToken?: string) =>
    aws.cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName: first.Id, ClientRequestToken }));
  await finished(first.Id);
  await execution('t');
  await execution('t');
  await expect(execution()).rejects.toThrow(/cannot be executed in its current execution status of \[EXECUTE_/);
  await rested(aws, 's');
  expect(fakes.diary).toEqual(['create A1 1']);
});
