import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { explain } from '../command-line/explain';
import { StillRunningError } from '../user-error';
import { isOfStack, StackNews } from './events';
import { patiently } from './patience';
import type { StackProgress } from './progress';
import { findStack } from './stacks';

/** How a stack operation ended. */
export interface StackOutcome {
  /** The stack at the end; undefined when it no longer exists. */
  stack: Stack | undefined;
  /** All events of the operation, oldest first. */
  events: StackEvent[];
}

/**
 * Watches a stack until nothing is in progress any more, and shows each event once, in order.
 * @param since the EventId of the newest event before the operation; undefined for a stack that had none
 * @throws StillRunningError when it must stop watching, with the command that looks again
 */
export async function follow(
  aws: Aws,
  stackId: string,
  since: string | undefined,
  progress: StackProgress,
): Promise<StackOutcome> {
  const news = new StackNews(since);
  try {
    for (let atRest = 0; ; ) {
      const { stack, read } = await patiently(aws, progress.note, async () => {
        // The stack first: once it has come to rest, the events that are read afterwards are complete.
        const found = await findStack(aws.cloudformation, stackId);
        return { stack: found, read: found === undefined ? [] : await news.read(aws.cloudformation, stackId) };
      });
      for (const event of news.tell(read)) progress.event(event);
      if (isAtRest(stack)) atRest++;
      if (hasEnded(stack, news.events) || atRest === LOOKS_AT_REST) {
        progress.ifInterrupted(
          `Interrupted. Stack ${nameOf(stackId)} is in ${stack?.StackStatus ?? 'DELETE_COMPLETE'}.`,
        );
        return { stack, events: news.events };
      }
      await aws.pause();
    }
  } catch (error) {
    const what = `This command stops watching stack ${nameOf(stackId)}, and CloudFormation goes on with it.`;
    throw await stillRunning(aws, stackId, what, error);
  }
}

/** What to throw when an error leaves open what CloudFormation does with a stack: it says how to look again. */
export const stillRunning = async (
  aws: Aws,
  stackId: string,
  what: string,
  cause: unknown,
): Promise<StillRunningError> =>
  new StillRunningError(`${what} ${explain(cause, aws.credentials)}\n${await lookAgain(aws, stackId)}`, { cause });

/** What the user is told who interrupts a command while CloudFormation works on a stack. */
export const interrupted = async (aws: Aws, stackId: string): Promise<string> =>
  `Interrupted. CloudFormation goes on with stack ${nameOf(stackId)}.\n${await lookAgain(aws, stackId)}`;

/** The command that shows how far a stack is. It names the stack by its id, so that it also finds a deleted one. */
const lookAgain = async (aws: Aws, stackId: string): Promise<string> =>
  `To look again: aws cloudformation describe-stacks --stack-name ${stackId} --region ${await aws.region()}`;

/** A stack's name in its id. */
export const nameOf = (stackId: string): string => stackId.split('/')[1] ?? stackId;

/**
 * Whether a stack operation is over. A stack at rest may be the stack of before: CloudFormation's answers may be a moment
 * old. So the stack's own event has to say the same.
 */
function hasEnded(stack: Stack | undefined, events: readonly StackEvent[]): boolean {
  if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE') return true;
  // The event of a stack has a stack's status, which is not in the SDK's type.
  const status: string | undefined = events.findLast(isOfStack)?.ResourceStatus;
  return isAtRest(stack) && status === stack.StackStatus;
}

/** For so many looks an event may be missing. Then a stack that is at rest counts as it is. */
const LOOKS_AT_REST = 5;

/** Whether CloudFormation has finished its work on the stack. */
const isAtRest = (stack: Stack | undefined): boolean => !stack?.StackStatus?.endsWith('_IN_PROGRESS');
