/** DynamoDB: moto's, with the idempotent transactions that moto lacks. Everything else goes to moto as it is. */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../handlers/template-language/json';
import { AwsError } from '../wire/errors';
import { readJson } from '../wire/json';
import type { AwsRequest, AwsResponse, AwsService, Forward } from '../wire/messages';
import type { LocalWorld } from '../world';

/** Seconds that DynamoDB remembers a `ClientRequestToken` (API reference, TransactWriteItems). */
const REMEMBERED_SECONDS = 600;

/** One transaction, being carried out or done. */
interface Known {
  writes: Json | undefined;
  answer?: AwsResponse;
}

/**
 * A transaction that is repeated with its token after it succeeded succeeds again and changes nothing: SDKs send the
 * same token with every attempt, so a lost answer does no harm. One that failed is forgotten.
 */
export function createDynamoDb(world: Pick<LocalWorld, 'sleep'>): AwsService {
  const known = new Map<string, Known>();
  return async (request, forward) => {
    if (request.operation !== 'TransactWriteItems') return forward(request);
    const { ClientRequestToken: token, TransactItems: writes } = readJson(request);
    if (typeof token !== 'string') return forward(request);
    const key = `${request.region} ${token}`;
    const before = known.get(key);
    if (before !== undefined) return repeated(before, writes);
    const current: Known = { writes };
    known.set(key, current);
    const answer = await carriedOut(request, forward, () => known.delete(key));
    if (answer.status !== 200) {
      known.delete(key);
      return answer;
    }
    current.answer = answer;
    world.sleep(REMEMBERED_SECONDS).then(
      () => known.delete(key),
      () => undefined,
    );
    return answer;
  };
}

async function carriedOut(request: AwsRequest, forward: Forward, undo: () => void): Promise<AwsResponse> {
  try {
    return await forward(request);
  } catch (error) {
    undo();
    throw error;
  }
}

function repeated({ writes, answer }: Known, again: Json | undefined): AwsResponse {
  if (!isDeepStrictEqual(writes, again)) {
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'The provided client token was used with other parameters in the last 10 minutes',
    );
  }
  if (answer !== undefined) return answer;
  throw new AwsError('TransactionInProgressException', 'The transaction with the given request token is in progress');
}
