/**
 * DynamoDB: moto's, with what moto lacks of transactions, of capacity and of the size of items. moto answers every other
 * operation.
 */
import type { JsonObject } from '../../../handlers/template-language/json';
import { createService, type JsonOperation } from '../service/operation';
import { jsonFormat } from '../wire/format';
import type { AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { TableLoad } from './load';
import { type TransactionState, transactWriteItems } from './transactions';
import type { TableWrite } from './writes';

export function createDynamoDb(world: Pick<LocalWorld, 'sleep' | 'seconds'>): AwsService {
  return createService({
    format: jsonFormat,
    operations: {
      TransactWriteItems: transactWriteItems,
      PutItem: single('Put'),
      UpdateItem: single('Update'),
      DeleteItem: single('Delete'),
    },
    createState: (): TransactionState => ({ world, known: new Map(), load: new TableLoad(world) }),
  });
}

const single =
  (kind: TableWrite['kind']): JsonOperation<JsonObject, TransactionState> =>
  async (call) => {
    const { parameters } = call;
    if (typeof parameters.TableName === 'string') {
      await call.state.load.admit(call, { ...parameters, TableName: parameters.TableName, kind });
    }
    return call.forward();
  };
