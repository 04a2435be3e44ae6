import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { follow } from '../../../scripts/stacks/follow';
import { StillRunningError } from '../../../scripts/user-error';
import { mockClient } from '../../mock-client';
import { event, expired, failure, ID, rememberedProgress, reset, stackIn, throttled, timelessAws } from './watched';

const cloudformation = mockClient(CloudFormationClient);
beforeEach(() => cloudformation.reset());

const LOOK = `To look again: aws cloudformation describe-stacks --stack-name ${ID} --region eu-west-1`;
const page = failure('Error', '@aws-sdk XML parse error: unexpected end of input.', {
  $metadata: { httpStatusCode: 200 },
});
const broken = failure('ServiceUnavailable', 'm', { $metadata: { httpStatusCode: 503 } });

describe('a watched stack', () => {
  it('is watched to its end through everything that passes, and every event is shown once and in order', async () => {
    cloudformation
      .on(DescribeStacksCommand)
      .resolvesOnce(stackIn('UPDATE_IN_PROGRESS'))
      .rejectsOnce(throttled)
      .rejectsOnce(broken)
      .rejectsOnce(page)
      .rejectsOnce(reset)
      .resolvesOnce({})
      .resolvesOnce({ Stacks: [] })
      .rejectsOnce(expired)
      .resolves(stackIn('UPDATE_COMPLETE'));
    cloudformation
      .on(DescribeStackEventsCommand)
      .resolvesOnce({ StackEvents: [event('2', 'UPDATE_IN_PROGRESS'), event('1')] })
      .resolvesOnce({})
      .rejectsOnce(throttled)
      .resolves({ StackEvents: [event('4', 'UPDATE_COMPLETE'), event('3'), event('2'), event('1')] });
    const progress = rememberedProgress();
    const { stack, events } = await follow(timelessAws(), ID, '1', progress);
    expect(stack?.StackStatus).toBe('UPDATE_COMPLETE');
    expect(progress.shown).toEqual(['2', '3', '4']);
    expect(events.map(({ EventId }) => EventId)).toEqual(['2', '3', '4']);
  });

  it('is not taken for finished while CloudFormation still shows it as it was before', async () => {
    cloudformation
      .on(DescribeStacksCommand)
      .resolvesOnce(stackIn('UPDATE_COMPLETE'))
      .resolvesOnce(stackIn('UPDATE_IN_PROGRESS'))
      .resolves(stackIn('UPDATE_ROLLBACK_COMPLETE'));
    const begun = [event('2', 'UPDATE_IN_PROGRESS'), event('1', 'UPDATE_COMPLETE')];
    cloudformation
      .on(DescribeStackEventsCommand)
      .resolvesOnce({ StackEvents: begun.slice(1) })
      .resolvesOnce({ StackEvents: begun })
      .resolves({ StackEvents: [event('3', 'UPDATE_ROLLBACK_COMPLETE'), ...begun] });
    const { stack } = await follow(timelessAws(), ID, '1', rememberedProgress());
    expect(stack?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('counts as it is if its own event stays away for five looks', async () => {
    cloudformation.on(DescribeStacksCommand).resolves(stackIn('UPDATE_COMPLETE'));
    cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
    const { stack } = await follow(timelessAws(), ID, undefined, rememberedProgress());
    expect(stack?.StackStatus).toBe('UPDATE_COMPLETE');
    expect(cloudformation).toHaveReceivedCommandTimes(DescribeStacksCommand, 5);
  });

  it('is gone only if CloudFormation says that it does not exist', async () => {
    const absent = failure('ValidationError', `Stack with id ${ID} does not exist`);
    cloudformation.on(DescribeStacksCommand).resolvesOnce({ Stacks: [] }).rejects(absent);
    cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
    const { stack } = await follow(timelessAws(), ID, undefined, rememberedProgress());
    expect(stack).toBeUndefined();
    expect(cloudformation).toHaveReceivedCommandTimes(DescribeStacksCommand, 2);
  });

  it.each([
    ['access is denied', failure('AccessDenied', 'not you'), /AccessDenied: not you/, false],
    ['AWS does not answer any more', reset, /AWS cannot be reached .* 34 times in a row\./, false],
    ['the credentials expire and cannot be renewed', expired, /have expired\. Set new ones\. A running/, true],
  ])('goes on without the command if %s, which then says how to look again', async (_what, error, reason, fixed) => {
    cloudformation.on(DescribeStacksCommand).resolvesOnce(stackIn('CREATE_IN_PROGRESS')).rejects(error);
    cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
    const aws = timelessAws({ credentials: { renewal: 'Set new ones.', fixed } });
    const stopped: Error = await follow(aws, ID, undefined, rememberedProgress()).catch((thrown) => thrown);
    expect(stopped).toBeInstanceOf(StillRunningError);
    expect(stopped.message).toMatch(reason);
    expect(stopped.message).toMatch(/^This command stops watching stack shop, and CloudFormation goes on with it\. /);
    expect(stopped.message.split('\n').at(-1)).toBe(LOOK);
  });

  it('is named with its status to who interrupts the command after its end', async () => {
    cloudformation.on(DescribeStacksCommand).resolves(stackIn('DELETE_COMPLETE'));
    cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
    const progress = rememberedProgress();
    await follow(timelessAws(), ID, undefined, progress);
    expect(progress.interruption).toBe('Interrupted. Stack shop is in DELETE_COMPLETE.');
  });
});
