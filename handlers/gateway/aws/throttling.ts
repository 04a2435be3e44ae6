import { BusyError } from '../world/errors';
import { hasErrorCode } from './errors';
import { type FailedCall, type SdkClient, translatingErrors } from './translating-errors';

/**
 * Error codes (without `Exception` at the end) with which AWS services throttle. Sources: "Request throttling" in the user guide of Elastic Load Balancing
 * (whose query API says `Throttling`), "API request throttling" of EC2 and ECS, "Error handling" in the developer guide of
 * DynamoDB, which says of the last one, too, that it may be retried.
 */
const THROTTLING = [
  'Throttling',
  'Throttled',
  'RequestLimitExceeded',
  'RequestThrottled',
  'TooManyRequests',
  'ProvisionedThroughputExceeded',
  'ItemCollectionSizeLimitExceeded',
];

/** What these operations do, they do as well the second time. */
const READS = /^(?:BatchGet|Describe|Get|List|Query|Scan)/;

/**
 * Makes a client's calls throw BusyError if AWS still throttles them after all the SDK's own attempts.
 * @returns the client
 */
export const withBusyError = <C extends SdkClient>(client: C): C =>
  translatingErrors(client, 'withBusyError', (error, call) =>
    hasErrorCode(error, ...THROTTLING) ? throttled(error, call) : error,
  );

function throttled(cause: Error, { service, operation }: FailedCall): BusyError {
  return new BusyError(
    `${service} throttles ${operation}, even after several attempts (${cause.message || cause.name})`,
    {
      waitingFor: `${service} to accept ${operation}`,
      // One of the attempts may have succeeded, and its answer have been lost. What is made in other services is found by
      // its name or its tags; a write to the ledger would find its own conditions broken.
      again: service !== 'DynamoDB' || READS.test(operation),
      cause,
    },
  );
}
