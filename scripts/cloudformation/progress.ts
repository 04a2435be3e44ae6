import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Colour, Terminal } from '../commands/terminal';
import { isOfStack, rootFailures } from './events';

/** Tells a user how far CloudFormation is. */
export interface Progress {
  /** One event, as it happens. */
  event(event: StackEvent): void;
  /** Anything else worth a line. */
  note(line: string): void;
  /** What went wrong: the headline, then the resources that failed by themselves with their reasons. */
  failure(headline: string, events: readonly StackEvent[]): string;
}

/** The longest status that CloudFormation has for a resource or a stack at rest. */
const STATUS_WIDTH = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'.length - '_CLEANUP_IN_PROGRESS'.length;

/** Progress as plain lines on a terminal: time, status, resource, and the reason where something fails. */
export const lineProgress = (terminal: Terminal): Progress => ({
  event: (event) => {
    const { Timestamp, ResourceStatus = '', LogicalResourceId = '', ResourceType = '', ResourceStatusReason } = event;
    const time = terminal.paint('dim', (Timestamp ?? new Date(0)).toTimeString().slice(0, 8));
    const status = terminal.paint(colourOf(ResourceStatus), ResourceStatus.padEnd(STATUS_WIDTH));
    const what = isOfStack(event) ? `stack ${LogicalResourceId}` : `${LogicalResourceId} (${ResourceType})`;
    const tellsWhy = ResourceStatus.endsWith('_FAILED') || ResourceStatus.includes('ROLLBACK');
    terminal.say([time, status, what, ...(tellsWhy && ResourceStatusReason ? [ResourceStatusReason] : [])].join('  '));
  },
  note: (line) => terminal.say(line),
  failure: (headline, events) => {
    const failures = rootFailures(events).map(
      ({ LogicalResourceId, ResourceType, ResourceStatusReason = 'CloudFormation gives no reason.' }) =>
        `  ${LogicalResourceId} (${ResourceType}): ${ResourceStatusReason}`,
    );
    return [headline, ...failures].join('\n');
  },
});

const colourOf = (status: string): Colour => {
  if (status.endsWith('_FAILED')) return 'red';
  if (status.includes('ROLLBACK')) return 'yellow';
  return status.endsWith('_COMPLETE') ? 'green' : 'cyan';
};
