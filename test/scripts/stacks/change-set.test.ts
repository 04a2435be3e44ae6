import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { createChangeSet, executeChangeSet } from '../../../scripts/stacks/change-set';
import { mockClient } from '../../mock-client';
import { event, expired, failure, ID, rememberedProgress, reset, throttled, timelessAws } from './watched';

const cloudformation = mockClient(CloudFormationClient);
beforeEach(() => cloudformation.reset());

const notFound = failure('ChangeSetNotFoundException', 'ChangeSet [c] does not exist');
const noStack = failure('ValidationError', 'Stack [shop] does not exist');
const fixed = { renewal: 'Set new ones.', fixed: true };

describe('the making of a change set', () => {
  const make = (aws = timelessAws()) =>
    createChangeSet(
      aws,
      { stackName: 'shop', type: 'CREATE', name: 'c', template: { TemplateBody: '{}' }, parameters: [] },
      rememberedProgress(),
    );
  const ready = { Status: 'CREATE_COMPLETE', StackId: ID, ChangeSetId: 'arn' } as const;
  const made = { result: 'ready', arn: 'arn', stackId: ID };

  it('is awaited through throttling and empty answers', async () => {
    cloudformation.on(CreateChangeSetCommand).resolves({ Id: 'arn' });
    cloudformation
      .on(DescribeChangeSetCommand)
      .rejectsOnce(throttled)
      .resolvesOnce({})
      .resolvesOnce({ Status: 'CREATE_IN_PROGRESS' })
      .resolves(ready);
    expect(await make()).toEqual(made);
  });

  it('carries a token, so that a repetition makes no second one', async () => {
    cloudformation.on(CreateChangeSetCommand).resolves({ Id: 'arn' });
    cloudformation.on(DescribeChangeSetCommand).resolves(ready);
    await make();
    expect(cloudformation).toHaveReceivedCommandWith(CreateChangeSetCommand, { ChangeSetName: 'c', ClientToken: 'c' });
  });

  it.each([
    ['lost', () => cloudformation.on(CreateChangeSetCommand).rejects(reset)],
    ['empty', () => cloudformation.on(CreateChangeSetCommand).resolves({})],
  ])('is asked after if the answer is %s', async (_what, answer) => {
    answer();
    cloudformation.on(DescribeChangeSetCommand).resolves(ready);
    expect(await make()).toEqual(made);
    expect(cloudformation).toHaveReceivedCommandTimes(CreateChangeSetCommand, 1);
    expect(cloudformation).toHaveReceivedCommandWith(DescribeChangeSetCommand, {
      ChangeSetName: 'c',
      StackName: 'shop',
    });
  });

  it.each([notFound, noStack])('is asked for again if the request never arrived: $message', async (error) => {
    cloudformation.on(CreateChangeSetCommand).rejectsOnce(reset).resolves({ Id: 'arn' });
    cloudformation.on(DescribeChangeSetCommand).rejectsOnce(error).resolves(ready);
    expect(await make()).toEqual(made);
    expect(cloudformation).toHaveReceivedCommandTimes(CreateChangeSetCommand, 2);
  });

  it('ends with what CloudFormation says if it refuses', async () => {
    const refusal = failure('ValidationError', 'Parameters: [Image] must have values');
    cloudformation.on(CreateChangeSetCommand).rejects(refusal);
    await expect(make()).rejects.toBe(refusal);
    expect(cloudformation).not.toHaveReceivedCommand(DescribeChangeSetCommand);
  });

  it('is given up with the word that nothing is changed', async () => {
    cloudformation.on(CreateChangeSetCommand).resolves({ Id: 'arn' });
    cloudformation.on(DescribeChangeSetCommand).rejects(expired);
    await expect(make(timelessAws({ credentials: fixed }))).rejects.toThrow(
      /have expired\. .*\nStack shop is not changed\. Change set c may remain; it does nothing by itself\.$/,
    );
  });

  it('leaves no more than a change set to who interrupts it', async () => {
    cloudformation.on(CreateChangeSetCommand).rejects(noStack);
    const progress = rememberedProgress();
    const input = { stackName: 'shop', type: 'UPDATE', name: 'c', template: { TemplateBody: '{}' } } as const;
    await expect(createChangeSet(timelessAws(), { ...input, parameters: [] }, progress)).rejects.toBe(noStack);
    expect(progress.interruption).toBe(
      'Interrupted. Stack shop is not changed. Change set c may remain; it does nothing by itself.',
    );
  });
});

describe('the execution of a change set', () => {
  const progress = rememberedProgress();
  const execute = (aws = timelessAws()) =>
    executeChangeSet(aws, { arn: 'arn', stackId: ID, token: 'token', since: '1' }, progress);
  const statusOf = (ExecutionStatus: 'AVAILABLE' | 'EXECUTE_IN_PROGRESS' | 'OBSOLETE') =>
    ({ Status: 'CREATE_COMPLETE', ExecutionStatus }) as const;
  const sent = () => cloudformation.commandCalls(ExecuteChangeSetCommand).length;

  beforeEach(() => {
    cloudformation.on(ExecuteChangeSetCommand).resolves({});
    cloudformation.on(DescribeChangeSetCommand).resolves(statusOf('EXECUTE_IN_PROGRESS'));
    cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [event('1')] });
  });

  it('carries a token, and says from then on how to look again if it is interrupted', async () => {
    await execute();
    expect(cloudformation).toHaveReceivedCommandWith(ExecuteChangeSetCommand, {
      ChangeSetName: 'arn',
      ClientRequestToken: 'token',
    });
    expect(progress.interruption).toBe(
      'Interrupted. CloudFormation goes on with stack shop.\n' +
        `To look again: aws cloudformation describe-stacks --stack-name ${ID} --region eu-west-1`,
    );
  });

  it('has begun if the answer is lost and the change set says so', async () => {
    cloudformation.on(ExecuteChangeSetCommand).rejects(reset);
    await execute();
    expect(sent()).toBe(1);
  });

  it.each([
    ['is gone', () => cloudformation.on(DescribeChangeSetCommand).rejects(notFound)],
    ['does not say so yet', () => cloudformation.on(DescribeChangeSetCommand).resolves(statusOf('AVAILABLE'))],
  ])(
    'has begun if the answer is lost and an event bears its token, although the change set %s',
    async (_what, state) => {
      state();
      cloudformation.on(ExecuteChangeSetCommand).rejects(reset);
      const begun = event('2', 'UPDATE_IN_PROGRESS', { ClientRequestToken: 'token' });
      cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [begun, event('1')] });
      await execute();
      expect(sent()).toBe(1);
    },
  );

  it('is asked for again if nothing has begun, even if an answer without words seems to say so', async () => {
    cloudformation
      .on(DescribeChangeSetCommand)
      .resolvesOnce(statusOf('AVAILABLE'))
      .resolves(statusOf('EXECUTE_IN_PROGRESS'));
    await execute();
    expect(sent()).toBe(2);
  });

  it.each([
    failure(
      'InvalidChangeSetStatusException',
      'It cannot be executed in its current execution status of [EXECUTE_COMPLETE]',
    ),
    failure('TokenAlreadyExistsException', 'm'),
  ])('has begun if CloudFormation refuses to begin twice: $name', async (error) => {
    cloudformation.on(ExecuteChangeSetCommand).rejectsOnce(reset).rejects(error);
    cloudformation.on(DescribeChangeSetCommand).resolves(statusOf('AVAILABLE'));
    await execute();
    expect(sent()).toBe(2);
  });

  it('ends with what CloudFormation says if it refuses', async () => {
    const refusal = failure('InvalidChangeSetStatusException', 'It cannot be executed … status of [OBSOLETE]');
    cloudformation.on(ExecuteChangeSetCommand).rejectsOnce(reset).rejects(refusal);
    cloudformation.on(DescribeChangeSetCommand).resolves(statusOf('OBSOLETE'));
    await expect(execute()).rejects.toBe(refusal);
  });

  it('may have begun if AWS answers nothing any more: it says so, and how to look', async () => {
    cloudformation.on(ExecuteChangeSetCommand).rejects(expired);
    cloudformation.on(DescribeChangeSetCommand).rejects(expired);
    await expect(execute(timelessAws({ credentials: fixed }))).rejects.toMatchObject({
      name: 'StillRunningError',
      message: expect.stringMatching(
        /^It is not known whether CloudFormation has begun to change stack shop\. .*\nTo look again: aws cloudformation /,
      ),
    });
  });
});
