import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { eventsSince } from './events';
import { findStack } from './stacks';
import { unlessThrottled } from './throttling';

/** How a stack operation ended. */
export interface StackOutcome {
  /** The stack as it then was; undefined when it is gone. */
  stack: Stack | undefined;
  /** Everything that happened, oldest first. */
  events: StackEvent[];
}

/**
 * Watches a stack until nothing is in progress any more.
 * @param lastSeen the newest event before the operation; undefined for a stack that had none
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
      // The stack first: what is in the events after it has come to rest is everything.
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

/** Whether CloudFormation works on the stack no longer. A stack in review has nothing in it yet. */
export const isAtRest = ({ StackStatus }: Stack): boolean => !StackStatus?.endsWith('_IN_PROGRESS');
