import { createHash } from 'node:crypto';
import { devNull } from 'node:os';
import {
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clientConfig, errorOf, eventually } from '../fixtures';
import { createFunction, invoke, zip } from './functions';

let aws: LocalAws;
let lambda: LambdaClient;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 60, lambdaSecondMs: 300 });
  lambda = new LambdaClient({ ...clientConfig(aws), maxAttempts: 1 });
});
afterAll(() => aws.stop());

const later = (FunctionName: string, event: unknown = {}) =>
  lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }));
/** What the function itself printed. */
const printed = (name: string) => aws.lambda.logs(name).filter((line) => line.startsWith('> '));

describe('the handler', () => {
  test("gets the event, the context and Lambda's environment variables, and none of this machine's", async () => {
    await createFunction(
      lambda,
      'shows',
      `exports.handler = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis(), env: process.env, files: require('node:fs').readdirSync('.') });`,
      { Environment: { Variables: { MINE: 'yes', TZ: 'Europe/Berlin' } }, MemorySize: 256, Timeout: 10 },
    );
    const { payload, error } = await invoke(lambda, 'shows', { a: [1, 'é'] });
    expect(error).toBeUndefined();
    expect(payload).toMatchObject({
      event: { a: [1, 'é'] },
      files: ['index.js'],
      context: {
        functionName: 'shows',
        functionVersion: '$LATEST',
        memoryLimitInMB: '256',
        invokedFunctionArn: `arn:aws:lambda:${aws.region}:${aws.accountId}:function:shows`,
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      env: {
        MINE: 'yes',
        TZ: 'Europe/Berlin',
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_CONFIG_FILE: devNull,
        AWS_SHARED_CREDENTIALS_FILE: devNull,
        AWS_REGION: aws.region,
        AWS_LAMBDA_FUNCTION_NAME: 'shows',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
        _HANDLER: 'index.handler',
      },
    });
    const { left, env } = payload as { left: number; env: Record<string, string> };
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(10 * 300);
    expect(Object.keys(env)).not.toContain('HOME');
  });

  test('may call back instead of returning a promise', async () => {
    await createFunction(
      lambda,
      'calls-back',
      'exports.handler = (event, context, callback) => setTimeout(() => callback(null, event.a), 1);',
    );
    expect((await invoke(lambda, 'calls-back', { a: 7 })).payload).toBe(7);
  });

  test('may be an ES module', async () => {
    await createFunction(lambda, 'module', '', {
      Handler: 'app.go',
      Code: { ZipFile: zip({ 'app.mjs': 'export const go = async () => import.meta.url.endsWith("app.mjs");' }) },
    });
    expect((await invoke(lambda, 'module')).payload).toBe(true);
  });

  test('prints lines that are kept for each invocation', async () => {
    await createFunction(
      lambda,
      'prints',
      `exports.handler = async (event) => { console.log('> out', event.n); console.error('> err'); };`,
    );
    const { log } = await invoke(lambda, 'prints', { n: 1 });
    expect(log).toMatch(/^START RequestId: \S+ Version: \$LATEST\n/);
    await eventually(
      async () => printed('prints'),
      (lines) => lines.length === 2,
    );
    expect(printed('prints').sort()).toEqual(['> err', '> out 1']);
    const page = await fetch(`${aws.endpoint}/local-aws/logs/prints`);
    expect(await page.text()).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z > out 1$/m);
  });
});

describe('an invocation is answered with FunctionError after', () => {
  test('an error that it throws, with its type and trace', async () => {
    await createFunction(lambda, 'throws', `exports.handler = async () => { throw new RangeError('too far'); };`);
    const { error, payload } = await invoke(lambda, 'throws');
    expect([error, payload]).toEqual([
      'Unhandled',
      { errorType: 'RangeError', errorMessage: 'too far', trace: expect.any(Array) },
    ]);
  });

  test('an exception that nobody catches, after which the next invocation gets a new process', async () => {
    await createFunction(
      lambda,
      'uncaught',
      `exports.handler = (event, context, callback) => { if (event.ok) return callback(null, 'ok'); setTimeout(() => { throw new Error('later'); }, 1); };`,
    );
    expect((await invoke(lambda, 'uncaught')).payload).toMatchObject({ errorType: 'Error', errorMessage: 'later' });
    expect((await invoke(lambda, 'uncaught', { ok: true })).payload).toBe('ok');
  });

  test('a process that ends', async () => {
    await createFunction(lambda, 'exits', 'exports.handler = async () => process.exit(7);');
    expect((await invoke(lambda, 'exits')).payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 7'),
    });
  });

  test('code that cannot be loaded', async () => {
    await createFunction(lambda, 'broken', `throw new TypeError('while loading');`);
    expect((await invoke(lambda, 'broken')).payload).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'while loading',
    });
  });

  test.each([
    ['no-file', 'none.handler', 'Runtime.ImportModuleError'],
    ['no-export', 'index.none', 'Runtime.HandlerNotFound'],
  ])('a handler that does not exist: %s', async (name, Handler, errorType) => {
    await createFunction(lambda, name, 'exports.handler = async () => {};', { Handler });
    expect((await invoke(lambda, name)).payload).toMatchObject({ errorType });
  });

  test('a time-out, even of code that never yields; the next invocation works', async () => {
    await createFunction(lambda, 'slow', `exports.handler = async (event) => { while (!event.ok); return 'ok'; };`, {
      Timeout: 1,
    });
    expect((await invoke(lambda, 'slow')).payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1.00 seconds$/),
    });
    expect((await invoke(lambda, 'slow', { ok: true })).payload).toBe('ok');
  });
});

describe('execution environments', () => {
  const COUNTS = `let n = 0; exports.handler = async (event) => { await new Promise((r) => setTimeout(r, event.wait ?? 0)); return [process.pid, ++n]; };`;

  test('are reused when they are idle', async () => {
    await createFunction(lambda, 'again', COUNTS);
    const [first, second] = [
      (await invoke(lambda, 'again')).payload,
      (await invoke(lambda, 'again')).payload,
    ] as number[][];
    expect(first?.[0]).toBe(second?.[0]);
    expect([first?.[1], second?.[1]]).toEqual([1, 2]);
  });

  test('are as many as there are concurrent invocations', async () => {
    await createFunction(lambda, 'parallel', COUNTS);
    const answers = await Promise.all([1, 2, 3].map(() => invoke(lambda, 'parallel', { wait: 1000 })));
    expect(new Set(answers.map(({ payload }) => (payload as number[])[0])).size).toBe(3);
  });

  test('end when the code or the settings change', async () => {
    await createFunction(lambda, 'changes', `exports.handler = async () => 'old';`);
    expect((await invoke(lambda, 'changes')).payload).toBe('old');
    await lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: 'changes',
        ZipFile: zip({ 'index.js': 'exports.handler = async () => process.env.V ?? "new";' }),
      }),
    );
    expect((await invoke(lambda, 'changes')).payload).toBe('new');
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'changes', Environment: { Variables: { V: '2' } } }),
    );
    expect((await invoke(lambda, 'changes')).payload).toBe('2');
  });

  test('that are busy finish their invocation with the old code', async () => {
    await createFunction(
      lambda,
      'busy',
      `exports.handler = async () => { await new Promise((r) => setTimeout(r, 500)); return 'old'; };`,
    );
    const running = invoke(lambda, 'busy');
    await eventually(
      async () => aws.lambda.logs('busy'),
      (lines) => lines.length > 0,
    );
    await lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: 'busy',
        ZipFile: zip({ 'index.js': `exports.handler = async () => 'new';` }),
      }),
    );
    expect((await running).payload).toBe('old');
    expect((await invoke(lambda, 'busy')).payload).toBe('new');
  });

  test('are limited by reserved concurrency', async () => {
    await createFunction(lambda, 'limited', COUNTS);
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: 'limited', ReservedConcurrentExecutions: 1 }));
    // It runs until the end of the test, so it cannot finish too early.
    invoke(lambda, 'limited', { wait: 30_000 }).catch(() => undefined);
    await eventually(
      async () => aws.lambda.logs('limited'),
      (lines) => lines.length > 0,
    );
    expect(await errorOf(invoke(lambda, 'limited'))).toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
  });
});

describe('an asynchronous invocation', () => {
  const FAILS = `exports.handler = async (event, { awsRequestId }) => { console.log('> try', awsRequestId); throw new Error('no'); };`;
  const dropped = (name: string) =>
    eventually(
      async () => aws.lambda.logs(name),
      (lines) => lines.some((line) => line.startsWith('DROPPED')),
    );

  test('is answered at once and runs later', async () => {
    await createFunction(lambda, 'event', `exports.handler = async (event) => console.log('> got', event.a);`);
    expect(await later('event', { a: 1 })).toMatchObject({ StatusCode: 202 });
    await eventually(
      async () => printed('event'),
      (lines) => lines[0] === '> got 1',
    );
  });

  test('that fails is tried twice more with the same request id, and is then discarded', async () => {
    await createFunction(lambda, 'fails', FAILS);
    await later('fails');
    await dropped('fails');
    expect(printed('fails')).toHaveLength(3);
    expect(new Set(printed('fails')).size).toBe(1);
  });

  test("is tried as often and for as long as the function's configuration says", async () => {
    await createFunction(lambda, 'once', FAILS);
    const put = new PutFunctionEventInvokeConfigCommand({ FunctionName: 'once', MaximumRetryAttempts: 0 });
    expect(await lambda.send(put)).toMatchObject({ MaximumRetryAttempts: 0 });
    await later('once');
    await dropped('once');
    expect(printed('once')).toHaveLength(1);

    await createFunction(lambda, 'young', FAILS);
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'young', MaximumEventAgeInSeconds: 60 }));
    await later('young');
    await dropped('young');
    expect(printed('young')).toHaveLength(1);
    expect(await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'young' }))).toMatchObject({
      MaximumEventAgeInSeconds: 60,
    });
  });

  test('does not age faster than the function runs, however fast the embedded AWS plays time', async () => {
    const slowly = FAILS.replace("throw new Error('no')", `await new Promise((r) => setTimeout(r, 300)); $&`);
    await createFunction(lambda, 'fails-slowly', slowly);
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName: 'fails-slowly', MaximumEventAgeInSeconds: 200 }),
    );
    await later('fails-slowly');
    await dropped('fails-slowly');
    expect(printed('fails-slowly')).toHaveLength(3);
  });

  test('waits while the function is throttled', async () => {
    await createFunction(
      lambda,
      'waits',
      `exports.handler = async () => { console.log('> ran'); await new Promise((r) => setTimeout(r, 100)); };`,
    );
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: 'waits', ReservedConcurrentExecutions: 1 }));
    await Promise.all([later('waits'), later('waits'), later('waits')]);
    await eventually(
      async () => printed('waits'),
      (lines) => lines.length === 3,
    );
  });

  test('must carry JSON', async () => {
    await createFunction(lambda, 'json', 'exports.handler = async () => {};');
    const Payload = '{"a":';
    for (const InvocationType of ['Event', 'RequestResponse'] as const) {
      const error = await errorOf(lambda.send(new InvokeCommand({ FunctionName: 'json', InvocationType, Payload })));
      expect(error.name).toBe('InvalidRequestContentException');
    }
  });
});

test('a payload that is too large is refused', async () => {
  await createFunction(lambda, 'large', 'exports.handler = async (event) => event.length;');
  const text = (megabytes: number) => JSON.stringify('x'.repeat(megabytes * 1024 * 1024));
  const send = (InvocationType: 'Event' | 'RequestResponse', megabytes: number) =>
    lambda.send(new InvokeCommand({ FunctionName: 'large', InvocationType, Payload: text(megabytes) }));
  for (const call of [send('Event', 1), send('RequestResponse', 6)]) {
    expect((await errorOf(call)).name).toBe('RequestTooLargeException');
  }
  expect((await send('RequestResponse', 1)).Payload?.transformToString()).toBe(String(1024 * 1024));
});

describe('a function that keeps invoking itself', () => {
  // Passes on the trace header, as the AWS SDKs do in a function.
  const SELF = `exports.handler = async () => {
    console.log('> hop');
    await fetch(process.env.AWS_ENDPOINT_URL + '/2015-03-31/functions/' + process.env.AWS_LAMBDA_FUNCTION_NAME + '/invocations', {
      method: 'POST', body: '{}',
      headers: { 'x-amz-invocation-type': 'Event', 'x-amzn-trace-id': process.env._X_AMZN_TRACE_ID,
        authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/${'us-east-1'}/lambda/aws4_request, SignedHeaders=host, Signature=0' },
    });
  };`;

  test('is stopped after sixteen hops', async () => {
    await createFunction(lambda, 'loop', SELF);
    await later('loop');
    await eventually(
      async () => aws.lambda.logs('loop'),
      (lines) => lines.some((line) => line.startsWith('DROPPED')),
    );
    expect(printed('loop')).toHaveLength(16);
  });

  test('gets an error if it waits for itself', async () => {
    await createFunction(lambda, 'waiting', 'exports.handler = async () => {};');
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/${aws.region}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
    };
    let trace = '';
    const call = () => {
      const path = '/2015-03-31/functions/waiting/invocations';
      return fetch(aws.endpoint + path, {
        method: 'POST',
        body: '{}',
        headers: { ...headers, 'x-amzn-trace-id': trace },
      });
    };
    const arn = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:waiting`;
    const key = createHash('sha256').update(arn).digest('hex').slice(0, 8);
    trace = `Root=1-0-0;Lineage=other:3|${key}:15`;
    expect((await call()).status).toBe(200);
    trace = `Root=1-0-0;Lineage=${key}:16`;
    expect(await (await call()).json()).toMatchObject({ __type: 'RecursiveInvocationException' });
  });

  test('continues if its recursion is allowed', async () => {
    await createFunction(lambda, 'allowed', SELF);
    await lambda.send(new PutFunctionRecursionConfigCommand({ FunctionName: 'allowed', RecursiveLoop: 'Allow' }));
    await later('allowed');
    await eventually(
      async () => printed('allowed'),
      (lines) => lines.length > 20,
    );
    await lambda.send(new PutFunctionRecursionConfigCommand({ FunctionName: 'allowed', RecursiveLoop: 'Terminate' }));
  });
});
