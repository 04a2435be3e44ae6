import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Colour, Terminal } from '../command-line/terminal';
import { isOfStack, reasonOf, rootFailures } from './events';

/** Shows the user what CloudFormation does with a stack. */
export interface StackProgress {
  /** Shows an event when it happens. */
  event(event: StackEvent): void;
  /** Shows any other line. */
  note(line: string): void;
  /** Sets what is shown if the user interrupts the command from now on. */
  ifInterrupted(text: string): void;
  /** The text of a failure: the headline, then the resources that caused it, with their reasons. */
  failure(headline: string, events: readonly StackEvent[]): string;
}

/** The longest status that CloudFormation has for a resource or a stack at rest. */
const STATUS_WIDTH = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'.length - '_CLEANUP_IN_PROGRESS'.length;

/** Shows progress as lines on a terminal: time, status, resource, and the reason of a failure. */
export function lineProgress(terminal: Terminal): StackProgress {
  const last = new Map<string, string>();
  return {
    event: (event) => {
      const { LogicalResourceId = '', ResourceStatus = '' } = event;
      // CloudFormation reports twice that it begins with a resource: when it decides, and when the resource has an id.
      if (last.get(LogicalResourceId) === ResourceStatus && !tellsWhy(ResourceStatus)) return;
      last.set(LogicalResourceId, ResourceStatus);
      terminal.say(lineOf(event, terminal));
    },
    note: (line) => terminal.say(line),
    ifInterrupted: (text) => {
      terminal.ifInterrupted = text;
    },
    failure: (headline, events) => {
      const failures = rootFailures(events).map(
        (event) =>
          `  ${event.LogicalResourceId} (${event.ResourceType}): ${reasonOf(event) ?? 'CloudFormation gives no reason.'}`,
      );
      return [headline, ...failures].join('\n');
    },
  };
}

function lineOf(event: StackEvent, terminal: Terminal): string {
  const { Timestamp, ResourceStatus = '', LogicalResourceId = '', ResourceType = '' } = event;
  const reason = reasonOf(event);
  const time = terminal.paint('dim', (Timestamp ?? new Date(0)).toTimeString().slice(0, 8));
  const status = terminal.paint(colourOf(ResourceStatus), ResourceStatus.padEnd(STATUS_WIDTH));
  const what = isOfStack(event) ? `stack ${LogicalResourceId}` : `${LogicalResourceId} (${ResourceType})`;
  const why = tellsWhy(ResourceStatus) && reason ? [reason] : [];
  return [time, status, what, ...why].join('  ');
}

const tellsWhy = (status: string): boolean => status.endsWith('_FAILED') || status.includes('ROLLBACK');

function colourOf(status: string): Colour {
  if (status.endsWith('_FAILED')) return 'red';
  if (status.includes('ROLLBACK')) return 'yellow';
  return status.endsWith('_COMPLETE') ? 'green' : 'cyan';
}
