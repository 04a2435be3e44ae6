import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { LocalAws, LocalAwsOptions } from '../../../scripts/local-aws';
import { AwsError } from '../../../scripts/local-aws/wire/errors';
import { startLocalAws } from '../../nursery';
import { clientConfig } from './fixtures';

let aws: LocalAws;
let intercept: NonNullable<LocalAwsOptions['intercept']>;
beforeAll(async () => {
  aws = await startLocalAws({ intercept: (request, next) => intercept(request, next) });
});
afterAll(() => aws.stop());

test('intercept sees every request, and may refuse it or pass it on', async () => {
  const seen: string[] = [];
  intercept = async (request, next) => {
    seen.push(`${request.service} ${request.operation}`);
    if (seen.length === 1) throw new AwsError('ThrottlingException', 'Rate exceeded');
    return next(request);
  };
  const answer = await new DynamoDBClient(clientConfig(aws)).send(new ListTablesCommand({}));
  expect(answer).toMatchObject({ TableNames: [], $metadata: { attempts: 2 } });
  expect(seen).toEqual(['dynamodb ListTables', 'dynamodb ListTables']);
});
