import { type CloudFormationClient, DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';

/**
 * A stack's events that are newer than the last one seen, oldest first.
 * @param lastSeen the EventId of the last one seen; undefined for all events
 */
export async function eventsSince(
  client: CloudFormationClient,
  stackId: string,
  lastSeen: string | undefined,
): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: token }));
    for (const event of page.StackEvents ?? []) {
      if (event.EventId === lastSeen) return events.reverse();
      events.push(event);
    }
    token = page.NextToken;
  } while (token !== undefined);
  return events.reverse();
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
