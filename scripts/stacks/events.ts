import { type CloudFormationClient, DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';

/**
 * A stack's events that are newer than the one last seen, oldest first.
 * @param lastSeen EventId; undefined asks for all
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
 * The events that explain why a stack failed: those of resources that failed themselves, not of those that CloudFormation
 * cancelled because of them; and those of the stack itself, where it failed for a reason that no resource tells.
 */
export const rootFailures = (events: readonly StackEvent[]): StackEvent[] =>
  events.filter((event) => {
    const { ResourceStatus: status = '', ResourceStatusReason: reason = '' } = event;
    if (isOfStack(event)) return /_FAILED$|ROLLBACK_IN_PROGRESS$/.test(status) && !TOLD_BY_RESOURCES.test(reason);
    return status.endsWith('_FAILED') && !/^Resource (creation|update|deletion) cancelled/i.test(reason);
  });

/** Reasons of a stack that its resources' events give better, or that are none. */
const TOLD_BY_RESOURCES = /^$|^The following resource\(s\) failed|^(User Initiated|Rollback requested by user\.?)$/i;
