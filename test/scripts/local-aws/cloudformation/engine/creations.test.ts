import { CreateStackCommand, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { eventLines, failures, rested, startTestAws, type TestAws, template } from '../aws';
import { createFake, FAKE, type Fake, fake } from '../fake-type';

let aws: TestAws;
let fakes: Fake;

beforeEach(async () => {
  fakes = createFake();
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, fakes.type]]) });
});
afterEach(() => aws.stop());

const start = (resources: object, options: object = {}) =>
  aws.cloudformation.send(new CreateStackCommand({ StackName: 's', TemplateBody: template(resources), ...options }));

async function create(resources: object, options: object = {}) {
  const { StackId = '' } = await start(resources, options);
  return rested(aws, StackId);
}

test('CreateStack answers at once, and events with its token report the progress, newest first', async () => {
  fakes.hanging.add('slow');
  await start({ A: fake('1'), B: fake('slow') }, { ClientRequestToken: 'my-token' });
  const { Stacks: [stack] = [] } = await aws.cloudformation.send(new DescribeStacksCommand({ StackName: 's' }));
  expect(stack?.StackStatus).toBe('CREATE_IN_PROGRESS');
});

test('a resource is created after those that it refers to or depends on', async () => {
  const stack = await create({
    C: fake({ 'Fn::Join': ['-', [{ Ref: 'A' }, { 'Fn::GetAtt': ['B', 'Value'] }]] }),
    B: fake('b', { DependsOn: ['A'] }),
    A: fake('a'),
  });
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  expect(fakes.diary).toEqual(['create A1 a', 'create B1 b', 'create C1 A1-b']);
});

test('independent resources are created in parallel', async () => {
  fakes.hanging.add('slow');
  await start({ Slow: fake('slow'), A: fake('a'), B: fake('b', { DependsOn: 'A' }) });
  while (fakes.diary.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(fakes.diary).toEqual(['create A1 a', 'create B1 b']);
});

test('a failed creation cancels resources in progress and deletes the created ones in reverse order', async () => {
  fakes.failing.add('bad');
  fakes.hanging.add('slow');
  const stack = await create({
    A: fake('a'),
    B: fake('b', { DependsOn: 'A' }),
    Slow: fake('slow'),
    Bad: fake('bad', { DependsOn: 'B' }),
    Never: fake('n', { DependsOn: 'Bad' }),
  });
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(fakes.living.size).toBe(0);
  expect(fakes.diary.indexOf('delete B1')).toBeLessThan(fakes.diary.indexOf('delete A1'));
  expect(await failures(aws, 's')).toEqual(['Bad: bad is refused', 'Slow: Resource creation cancelled']);
  const lines = await eventLines(aws, 's');
  expect(lines.filter((line) => line.startsWith('Never'))).toEqual([]);
  expect(lines.at(-1)).toBe('s ROLLBACK_COMPLETE');
});

test('a rolled-back creation names what failed, and its stack can only be deleted', async () => {
  fakes.failing.add('bad');
  await create({ Bad: fake('bad') });
  const { StackEvents } = await import('@aws-sdk/client-cloudformation').then(({ DescribeStackEventsCommand }) =>
    aws.cloudformation.send(new DescribeStackEventsCommand({ StackName: 's' })),
  );
  const begun = StackEvents?.find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS');
  expect(begun?.ResourceStatusReason).toBe(
    'The following resource(s) failed to create: [Bad]. Rollback requested by user.',
  );
});

test('RetainExceptOnCreate deletes a resource with a failed creation and keeps it in a later deletion; Retain always keeps it', async () => {
  fakes.failing.add('bad');
  const resources = (value: string) => ({
    Except: fake('1', { DeletionPolicy: 'RetainExceptOnCreate' }),
    Always: fake('2', { DeletionPolicy: 'Retain' }),
    Last: fake(value, { DependsOn: ['Except', 'Always'] }),
  });
  await create(resources('bad'));
  expect([...fakes.living]).toEqual(['Always1']);
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  const { StackId = '' } = await create(resources('good'));
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  await rested(aws, StackId);
  expect([...fakes.living].sort()).toEqual(['Always1', 'Always2', 'Except2']);
});

test('OnFailure DO_NOTHING keeps the created resources, and DELETE deletes the stack', async () => {
  fakes.failing.add('bad');
  const resources = { A: fake('a'), Bad: fake('bad', { DependsOn: 'A' }) };
  expect((await create(resources, { OnFailure: 'DO_NOTHING' })).StackStatus).toBe('CREATE_FAILED');
  expect([...fakes.living]).toEqual(['A1']);
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  expect((await create(resources, { OnFailure: 'DELETE' })).StackStatus).toBe('DELETE_COMPLETE');
  expect(fakes.living.size).toBe(0);
});

test('a roll back that cannot delete a resource ends in ROLLBACK_FAILED', async () => {
  fakes.failing.add('bad').add('A1');
  const stack = await create({ A: fake('a'), Bad: fake('bad', { DependsOn: 'A' }) });
  expect([stack.StackStatus, stack.StackStatusReason]).toEqual([
    'ROLLBACK_FAILED',
    'The following resource(s) failed to delete: [A]. ',
  ]);
});

test('a stack can be deleted during its creation, which cancels resources in progress', async () => {
  fakes.hanging.add('slow');
  const { StackId = '' } = await start({ A: fake('a'), Slow: fake('slow', { DependsOn: 'A' }) });
  while (!fakes.living.has('Slow1')) await new Promise((resolve) => setTimeout(resolve, 10));
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  expect((await rested(aws, StackId)).StackStatus).toBe('DELETE_COMPLETE');
  expect(fakes.living.size).toBe(0);
});

test('an output that cannot be resolved fails the stack', async () => {
  const body = template({ A: fake('a') }, { Outputs: { Out: { Value: { 'Fn::Split': [',', 'a,b'] } } } });
  const { StackId = '' } = await aws.cloudformation.send(
    new CreateStackCommand({ StackName: 's', TemplateBody: body }),
  );
  expect((await rested(aws, StackId)).StackStatus).toBe('ROLLBACK_COMPLETE');
});
