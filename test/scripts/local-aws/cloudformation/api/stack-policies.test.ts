import {
  CreateStackCommand,
  DeleteStackCommand,
  GetStackPolicyCommand,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { createStack, failures, rested, startTestAws, type TestAws, template, updateStack } from '../aws';
import { createFake, FAKE, type Fake, fake } from '../fake-type';

let aws: TestAws;
let fakes: Fake;

beforeEach(async () => {
  fakes = createFake();
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, fakes.type]]) });
});
afterEach(() => aws.stop());

const ALLOW = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' };
const deny = (Action: string | string[], Resource: string, more: object = {}) => ({
  ...ALLOW,
  Effect: 'Deny',
  Action,
  Resource,
  ...more,
});
const set = (...Statement: object[]) => setText(JSON.stringify({ Statement }));
const setText = (StackPolicyBody: string) =>
  aws.cloudformation.send(new SetStackPolicyCommand({ StackName: 's', StackPolicyBody }));

const before = template({ A: fake('1', {}, { Name: 'a' }), B: fake('1') });

describe('a stack policy', () => {
  beforeEach(async () => {
    await createStack(aws, 's', before);
  });

  const statusAfter = async (resources: object, more: object = {}) =>
    (await updateStack(aws, 's', template(resources), more)).StackStatus;

  test('that denies a deletion rolls the update back before anything is changed', async () => {
    await set(ALLOW, deny('Update:Delete', '*'));
    expect(await statusAfter({ B: fake('2') })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await failures(aws, 's')).toEqual([
      'A: Action denied by stack policy: Statement [#2] does not allow [Update:Delete] for resource [LogicalResourceId/A];',
    ]);
    expect(fakes.diary).toEqual(['create A1 1', 'create B1 1']);
    expect(await statusAfter({ A: fake('2', {}, { Name: 'a' }), B: fake('1') })).toBe('UPDATE_COMPLETE');
  });

  test('tells a replacement from a change', async () => {
    await set(ALLOW, deny(['Update:Replace'], 'LogicalResourceId/A'));
    expect(await statusAfter({ A: fake('2', {}, { Name: 'b' }), B: fake('1') })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await failures(aws, 's')).toEqual([expect.stringContaining('does not allow [Update:Replace]')]);
    expect(await statusAfter({ A: fake('2', {}, { Name: 'a' }), B: fake('1') })).toBe('UPDATE_COMPLETE');
  });

  test('protects whatever no statement allows', async () => {
    await set({
      ...ALLOW,
      Action: undefined,
      NotAction: 'Update:Delete',
      Resource: undefined,
      NotResource: 'LogicalResourceId/A*',
    });
    expect(await statusAfter({ A: fake('2', {}, { Name: 'a' }), B: fake('1') })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await failures(aws, 's')).toEqual([expect.stringContaining('Action not allowed by stack policy')]);
    expect(await statusAfter({ A: fake('1', {}, { Name: 'a' }), B: fake('2') })).toBe('UPDATE_COMPLETE');
  });

  test('can be about types of resources', async () => {
    const ofType = (ResourceType: string[]) => ({ Condition: { StringLike: { ResourceType } } });
    await set(ALLOW, deny('Update:*', '*', ofType(['AWS::EC2::*'])));
    expect(await statusAfter({ A: fake('2', {}, { Name: 'a' }), B: fake('1') })).toBe('UPDATE_COMPLETE');
    await set(ALLOW, deny('Update:*', '*', ofType(['AWS::SSM::*'])));
    expect(await statusAfter({ A: fake('3', {}, { Name: 'a' }), B: fake('1') })).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('gives way to another policy during one update', async () => {
    await set(ALLOW, deny('Update:Delete', '*'));
    const StackPolicyDuringUpdateBody = JSON.stringify({ Statement: [ALLOW] });
    expect(await statusAfter({ A: fake('1', {}, { Name: 'a' }) }, { StackPolicyDuringUpdateBody })).toBe(
      'UPDATE_COMPLETE',
    );
    expect(await statusAfter({ B: fake('1') })).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('does not keep the stack from being deleted', async () => {
    await set(ALLOW, deny('Update:*', '*'));
    await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
    await expect(rested(aws, 's')).rejects.toThrow('does not exist');
    expect(fakes.living.size).toBe(0);
  });

  test('can be read, and refuses what is not a policy or names a resource that the template lacks', async () => {
    const read = async () =>
      (await aws.cloudformation.send(new GetStackPolicyCommand({ StackName: 's' }))).StackPolicyBody;
    expect(await read()).toBeUndefined();
    await set(ALLOW);
    await expect(setText('{}')).rejects.toThrow('Error validating stack policy: Invalid stack policy');
    await expect(setText('x')).rejects.toThrow('Invalid stack policy');
    await expect(set(deny('Update:Delete', 'LogicalResourceId/C'))).rejects.toThrow(
      "Unknown logical id 'LogicalResourceId/C' in statement {}",
    );
    await expect(set(deny('Delete', '*'))).rejects.toThrow('Unknown action Delete');
    await expect(set({ ...ALLOW, Principal: 'me' })).rejects.toThrow('Principal');
    expect(JSON.parse((await read()) ?? '')).toEqual({ Statement: [ALLOW] });
  });

  test('cannot be sent with CreateStack here, instead of being ignored', async () => {
    const command = new CreateStackCommand({ StackName: 't', TemplateBody: before, StackPolicyBody: '{}' });
    await expect(aws.cloudformation.send(command)).rejects.toThrow('does not provide StackPolicyBody');
  });
});

test('termination protection cannot be set on a stack that is deleted', async () => {
  const { StackId = '' } = await createStack(aws, 's', before);
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  await rested(aws, StackId);
  const protect = new UpdateTerminationProtectionCommand({ StackName: StackId, EnableTerminationProtection: true });
  await expect(aws.cloudformation.send(protect)).rejects.toThrow('cannot be changed in status DELETE_COMPLETE');
});
