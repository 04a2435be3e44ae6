import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { createStack, eventLines, failures, rested, startTestAws, type TestAws, template, updateStack } from '../aws';
import { createFake, FAKE, type Fake, fake } from '../fake-type';

let aws: TestAws;
let fakes: Fake;
let number = 0;
let name: string;

beforeEach(async () => {
  fakes = createFake();
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, fakes.type]]) });
  number += 1;
  name = `stack-${number}`;
});
afterEach(() => aws.stop());

async function create(resources: object, more: object = {}, options: object = {}) {
  const stack = await createStack(aws, name, template(resources, more), options);
  fakes.diary.length = 0;
  return stack;
}

const update = (resources: object, more: object = {}, options: object = {}) =>
  updateStack(aws, name, template(resources, more), options);

async function physicalId(logicalId: string) {
  const command = new DescribeStackResourceCommand({ StackName: name, LogicalResourceId: logicalId });
  return (await aws.cloudformation.send(command)).StackResourceDetail?.PhysicalResourceId;
}

const after = { DependsOn: 'A' };

test('a replacement is created, then its dependants are updated, and the clean-up deletes the old resource', async () => {
  await create({ A: fake('1', {}, { Name: 'a' }), B: fake({ Ref: 'A' }) });
  const stack = await update({ A: fake('1', {}, { Name: 'b' }), B: fake({ Ref: 'A' }) });
  expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
  expect(fakes.diary).toEqual(['create A2 1', 'update B1 A1 → A2', 'delete A1']);
  const events = await eventLines(aws, name);
  expect(events.slice(events.lastIndexOf(`${name} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`))).toEqual([
    `${name} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`,
    'A DELETE_IN_PROGRESS',
    'A DELETE_COMPLETE',
    `${name} UPDATE_COMPLETE`,
  ]);
});

test('a dependant is updated only if its resolved properties change', async () => {
  const resources = (value: string) => ({
    A: fake(value),
    B: fake({ Ref: 'A' }),
    C: fake({ 'Fn::GetAtt': ['A', 'Value'] }),
  });
  await create(resources('1'));
  await update(resources('2'));
  expect(fakes.diary).toEqual(['update A1 1 → 2', 'update C1 1 → 2']);
});

test('new resources are created before removed ones are deleted', async () => {
  await create({ A: fake('1'), Old: fake('2', after) });
  await update({ A: fake('1'), New: fake('3') });
  expect(fakes.diary).toEqual(['create New1 3', 'delete Old1']);
});

test('DeletionPolicy Retain keeps removed resources, and UpdateReplacePolicy Retain keeps replaced ones', async () => {
  const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
  await create({ A: fake('1', kept, { Name: 'a' }), B: fake('2', kept), C: fake('3') });
  await update({ A: fake('1', kept, { Name: 'b' }), C: fake('3') });
  expect([...fakes.living]).toEqual(['A1', 'B1', 'C1', 'A2']);
  expect(await eventLines(aws, name)).toEqual(expect.arrayContaining(['A DELETE_SKIPPED', 'B DELETE_SKIPPED']));
});

test('the roll back of an update undoes updates, deletes new resources, and returns from replacements to the old resources', async () => {
  await create({ A: fake('1'), B: fake('1', {}, { Name: 'a' }), C: fake({ Ref: 'B' }) });
  fakes.failing.add('bad');
  const stack = await update({
    A: fake('2'),
    B: fake('1', {}, { Name: 'b' }),
    C: fake({ Ref: 'B' }),
    D: fake('new'),
    E: fake('bad', { DependsOn: ['A', 'C', 'D'] }),
  });
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(fakes.diary.slice(-4).sort()).toEqual(['delete B2', 'delete D1', 'update A1 2 → 1', 'update C1 B2 → B1']);
  expect([...fakes.living].sort()).toEqual(['A1', 'B1', 'C1']);
  expect(await physicalId('B')).toBe('B1');
  expect(await failures(aws, name)).toEqual(['E: bad is refused']);
  const reasons = (await eventLines(aws, name)).filter((line) => line.startsWith(`${name} UPDATE_ROLLBACK`));
  expect(reasons).toEqual([
    `${name} UPDATE_ROLLBACK_IN_PROGRESS`,
    `${name} UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS`,
    `${name} UPDATE_ROLLBACK_COMPLETE`,
  ]);
});

test('the update after a roll back starts from the template before the failed update', async () => {
  await create({ A: fake('1') });
  fakes.failing.add('bad');
  await update({ A: fake('bad') });
  await expect(update({ A: fake('1') })).rejects.toThrow('No updates are to be performed.');
  await update({ A: fake('3') });
  expect(fakes.diary.at(-1)).toBe('update A1 1 → 3');
});

test('a failing resource cancels those in progress, and the others are not started', async () => {
  await create({ A: fake('1'), B: fake('1') });
  fakes.failing.add('bad');
  fakes.hanging.add('slow');
  await update({ A: fake('bad', { DependsOn: 'Quick' }), B: fake('slow'), Quick: fake('q'), Later: fake('l', after) });
  expect((await failures(aws, name)).sort()).toEqual(['A: bad is refused', 'B: Resource update cancelled']);
  expect(fakes.diary).toContain('update B1 slow → 1');
  expect((await eventLines(aws, name)).some((line) => line.startsWith('Later'))).toBe(false);
});

test('a failed roll back can be continued, also without a resource that keeps failing', async () => {
  await create({ A: fake('a'), B: fake('b') });
  fakes.failing.add('bad').add('a');
  const stack = await update({ A: fake('2'), B: fake('bad', after) });
  expect([stack.StackStatus, stack.StackStatusReason]).toEqual([
    'UPDATE_ROLLBACK_FAILED',
    'The following resource(s) failed to update: [A]. ',
  ]);
  await expect(update({ A: fake('3') })).rejects.toThrow('is in UPDATE_ROLLBACK_FAILED state and can not be updated.');
  await aws.cloudformation.send(new ContinueUpdateRollbackCommand({ StackName: name, ResourcesToSkip: ['A'] }));
  expect((await rested(aws, name)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(fakes.diary).toEqual(['update A1 a → 2', 'update B1 bad → b']);
});

test('an update succeeds even if its clean-up keeps failing, which leaves events', async () => {
  await create({ A: fake('1'), B: fake('2') });
  fakes.failing.add('B1');
  const stack = await update({ A: fake('1') });
  expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
  expect(await failures(aws, name)).toEqual(Array(3).fill('B: B1 stays'));
});

test('with DisableRollback a failed update is not undone, and the next update tries the resource again', async () => {
  await create({ A: fake('1'), B: fake('1') });
  fakes.failing.add('bad');
  const stack = await update({ A: fake('2'), B: fake('bad', after) }, {}, { DisableRollback: true });
  expect(stack.StackStatus).toBe('UPDATE_FAILED');
  await update({ A: fake('2'), B: fake('1', after) });
  expect(fakes.diary).toEqual(['update A1 1 → 2', 'update B1 bad → 1']);
});

test('after an update failed without a roll back, a failing second update rolls back to the state before both', async () => {
  await create({ A: fake('1'), B: fake('1', {}, { Name: 'a' }), C: fake('1') });
  fakes.failing.add('bad');
  const without = { DisableRollback: true };
  await update(
    { A: fake('2'), B: fake('1', {}, { Name: 'b' }), C: fake('bad', { DependsOn: ['A', 'B', 'D'] }), D: fake('d') },
    {},
    without,
  );
  expect([...fakes.living].sort()).toEqual(['A1', 'B1', 'B2', 'C1', 'D1']);
  const stack = await update({
    A: fake('3'),
    B: fake('1', {}, { Name: 'c' }),
    C: fake('bad', { DependsOn: ['A', 'B', 'D'] }),
    D: fake('d'),
  });
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect([...fakes.living].sort()).toEqual(['A1', 'B1', 'C1']);
  expect(await physicalId('B')).toBe('B1');
  expect(fakes.diary).toContain('update A1 3 → 1');
  await expect(update({ A: fake('1'), B: fake('1', {}, { Name: 'a' }), C: fake('1') })).rejects.toThrow('No updates');
});

test('a cancelled update is rolled back', async () => {
  await create({ A: fake('1'), B: fake('1') });
  fakes.hanging.add('slow');
  const body = template({ A: fake('2'), B: fake('slow', after) });
  await aws.cloudformation.send(new UpdateStackCommand({ StackName: name, TemplateBody: body }));
  while (!(await eventLines(aws, name)).includes('B UPDATE_IN_PROGRESS'));
  await aws.cloudformation.send(new CancelUpdateStackCommand({ StackName: name }));
  expect((await rested(aws, name)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(fakes.diary).toEqual(['update A1 1 → 2', 'update A1 2 → 1', 'update B1 slow → 1']);
  const again = aws.cloudformation.send(new CancelUpdateStackCommand({ StackName: name }));
  await expect(again).rejects.toThrow('CancelUpdateStack cannot be called from current stack status');
});

test('a stack whose creation failed without a roll back can only be updated without a roll back', async () => {
  fakes.failing.add('bad');
  await create({ A: fake('1'), B: fake('bad', after) }, {}, { DisableRollback: true });
  await expect(update({ A: fake('1'), B: fake('2', after) })).rejects.toThrow('is in CREATE_FAILED state');
  const stack = await update({ A: fake('1'), B: fake('2', after) }, {}, { DisableRollback: true });
  expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
  expect(fakes.diary).toEqual(['create B2 2']);
});

test('an update that changes the type of a resource is refused', async () => {
  await create({ A: fake('1'), Keep: fake('k') });
  await expect(update({ A: { Type: 'AWS::CloudFormation::WaitConditionHandle' }, Keep: fake('k') })).rejects.toThrow(
    'Update of resource type is not permitted. The new template modifies resource type of the following resources: [A]',
  );
});

test('a deletion follows the reversed dependencies, and a failed one keeps what the resource depends on', async () => {
  await create({ A: fake('1'), B: fake('2', after), C: fake('3') });
  fakes.failing.add('B1');
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: name }));
  const failed = await rested(aws, name);
  expect([failed.StackStatus, failed.StackStatusReason]).toEqual([
    'DELETE_FAILED',
    'The following resource(s) failed to delete: [B]. ',
  ]);
  expect([...fakes.living]).toEqual(['A1', 'B1']);
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: name, RetainResources: ['B'] }));
  expect((await rested(aws, failed.StackId ?? '')).StackStatus).toBe('DELETE_COMPLETE');
  expect([...fakes.living]).toEqual(['B1']);
});
