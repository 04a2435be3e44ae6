import {
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  type PutFunctionEventInvokeConfigCommandInput,
} from '@aws-sdk/client-lambda';
import type { LocalAws } from '../../../../scripts/local-aws';
import type { AwsCall } from '../../../../scripts/local-aws/wire/messages';
import { startLocalAws } from '../../../nursery';
import { clientConfig, eventually } from '../fixtures';
import { createFunction } from './functions';

let aws: LocalAws;
let lambda: LambdaClient;
const calls: AwsCall[] = [];
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 60, lambdaSecondMs: 300, onCall: (call) => calls.push(call) });
  lambda = new LambdaClient({ ...clientConfig(aws), maxAttempts: 1 });
});
afterAll(() => aws.stop());

const HEARS = `exports.handler = async (event) => console.log('> ' + JSON.stringify(event));`;
const FAILS = `exports.handler = async () => { console.log('> ran'); throw new RangeError('too far'); };`;

const arnOf = (name: string) => `arn:aws:lambda:${aws.region}:${aws.accountId}:function:${name}`;
const later = (FunctionName: string, event: unknown) =>
  lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }));
const lines = (name: string) => aws.lambda.logs(name).filter((line) => line.startsWith('> '));

/** Creates a function with that code, and another one as its on-failure destination. */
async function withDestination(
  name: string,
  code: string,
  settings: Partial<PutFunctionEventInvokeConfigCommandInput> = {},
): Promise<void> {
  await createFunction(lambda, name, code);
  await createFunction(lambda, `hears-${name}`, HEARS);
  const DestinationConfig = { OnFailure: { Destination: arnOf(`hears-${name}`) } };
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: name, DestinationConfig, ...settings }));
}

async function heard(name: string): Promise<Record<string, unknown>> {
  const [line = ''] = await eventually(
    async () => lines(`hears-${name}`),
    (all) => all.length > 0,
  );
  return JSON.parse(line.slice(2));
}

const dropped = (name: string) =>
  eventually(
    async () => aws.lambda.logs(name),
    (all) => all.some((line) => line.startsWith('DROPPED')),
  );

describe('a discarded event is sent to the on-failure destination', () => {
  test('once, after the last retry, with the event and the result of the last run', async () => {
    await withDestination('throws', FAILS);
    await later('throws', { Secret: 'kept' });
    expect(await heard('throws')).toEqual({
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: `${arnOf('throws')}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { Secret: 'kept' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'RangeError', errorMessage: 'too far', trace: expect.any(Array) },
    });
    expect(lines('throws')).toHaveLength(3);
    expect(lines('hears-throws')).toHaveLength(1);
  });

  test('if it is too old for another try', async () => {
    await withDestination('ages', FAILS, { MaximumEventAgeInSeconds: 60 });
    await later('ages', {});
    expect(await heard('ages')).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 },
    });
  });

  test('without a try, if the function is switched off', async () => {
    await withDestination('off', FAILS);
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: 'off', ReservedConcurrentExecutions: 0 }));
    await later('off', {});
    const record = await heard('off');
    expect(record).toMatchObject({ requestContext: { approximateInvokeCount: 0 } });
    expect(record).not.toHaveProperty('responsePayload');
    expect(lines('off')).toEqual([]);
  });

  test('if loop detection stops it', async () => {
    // Passes on the trace header, as the AWS SDKs do in a function.
    const SELF = `exports.handler = async () => {
      const path = '/2015-03-31/functions/' + process.env.AWS_LAMBDA_FUNCTION_NAME + '/invocations';
      const scope = process.env.AWS_REGION + '/lambda/aws4_request';
      await fetch(process.env.AWS_ENDPOINT_URL + path, { method: 'POST', body: '{"round":1}', headers: {
        'x-amz-invocation-type': 'Event', 'x-amzn-trace-id': process.env._X_AMZN_TRACE_ID,
        authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/' + scope + ', SignedHeaders=host, Signature=0' } });
    };`;
    await withDestination('circles', SELF);
    await later('circles', {});
    expect(await heard('circles')).toMatchObject({ requestPayload: { round: 1 } });
  });

  test('with the role of the function that failed', async () => {
    const deliveries = calls.filter(({ request }) => request.url.pathname.includes('hears-throws/invocations'));
    expect(deliveries.map(({ request }) => request.caller)).toEqual(['throws']);
  });
});

test('successful events and synchronous invocations are sent to no destination', async () => {
  await withDestination('sync', FAILS, { MaximumRetryAttempts: 0 });
  await lambda.send(new InvokeCommand({ FunctionName: 'sync' }));
  await later('sync', {});
  await heard('sync');
  await createFunction(lambda, 'fine', HEARS);
  await later('fine', {});
  await eventually(
    async () => lines('fine'),
    (all) => all.length === 1,
  );
  expect([lines('sync').length, lines('hears-sync').length]).toEqual([2, 1]);
});

test('if the destination does not exist, the record is lost and the log has a line about it', async () => {
  await withDestination('alone', FAILS, { MaximumRetryAttempts: 0 });
  await lambda.send(new DeleteFunctionCommand({ FunctionName: 'hears-alone' }));
  await later('alone', {});
  await dropped('alone');
  const log = await eventually(
    async () => aws.lambda.logs('alone'),
    (all) => all.some((line) => line.startsWith('DestinationDeliveryFailures')),
  );
  expect(log.at(-1)).toBe(`DestinationDeliveryFailures ${arnOf('hears-alone')}: ResourceNotFoundException`);
});
