import { type CloudFormationClient, DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import { EmptyAnswerError } from './stacks';

/** The EventId of a stack's newest event: what comes after it is news. undefined if the stack has none yet. */
export async function newestEvent(client: CloudFormationClient, stackId: string): Promise<string | undefined> {
  const [newest] = (await eventPage(client, stackId)).StackEvents;
  return newest?.EventId;
}

/**
 * The news of one stack: what has happened since a certain event. A look reads pages only as far as to an event that is
 * known, and each event is told once, in order, whatever CloudFormation's pages repeat.
 */
export class StackNews {
  /** All that has been told, oldest first. */
  readonly events: StackEvent[] = [];
  readonly #known = new Set<string | undefined>();

  /** @param since the EventId of the newest event that is no news; undefined if all events are */
  constructor(since: string | undefined) {
    if (since !== undefined) this.#known.add(since);
  }

  /**
   * Reads what is not told yet, newest first. Nothing counts as told before `tell`: if a page fails, the next look begins
   * anew.
   */
  async read(client: CloudFormationClient, stackId: string): Promise<StackEvent[]> {
    const unknown: StackEvent[] = [];
    let token: string | undefined;
    do {
      const page = await eventPage(client, stackId, token);
      const known = page.StackEvents.findIndex(({ EventId }) => this.#known.has(EventId));
      if (known >= 0) return [...unknown, ...page.StackEvents.slice(0, known)];
      unknown.push(...page.StackEvents);
      token = page.NextToken;
    } while (token !== undefined);
    return unknown;
  }

  /** @param read what `read` returned @returns the events that were not told before, oldest first */
  tell(read: readonly StackEvent[]): StackEvent[] {
    const news = [...read].reverse().filter(({ EventId }) => {
      if (this.#known.has(EventId)) return false;
      this.#known.add(EventId);
      return true;
    });
    this.events.push(...news);
    return news;
  }
}

/** @throws EmptyAnswerError for an answer without a list of events */
async function eventPage(
  client: CloudFormationClient,
  StackName: string,
  token?: string,
): Promise<{ StackEvents: StackEvent[]; NextToken: string | undefined }> {
  const { StackEvents, NextToken } = await client.send(new DescribeStackEventsCommand({ StackName, NextToken: token }));
  if (StackEvents === undefined) throw new EmptyAnswerError('CloudFormation answered without events.');
  return { StackEvents, NextToken };
}

/** Whether the event is about the stack as a whole. */
export const isOfStack = (event: StackEvent): boolean => event.PhysicalResourceId === event.StackId;

/**
 * The events that explain why a stack failed: those of resources that failed, without the ones that CloudFormation
 * cancelled because of them; and those of the stack itself, if it failed for a reason that no resource gives.
 */
export const rootFailures = (events: readonly StackEvent[]): StackEvent[] =>
  events.filter((event) => {
    const { ResourceStatus: status = '', ResourceStatusReason: reason = '' } = event;
    if (isOfStack(event)) return /_FAILED$|ROLLBACK_IN_PROGRESS$/.test(status) && !SAYS_NOTHING_NEW.test(reason);
    return status.endsWith('_FAILED') && !/^Resource (creation|update|deletion) cancelled/i.test(reason);
  });

/** Reasons of a stack that say nothing, or less than the events of its resources. */
const SAYS_NOTHING_NEW = /^$|^The following resource\(s\) failed|^(User Initiated|Rollback requested by user\.?)$/i;

/**
 * Why the event happened, in the words of whoever failed. Before what the function of a custom resource answers,
 * CloudFormation puts a sentence that says only that it did.
 */
export const reasonOf = ({ ResourceStatusReason }: StackEvent): string | undefined =>
  ResourceStatusReason?.replace(
    /^Received response status \[FAILED\] from custom resource\. Message returned: (?=.)/,
    '',
  );
