import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { strToU8, zipSync } from 'fflate';
import { startLocalAws } from '../../../scripts/local-aws';
import { childrenOf, clientConfig, errorOf, eventually } from './fixtures';
import { createFunction } from './lambda/functions';

const children = () => childrenOf(process.pid);

test('after stop no process is left, not even of a function that never ends, and the port is free', async () => {
  const before = await children();
  const aws = await startLocalAws();
  const lambda = new LambdaClient({ ...clientConfig(aws), maxAttempts: 1 });
  const ZipFile = zipSync({ 'index.js': strToU8('exports.handler = async () => { for (;;); }') });
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'busy',
      Role: 'arn:aws:iam::123456789012:role/any',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: 900,
      Code: { ZipFile },
    }),
  );
  const ended = lambda.send(new InvokeCommand({ FunctionName: 'busy' })).then(
    () => 'answered',
    () => 'broken off',
  );
  await eventually(children, (now) => now.length === before.length + 2);
  await aws.stop();
  expect(await children()).toEqual(before);
  await ended;
  await expect(fetch(aws.endpoint)).rejects.toThrow('fetch failed');
});

test('when moto is killed, every call is answered with a sentence that says so, even one that waits for a function', async () => {
  const before = await children();
  const aws = await startLocalAws();
  const [moto = 0] = (await children()).filter((pid) => !before.includes(pid));
  const lambda = new LambdaClient({ ...clientConfig(aws), maxAttempts: 1 });
  await createFunction(lambda, 'busy', 'exports.handler = () => new Promise(() => {}); setInterval(() => {}, 1000);');
  const waiting = errorOf(lambda.send(new InvokeCommand({ FunctionName: 'busy' })));
  await eventually(children, (now) => now.length === before.length + 2);
  process.kill(moto, 'SIGKILL');
  const sentence =
    'moto was ended by SIGKILL and said nothing. The embedded AWS has ended with it, and all that was in it is lost.';
  await expect(aws.ended).rejects.toThrow(sentence);
  expect(await waiting).toMatchObject({ name: 'InternalFailure', message: sentence });
  const later = await errorOf(new STSClient(clientConfig(aws)).send(new GetCallerIdentityCommand({})));
  expect(later).toMatchObject({ name: 'InternalFailure', message: sentence, $metadata: { attempts: 1 } });
  await aws.stop();
  expect(await children()).toEqual(before);
});

test('a call that moto breaks off because it is killed is answered with the same sentence', async () => {
  const before = await children();
  const aws = await startLocalAws();
  const [moto = 0] = (await children()).filter((pid) => !before.includes(pid));
  process.kill(moto, 'SIGSTOP');
  const asked = errorOf(new STSClient(clientConfig(aws)).send(new GetCallerIdentityCommand({})));
  process.kill(moto, 'SIGKILL');
  expect((await asked).message).toContain('moto was ended by SIGKILL');
  await aws.stop();
});

test('a signal ends a start that is under way', async () => {
  const before = await children();
  const ending = new AbortController();
  const starting = startLocalAws({ signal: ending.signal });
  await eventually(children, ({ length }) => length > before.length);
  ending.abort(new Error('enough'));
  await expect(starting).rejects.toThrow('enough');
  expect(await children()).toEqual(before);
});

test('two embedded AWSs can run at the same time', async () => {
  const [one, two] = await Promise.all([startLocalAws(), startLocalAws()]);
  try {
    expect(one.endpoint).not.toBe(two.endpoint);
  } finally {
    await Promise.all([one.stop(), two.stop()]);
  }
});

test('an embedded AWS that cannot start leaves no process', async () => {
  const before = await children();
  const aws = await startLocalAws();
  const port = Number(new URL(aws.endpoint).port);
  await expect(startLocalAws({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await aws.stop();
  expect(await children()).toEqual(before);
});
