import { CreateStackCommand, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { eventLines, failures, settled, startTestAws, type TestAws, template } from '../aws';
import { createFake, FAKE, type Fake, fake } from '../fake-type';

let aws: TestAws;
let it: Fake;

beforeEach(async () => {
  it = createFake();
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, it.type]]) });
});
afterEach(() => aws.stop());

const start = (resources: object, options: object = {}) =>
  aws.cloudformation.send(new CreateStackCommand({ StackName: 's', TemplateBody: template(resources), ...options }));

async function create(resources: object, options: object = {}) {
  const { StackId = '' } = await start(resources, options);
  return settled(aws, StackId);
}

test('a request is answered at once, and events tell of the work with its token, newest first', async () => {
  it.hanging.add('slow');
  await start({ A: fake('1'), B: fake('slow') }, { ClientRequestToken: 'my-token' });
  const { Stacks: [stack] = [] } = await aws.cloudformation.send(new DescribeStacksCommand({ StackName: 's' }));
  expect(stack?.StackStatus).toBe('CREATE_IN_PROGRESS');
});

test('resources are made after those they refer to or depend on', async () => {
  const stack = await create({
    C: fake({ 'Fn::Join': ['-', [{ Ref: 'A' }, { 'Fn::GetAtt': ['B', 'Value'] }]] }),
    B: fake('b', { DependsOn: ['A'] }),
    A: fake('a'),
  });
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  expect(it.diary).toEqual(['create A1 a', 'create B1 b', 'create C1 A1-b']);
});

test('independent branches go side by side', async () => {
  it.hanging.add('slow');
  await start({ Slow: fake('slow'), A: fake('a'), B: fake('b', { DependsOn: 'A' }) });
  while (it.diary.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(it.diary).toEqual(['create A1 a', 'create B1 b']);
});

test('a failed creation is rolled back: in-flight ones are cancelled, all that was made goes in reverse order', async () => {
  it.failing.add('bad');
  it.hanging.add('slow');
  const stack = await create({
    A: fake('a'),
    B: fake('b', { DependsOn: 'A' }),
    Slow: fake('slow'),
    Bad: fake('bad', { DependsOn: 'B' }),
    Never: fake('n', { DependsOn: 'Bad' }),
  });
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(it.living.size).toBe(0);
  expect(it.diary.indexOf('delete B1')).toBeLessThan(it.diary.indexOf('delete A1'));
  expect(await failures(aws, 's')).toEqual(['Bad: bad is refused', 'Slow: Resource creation cancelled']);
  const lines = await eventLines(aws, 's');
  expect(lines.filter((line) => line.startsWith('Never'))).toEqual([]);
  expect(lines.at(-1)).toBe('s ROLLBACK_COMPLETE');
});

test('the roll back says what failed, and its stack can only be deleted', async () => {
  it.failing.add('bad');
  await create({ Bad: fake('bad') });
  const { StackEvents } = await import('@aws-sdk/client-cloudformation').then(({ DescribeStackEventsCommand }) =>
    aws.cloudformation.send(new DescribeStackEventsCommand({ StackName: 's' })),
  );
  const begun = StackEvents?.find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS');
  expect(begun?.ResourceStatusReason).toBe(
    'The following resource(s) failed to create: [Bad]. Rollback requested by user.',
  );
});

test('RetainExceptOnCreate goes with a failed creation and stays with a later deletion; Retain always stays', async () => {
  it.failing.add('bad');
  const resources = (value: string) => ({
    Except: fake('1', { DeletionPolicy: 'RetainExceptOnCreate' }),
    Always: fake('2', { DeletionPolicy: 'Retain' }),
    Last: fake(value, { DependsOn: ['Except', 'Always'] }),
  });
  await create(resources('bad'));
  expect([...it.living]).toEqual(['Always1']);
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  const { StackId = '' } = await create(resources('good'));
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  await settled(aws, StackId);
  expect([...it.living].sort()).toEqual(['Always1', 'Always2', 'Except2']);
});

test('OnFailure DO_NOTHING leaves what was made, DELETE deletes the stack', async () => {
  it.failing.add('bad');
  const resources = { A: fake('a'), Bad: fake('bad', { DependsOn: 'A' }) };
  expect((await create(resources, { OnFailure: 'DO_NOTHING' })).StackStatus).toBe('CREATE_FAILED');
  expect([...it.living]).toEqual(['A1']);
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  expect((await create(resources, { OnFailure: 'DELETE' })).StackStatus).toBe('DELETE_COMPLETE');
  expect(it.living.size).toBe(0);
});

test('a roll back that cannot delete something ends as ROLLBACK_FAILED', async () => {
  it.failing.add('bad').add('A1');
  const stack = await create({ A: fake('a'), Bad: fake('bad', { DependsOn: 'A' }) });
  expect([stack.StackStatus, stack.StackStatusReason]).toEqual([
    'ROLLBACK_FAILED',
    'The following resource(s) failed to delete: [A]. ',
  ]);
});

test('a stack that is being made can be deleted: what is in flight is cancelled', async () => {
  it.hanging.add('slow');
  const { StackId = '' } = await start({ A: fake('a'), Slow: fake('slow', { DependsOn: 'A' }) });
  while (!it.living.has('Slow1')) await new Promise((resolve) => setTimeout(resolve, 10));
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  expect((await settled(aws, StackId)).StackStatus).toBe('DELETE_COMPLETE');
  expect(it.living.size).toBe(0);
});

test('an output that cannot be resolved fails the stack', async () => {
  const body = template({ A: fake('a') }, { Outputs: { Out: { Value: { 'Fn::Split': [',', 'a,b'] } } } });
  const { StackId = '' } = await aws.cloudformation.send(
    new CreateStackCommand({ StackName: 's', TemplateBody: body }),
  );
  expect((await settled(aws, StackId)).StackStatus).toBe('ROLLBACK_COMPLETE');
});
