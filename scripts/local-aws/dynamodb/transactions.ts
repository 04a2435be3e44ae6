/**
 * TransactWriteItems. If a transaction succeeded, the same transaction with the same token succeeds again and changes
 * nothing: SDKs send one token with all attempts, so a lost answer does no harm. A failed transaction is forgotten.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../../handlers/template-language/json';
import type { JsonOperation, OperationCall } from '../service/operation';
import { AwsError } from '../wire/errors';
import type { AwsResponse } from '../wire/messages';
import type { LocalWorld } from '../world';

/** Seconds for which DynamoDB remembers a `ClientRequestToken` (API reference, TransactWriteItems). */
const REMEMBERED_SECONDS = 600;

/** The tokens of a region's transactions. */
export interface TransactionTokens {
  world: Pick<LocalWorld, 'sleep'>;
  known: Map<string, Transaction>;
}

/** A transaction that is being carried out, or was. */
interface Transaction {
  writes: Json | undefined;
  answer?: AwsResponse;
}

export const transactWriteItems: JsonOperation<JsonObject, TransactionTokens> = (call) => {
  const { ClientRequestToken: token, TransactItems: writes } = call.parameters;
  if (typeof token !== 'string') return call.forward();
  const before = call.state.known.get(token);
  return before === undefined ? firstTime(call, token, { writes }) : repeated(before, writes);
};

async function firstTime(
  { state: { known, world }, forward }: OperationCall<JsonObject, TransactionTokens>,
  token: string,
  transaction: Transaction,
): Promise<AwsResponse> {
  known.set(token, transaction);
  let answer: AwsResponse | undefined;
  try {
    answer = await forward();
  } finally {
    if (answer?.status !== 200) known.delete(token);
  }
  if (answer.status !== 200) return answer;
  transaction.answer = answer;
  world.sleep(REMEMBERED_SECONDS).then(
    () => known.delete(token),
    () => undefined,
  );
  return answer;
}

function repeated({ writes, answer }: Transaction, again: Json | undefined): AwsResponse {
  if (!isDeepStrictEqual(writes, again)) {
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'The provided client token was used with other parameters in the last 10 minutes',
    );
  }
  if (answer !== undefined) return answer;
  throw new AwsError('TransactionInProgressException', 'The transaction with the given request token is in progress');
}
