import { isObject, type JsonObject } from '../../../../handlers/template-language/json';
import type { Need } from '../evaluate';
import type { ReaderInput } from './reader-input';

/** The permissions of the parts of a transaction (DynamoDB Developer Guide, "IAM policies with transactions"). */
const IN_TRANSACTION: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

/** Calls to DynamoDB. */
export function ledger(given: JsonObject, { action, region, accountId }: ReaderInput): Need[] {
  const table = (name: unknown): string => `arn:aws:dynamodb:${region}:${accountId}:table/${String(name)}`;
  if (action !== 'dynamodb:TransactWriteItems') return [{ action, resource: table(given.TableName), context: {} }];
  const items = Array.isArray(given.TransactItems) ? given.TransactItems.filter(isObject) : [];
  return items.flatMap((item) =>
    Object.entries(item).map(([kind, what]) => ({
      action: `dynamodb:${IN_TRANSACTION[kind]}`,
      resource: table(isObject(what) && what.TableName),
      context: {},
    })),
  );
}
