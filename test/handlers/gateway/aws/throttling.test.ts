import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateRuleCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { withBusyError } from '../../../../handlers/gateway/aws/throttling';

const named = (name: string, message = 'Rate exceeded') => Object.assign(new Error(message), { name });
const settings = { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 };

/** A handler of requests that fails with the error. */
const failing = (error: Error) => ({
  handle: async () => {
    throw error;
  },
});

const elb = (error: Error) =>
  withBusyError(new ElasticLoadBalancingV2Client({ ...settings, requestHandler: failing(error) }));
const dynamo = (error: Error) => withBusyError(new DynamoDBClient({ ...settings, requestHandler: failing(error) }));
const rule = new CreateRuleCommand({ ListenerArn: 'l', Priority: 1, Conditions: [], Actions: [] });
const key = { TableName: 't', Key: {} };

test.each([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'ItemCollectionSizeLimitExceededException',
])('%s, after all attempts, is told as a refusal for now', async (name) => {
  await expect(elb(named(name)).send(rule)).rejects.toMatchObject({
    name: 'BusyError',
    message:
      'Elastic Load Balancing throttles CreateRule, even after several attempts (Rate exceeded). Try again: finished steps are not repeated.',
    waitingFor: 'Elastic Load Balancing to accept CreateRule',
    again: true,
  });
});

test('a throttled write to the ledger may have taken effect in an earlier attempt, a read has none', async () => {
  const error = named('ThrottlingException');
  await expect(dynamo(error).send(new UpdateItemCommand(key))).rejects.toMatchObject({ again: false });
  await expect(dynamo(error).send(new GetItemCommand(key))).rejects.toMatchObject({ again: true });
});

test('every other error stays as it is', async () => {
  const error = named('AccessDenied', 'no');
  await expect(elb(error).send(rule)).rejects.toBe(error);
});
