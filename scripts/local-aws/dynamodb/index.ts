/** DynamoDB: moto's, with the idempotent transactions that moto lacks. moto answers every other operation. */
import { createService } from '../service/operation';
import { jsonFormat } from '../wire/format';
import type { AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { type TransactionTokens, transactWriteItems } from './transactions';

export function createDynamoDb(world: Pick<LocalWorld, 'sleep'>): AwsService {
  return createService({
    format: jsonFormat,
    operations: { TransactWriteItems: transactWriteItems },
    createState: (): TransactionTokens => ({ world, known: new Map() }),
  });
}
