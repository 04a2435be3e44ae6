import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { connect } from '../../../scripts/aws';
import { createChangeSet } from '../../../scripts/stacks/change-set';
import { follow } from '../../../scripts/stacks/follow';

const cloudformation = mockClient(CloudFormationClient);

const aws = { ...connect({ AWS_REGION: 'eu-west-1' }), pause: async () => {} };

const error = (name: string) => Object.assign(new Error('Rate exceeded'), { name });

const stack = (StackStatus: StackStatus) => ({
  Stacks: [{ StackName: 's', StackStatus, CreationTime: new Date(0) }],
});
const event = (EventId: string) => ({ EventId, StackId: 'id', StackName: 's', Timestamp: new Date(0) });

beforeEach(() => cloudformation.reset());

it('a stack is followed although CloudFormation throttles, and every event is reported once', async () => {
  cloudformation
    .on(DescribeStacksCommand)
    .resolvesOnce(stack('UPDATE_IN_PROGRESS'))
    .rejectsOnce(error('Throttling'))
    .resolves(stack('UPDATE_COMPLETE'));
  cloudformation
    .on(DescribeStackEventsCommand)
    .resolvesOnce({ StackEvents: [event('2'), event('1')] })
    .rejectsOnce(error('ThrottlingException'))
    .resolves({ StackEvents: [event('3'), event('2'), event('1')] });
  const told: string[] = [];
  const outcome = await follow(aws, 'id', '1', ({ EventId = '' }) => told.push(EventId));
  expect(outcome.stack?.StackStatus).toBe('UPDATE_COMPLETE');
  expect(told).toEqual(['2', '3']);
});

it('following a stack stops if access is denied', async () => {
  cloudformation.on(DescribeStacksCommand).rejects(error('AccessDenied'));
  await expect(follow(aws, 'id', undefined, () => {})).rejects.toMatchObject({ name: 'AccessDenied' });
});

it('a change set is awaited although CloudFormation throttles', async () => {
  cloudformation.on(CreateChangeSetCommand).resolves({ Id: 'arn' });
  cloudformation
    .on(DescribeChangeSetCommand)
    .rejectsOnce(error('Throttling'))
    .resolvesOnce({ Status: 'CREATE_IN_PROGRESS' })
    .resolves({ Status: 'CREATE_COMPLETE', StackId: 'id' });
  const input = {
    stackName: 's',
    type: 'CREATE',
    name: 'c',
    template: { TemplateBody: '{}' },
    parameters: [],
  } as const;
  expect(await createChangeSet(aws, { ...input, parameters: [] })).toEqual({
    result: 'ready',
    arn: 'arn',
    stackId: 'id',
  });
});
