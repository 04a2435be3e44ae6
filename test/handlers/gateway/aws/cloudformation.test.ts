import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { CloudFormation } from '../../../../handlers/gateway/aws/cloudformation';
import { mockClient } from '../../../mock-client';
import { awsError } from '../account/aws-error';

const cloudFormation = mockClient(CloudFormationClient);
const client = new CloudFormation(new CloudFormationClient({ region: 'eu-west-1' }));

beforeEach(() => cloudFormation.reset());

const stack = (StackStatus: Stack['StackStatus']): Stack => ({
  StackName: 's',
  CreationTime: new Date(0),
  StackStatus,
});

it.each([
  ['DELETE_COMPLETE' as const, true],
  ['DELETE_IN_PROGRESS' as const, false],
  ['DELETE_FAILED' as const, false],
  ['CREATE_COMPLETE' as const, false],
])('says whether a stack in %s is gone: %s', async (status, gone) => {
  cloudFormation.on(DescribeStacksCommand, { StackName: 'id' }).resolves({ Stacks: [stack(status)] });
  expect(await client.isGone('id')).toBe(gone);
});

it.each([
  ['UPDATE_ROLLBACK_IN_PROGRESS' as const, true],
  ['ROLLBACK_IN_PROGRESS' as const, true],
  ['UPDATE_IN_PROGRESS' as const, false],
  ['UPDATE_ROLLBACK_COMPLETE' as const, false],
])('says whether a stack in %s is being rolled back: %s', async (status, rollingBack) => {
  cloudFormation.on(DescribeStacksCommand, { StackName: 'id' }).resolves({ Stacks: [stack(status)] });
  expect(await client.isRollingBack('id')).toBe(rollingBack);
});

it.each([
  ['UPDATE_ROLLBACK_COMPLETE' as const, true],
  ['DELETE_COMPLETE' as const, true],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' as const, false],
  ['UPDATE_ROLLBACK_FAILED' as const, false],
])('says whether a stack in %s rests: %s', async (status, rests) => {
  cloudFormation.on(DescribeStacksCommand, { StackName: 'id' }).resolves({ Stacks: [stack(status)] });
  expect(await client.isResting('id')).toBe(rests);
});

it('takes a stack that CloudFormation has forgotten for gone', async () => {
  cloudFormation.on(DescribeStacksCommand).rejects(awsError('ValidationError', 'Stack with id id does not exist'));
  expect(await client.isGone('id')).toBe(true);
  expect(await client.isResting('id')).toBe(true);
});

it.each(['AccessDenied', 'Throttling', 'ValidationError'])(
  'does not take a stack for gone on %s, but throws',
  async (code) => {
    cloudFormation.on(DescribeStacksCommand).rejects(awsError(code));
    await expect(client.isGone('id')).rejects.toMatchObject({ name: code });
    await expect(client.isResting('id')).rejects.toMatchObject({ name: code });
    await expect(client.isRollingBack('id')).rejects.toMatchObject({ name: code });
  },
);
