import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { eventsSince } from './events';
import { findStack } from './stacks';
import { unlessThrottled } from './throttling';

/** How a stack operation ended. */
export interface StackOutcome {
  /** The stack at the end; undefined when it no longer exists. */
  stack: Stack | undefined;
  /** All events of the operation, oldest first. */
  events: StackEvent[];
}

/**
 * Watches a stack until nothing is in progress any more.
 * @param lastSeen the EventId of the newest event before the operation; undefined for a stack that had none
 * @param onEvent called for each event, in order
 */
export async function follow(
  aws: Aws,
  stackId: string,
  lastSeen: string | undefined,
  onEvent: (event: StackEvent) => void,
): Promise<StackOutcome> {
  const events: StackEvent[] = [];
  for (;;) {
    const seen = await unlessThrottled(async () => ({
      // The stack first: once it has come to rest, the events that are read afterwards are complete.
      stack: await findStack(aws.cloudformation, stackId),
      news: await eventsSince(aws.cloudformation, stackId, events.at(-1)?.EventId ?? lastSeen),
    }));
    for (const event of seen?.news ?? []) {
      events.push(event);
      onEvent(event);
    }
    if (seen && (seen.stack === undefined || isAtRest(seen.stack))) return { stack: seen.stack, events };
    await aws.pause();
  }
}

/** Whether CloudFormation has finished its work on the stack. */
export const isAtRest = ({ StackStatus }: Stack): boolean => !StackStatus?.endsWith('_IN_PROGRESS');
