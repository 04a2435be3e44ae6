/** What the tests of a watch share. */
import type { StackEvent, StackStatus } from '@aws-sdk/client-cloudformation';
import { type Aws, connect } from '../../../scripts/aws';
import type { StackProgress } from '../../../scripts/stacks/progress';

export const ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1';

/** An AWS whose pauses take no time but are remembered. Its credentials may be renewed. */
export interface TimelessAws extends Aws {
  pauses: number[];
  renewed: number;
}

export function timelessAws(changes: Partial<Aws> = {}): TimelessAws {
  const aws: TimelessAws = {
    ...connect({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
    credentials: { renewal: 'Renew profile shop.', fixed: false },
    pause: async (times = 1) => void aws.pauses.push(times),
    renewCredentials: async () => {
      aws.renewed++;
    },
    pauses: [],
    renewed: 0,
    ...changes,
  };
  return aws;
}

/** A progress that remembers the EventIds that it showed, its notes, and what it would say to who interrupts. */
export interface RememberedProgress extends StackProgress {
  shown: string[];
  notes: string[];
  interruption: string;
}

export function rememberedProgress(): RememberedProgress {
  const progress: RememberedProgress = {
    shown: [],
    notes: [],
    interruption: '',
    event: ({ EventId = '' }) => void progress.shown.push(EventId),
    note: (line) => void progress.notes.push(line),
    ifInterrupted: (text) => {
      progress.interruption = text;
    },
    failure: (headline) => headline,
  };
  return progress;
}

/** An error as the SDK throws it. */
export const failure = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name }, more);

export const throttled = failure('Throttling', 'Rate exceeded');
export const reset = failure('TimeoutError', 'socket hang up', { code: 'ECONNRESET' });
export const expired = failure('ExpiredToken', 'The security token included in the request is expired', {
  $metadata: { httpStatusCode: 403 },
});

/** An answer of DescribeStacks. */
export const stackIn = (StackStatus: StackStatus) => ({
  Stacks: [{ StackName: 'shop', StackId: ID, StackStatus, CreationTime: new Date(0) }],
});

/** An event of a resource, or of the stack if it has a stack's status. */
export const event = (EventId: string, status?: string, more: Partial<StackEvent> = {}): StackEvent => ({
  EventId,
  StackId: ID,
  StackName: 'shop',
  Timestamp: new Date(0),
  ...(status !== undefined && {
    PhysicalResourceId: ID,
    // The event of a stack has a stack's status, which is not in the SDK's type.
    ResourceStatus: status as StackEvent['ResourceStatus'],
  }),
  ...more,
});
