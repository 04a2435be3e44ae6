import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { startLocalAws } from '../../../scripts/local-aws';
import { clientConfig, eventually } from './fixtures';

/** The processes that this one started and that still exist. */
async function children(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,ppid=,args=', '-e']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return rows
    .filter(([, parent, command]) => parent === String(process.pid) && command !== 'ps')
    .map((row) => row.slice(0, 8).join(' '));
}

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
