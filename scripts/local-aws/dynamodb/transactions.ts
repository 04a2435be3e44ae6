/**
 * TransactWriteItems. If a transaction succeeded, the same transaction with the same token succeeds again and changes
 * nothing: SDKs send one token with all attempts, so a lost answer does no harm. A failed transaction is forgotten.
 */
import { isDeepStrictEqual } from 'node:util';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Json, JsonObject } from '../../../handlers/template-language/json';
import type { JsonOperation, OperationCall } from '../service/operation';
import { AwsError } from '../wire/errors';
import type { AwsResponse } from '../wire/messages';
import type { LocalWorld } from '../world';
import type { TableLoad } from './load';
import { writesOf } from './writes';

/** Seconds for which DynamoDB remembers a `ClientRequestToken` (API reference, TransactWriteItems). */
const REMEMBERED_SECONDS = 600;

/** A region's transactions. */
export interface TransactionState {
  world: Pick<LocalWorld, 'sleep'>;
  /** By token. */
  known: Map<string, Transaction>;
  load: TableLoad;
}

/** A transaction that is being carried out, or was. */
interface Transaction {
  writes: Json | undefined;
  answer?: AwsResponse;
}

export const transactWriteItems: JsonOperation<JsonObject, TransactionState> = (call) => {
  const { ClientRequestToken: token, TransactItems: writes } = call.parameters;
  if (typeof token !== 'string') return carriedOut(call);
  const before = call.state.known.get(token);
  return before === undefined ? firstTime(call, token, { writes }) : repeated(before, writes);
};

const carriedOut = (call: OperationCall<JsonObject, TransactionState>): Promise<AwsResponse> => {
  const items = (call.parameters.TransactItems ?? []) as TransactWriteItem[];
  return call.state.load.during(call, writesOf(items), call.forward);
};

async function firstTime(
  call: OperationCall<JsonObject, TransactionState>,
  token: string,
  transaction: Transaction,
): Promise<AwsResponse> {
  const { known, world } = call.state;
  known.set(token, transaction);
  let answer: AwsResponse | undefined;
  try {
    answer = await carriedOut(call);
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
