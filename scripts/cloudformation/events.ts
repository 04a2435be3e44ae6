import { type CloudFormationClient, DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';

/**
 * A stack's events that are newer than the one last seen, oldest first.
 * @param lastSeen EventId; undefined asks for all
 */
export const eventsSince = async (
  client: CloudFormationClient,
  stackId: string,
  lastSeen: string | undefined,
): Promise<StackEvent[]> => {
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
};

/** Whether the event is about the stack as a whole. */
export const isOfStack = (event: StackEvent): boolean => event.PhysicalResourceId === event.StackId;

/**
 * The events that explain why a stack failed: those of resources that failed themselves, not of those that CloudFormation
 * cancelled because of them.
 */
export const rootFailures = (events: readonly StackEvent[]): StackEvent[] =>
  events.filter(
    (event) =>
      event.ResourceStatus?.endsWith('_FAILED') &&
      !isOfStack(event) &&
      !/^Resource (creation|update|deletion) cancelled/i.test(event.ResourceStatusReason ?? ''),
  );
