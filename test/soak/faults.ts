import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatch } from '../../scripts/local-aws/front';
import { ConnectionResetError } from '../../scripts/local-aws/front';
import { AwsError } from '../../scripts/local-aws/wire/errors';
import type { AwsRequest, AwsResponse } from '../../scripts/local-aws/wire/messages';
import type { Chance } from './chance';

/** What can go wrong with one call to AWS. */
export type Fault =
  | 'throttled'
  /** Another transaction is at work on an item of this write; every other call is only throttled. */
  | 'conflict'
  | 'server error'
  | 'connection reset'
  /** What the call builds on was made a moment ago, and AWS does not see it yet; other calls succeed. */
  | 'not seen yet'
  /** The call takes effect, its answer does not arrive. */
  | 'answer lost'
  /** The connection stays silent for long, then it is reset; the call has no effect. */
  | 'no answer'
  /** The call takes effect, and the connection stays silent for long. */
  | 'answer withheld'
  | 'killed before'
  | 'killed after';

const WEIGHTS: Readonly<Record<Fault, number>> = {
  throttled: 25,
  conflict: 10,
  'server error': 17,
  'connection reset': 15,
  'not seen yet': 10,
  'answer lost': 15,
  'no answer': 5,
  'answer withheld': 5,
  'killed before': 4,
  'killed after': 4,
};

/** @param rate how many of a hundred calls meet a fault */
export const faultOf = (chance: Chance, rate: number, ...call: readonly (string | number)[]): Fault | undefined =>
  chance.number('fault', ...call) * 100 < rate ? chance.choose(WEIGHTS, 'kind of fault', ...call) : undefined;

/** Real milliseconds of silence. Most callers give up earlier. */
const SILENCE_MS = 10_000;

/** Lets the fault happen to the request. @param kill ends the run that made it */
export async function happen(
  fault: Fault,
  request: AwsRequest,
  next: Dispatch,
  kill: () => void,
): Promise<AwsResponse> {
  switch (fault) {
    case 'throttled':
      throw throttling(request.service);
    case 'conflict':
      throw conflict(request);
    case 'server error':
      throw new AwsError('InternalFailure', 'The request processing has failed because of an unknown error', 500);
    case 'connection reset':
      throw new ConnectionResetError();
    case 'no answer':
      await sleep(SILENCE_MS, undefined, { ref: false });
      throw new ConnectionResetError();
    case 'not seen yet': {
      const unseen = UNSEEN[request.operation ?? ''];
      if (unseen === undefined) return next(request);
      throw new AwsError(unseen, 'It does not exist');
    }
    case 'killed before':
      kill();
      throw new ConnectionResetError();
    default:
      await next(request);
  }
  if (fault === 'answer withheld') await sleep(SILENCE_MS, undefined, { ref: false });
  if (fault === 'killed after') kill();
  throw new ConnectionResetError();
}

/** The error of an operation that builds on something AWS does not show yet. */
const UNSEEN: Readonly<Record<string, string>> = {
  AuthorizeSecurityGroupIngress: 'InvalidGroup.NotFound',
  CreateLoadBalancer: 'InvalidSecurityGroup',
  CreateListener: 'LoadBalancerNotFound',
  CreateRule: 'ListenerNotFound',
};

/** The refusal of a write to an item of a running transaction. */
function conflict({ service, operation }: AwsRequest): AwsError {
  if (operation === 'TransactWriteItems') {
    return new AwsError('TransactionCanceledException', 'Transaction cancelled [TransactionConflict]', 400, {
      CancellationReasons: [{ Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }],
    });
  }
  return /^(?:Put|Update|Delete)Item$/.test(operation ?? '')
    ? new AwsError('TransactionConflictException', 'Transaction is ongoing for the item')
    : throttling(service);
}

/** The throttling error, which has another name in each service. */
function throttling(service: string): AwsError {
  switch (service) {
    case 'ec2':
      return new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
    case 'elasticloadbalancing':
      return new AwsError('Throttling', 'Rate exceeded');
    case 'dynamodb':
      return new AwsError(
        'ProvisionedThroughputExceededException',
        'The level of throughput for the table was exceeded',
      );
    default:
      return new AwsError('ThrottlingException', 'Rate exceeded');
  }
}
