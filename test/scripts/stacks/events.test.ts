import { CloudFormationClient, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { newestEvent, reasonOf, StackNews } from '../../../scripts/stacks/events';
import { mockClient } from '../../mock-client';
import { event, reset } from './watched';

const mock = mockClient(CloudFormationClient);
const client = new CloudFormationClient({ region: 'eu-west-1' });
beforeEach(() => mock.reset());

/** Answers with these pages of EventIds, newest first. Each page but the last names the next. */
function pages(...all: string[][]): void {
  for (const [at, ids] of all.entries()) {
    mock
      .on(DescribeStackEventsCommand, at === 0 ? { NextToken: undefined } : { NextToken: `${at}` })
      .resolves({ StackEvents: ids.map((id) => event(id)), ...(at < all.length - 1 && { NextToken: `${at + 1}` }) });
  }
}
const calls = () => mock.commandCalls(DescribeStackEventsCommand).length;
const idsOf = (events: readonly { EventId?: string | undefined }[]) => events.map(({ EventId }) => EventId);

describe('the events of a stack', () => {
  it('are read as far as to the newest one, if only that is wanted: one page of a long history', async () => {
    pages(['9', '8'], ['7', '6'], ['5']);
    expect(await newestEvent(client, 'id')).toBe('9');
    expect(calls()).toBe(1);
  });

  it('are read as far as to the first event of before, and no page further', async () => {
    pages(['9', '8'], ['7', '6'], ['5']);
    const news = new StackNews('7');
    expect(idsOf(news.tell(await news.read(client, 'id')))).toEqual(['8', '9']);
    expect(calls()).toBe(2);
  });

  it('are read to the end if none is known', async () => {
    pages(['3', '2'], ['1']);
    const news = new StackNews(undefined);
    expect(idsOf(news.tell(await news.read(client, 'id')))).toEqual(['1', '2', '3']);
  });

  it('are told once and in order, although pages overlap because of news', async () => {
    const news = new StackNews('0');
    pages(['2', '1', '0']);
    expect(idsOf(news.tell(await news.read(client, 'id')))).toEqual(['1', '2']);
    // While the first page was read, event 5 pushed event 4 onto the second page.
    pages(['5', '4'], ['4', '3', '2']);
    expect(idsOf(news.tell(await news.read(client, 'id')))).toEqual(['3', '4', '5']);
    expect(news.tell(await news.read(client, 'id'))).toEqual([]);
    expect(idsOf(news.events)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('are not lost if a later page does not come', async () => {
    const news = new StackNews('0');
    pages(['3', '2'], ['1', '0']);
    mock
      .on(DescribeStackEventsCommand, { NextToken: '1' })
      .rejectsOnce(reset)
      .resolves({ StackEvents: [event('1')] });
    await expect(news.read(client, 'id')).rejects.toBe(reset);
    expect(idsOf(news.tell(await news.read(client, 'id')))).toEqual(['1', '2', '3']);
  });

  it('are not there if the answer has no list of them', async () => {
    mock.on(DescribeStackEventsCommand).resolves({});
    await expect(newestEvent(client, 'id')).rejects.toMatchObject({ name: 'EmptyAnswerError' });
  });
});

describe('the reason of an event', () => {
  it.each([
    [
      'Received response status [FAILED] from custom resource. Message returned: ClaimTaken: a.example.com/ (RequestId: 1)',
      'ClaimTaken: a.example.com/ (RequestId: 1)',
    ],
    ['Received response status [FAILED] from custom resource. Message returned: ', undefined],
    ['ECS Deployment Circuit Breaker was triggered.', undefined],
  ])('begins with the words of whoever failed: %s', (ResourceStatusReason, shown = ResourceStatusReason) => {
    expect(reasonOf(event('1', undefined, { ResourceStatusReason }))).toBe(shown);
  });
});
