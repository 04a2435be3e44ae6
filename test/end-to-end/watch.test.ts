/** The built command line behind a network that loses answers and puts others in their place. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestAws, type TestAws, template } from '../scripts/local-aws/cloudformation/aws';
import { createFake, FAKE, type Fake, fake } from '../scripts/local-aws/cloudformation/fake-type';
import { awsError, type Disturb, html, type LossyNetwork, openLossyNetwork } from './lossy-network';

const COMMAND = join(__dirname, '../../dist/cfn-express.js');
const REGION = 'eu-west-1';

let folder: string;
let fakes: Fake;
let aws: TestAws;
let network: LossyNetwork;
let disturb: Disturb;
/** Resources are created only when this is resolved. */
let created: Promise<void>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
  fakes = createFake();
  created = Promise.resolve();
  const type: Fake['type'] = {
    ...fakes.type,
    create: async (tools) => {
      await created;
      return fakes.type.create(tools);
    },
  };
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, type]]) });
  disturb = () => undefined;
  network = await openLossyNetwork(aws.endpoint, (call) => disturb(call));
});
afterEach(async () => {
  await network.close();
  await aws.stop();
  rmSync(folder, { recursive: true });
});

interface Running {
  child: ChildProcess;
  /** Resolves when stderr has this text. Rejects if the command ends without it. */
  said(text: string): Promise<void>;
  /** Resolves when something has happened. Rejects if the command ends before. */
  until(happened: Promise<void>): Promise<void>;
  ended: Promise<{ code: number | null; signal: string | null; stderr: string }>;
}

/** Starts the command line with these credentials. */
function start(credentials: NodeJS.ProcessEnv, ...args: string[]): Running {
  const env = { PATH: process.env.PATH, HOME: folder, AWS_REGION: REGION, AWS_ENDPOINT_URL: network.endpoint };
  const child = spawn(process.execPath, [COMMAND, ...args], { env: { ...env, ...credentials } });
  let stderr = '';
  const waiting: { text: string; tell: () => void }[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const { text, tell } of waiting) if (stderr.includes(text)) tell();
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stderr }));
  const until: Running['until'] = (happened) =>
    Promise.race([
      happened,
      ended.then(({ code }) => Promise.reject(new Error(`It has ended with ${code}: ${stderr}`))),
    ]);
  return {
    child,
    said: (text) => until(new Promise((tell) => void waiting.push({ text, tell }))),
    until,
    ended,
  };
}

const KEYS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Starts the deployment of a stack of one resource. */
function deploy(credentials: NodeJS.ProcessEnv = KEYS): Running {
  const file = join(folder, 'shop.json');
  writeFileSync(file, template({ A: fake('1') }));
  return start(credentials, 'deploy', file, '--stack-name', 'shop');
}

/** The lines of a deployment's progress, without the time. */
const progressOf = (stderr: string) =>
  stderr
    .split('\n')
    .filter((line) => /^\d\d:\d\d:\d\d /.test(line))
    .map((line) => line.slice(8).trim().replace(/ +/g, ' '));

const LOOK =
  /\nTo look again: aws cloudformation describe-stacks --stack-name arn:aws:\S+:stack\/shop\/\S+ --region eu-west-1\n$/;

test('a deployment ends well although every answer about it is lost or falsified several times', async () => {
  // The SDK makes three attempts at a call.
  const troubles: Record<string, ReturnType<Disturb>[]> = {
    CreateChangeSet: Array(3).fill('lose the answer'),
    DescribeChangeSet: [html(200), awsError('Throttling', 400), html(502)],
    ExecuteChangeSet: Array(3).fill('lose the answer'),
    DescribeStackEvents: [{ status: 200, type: 'text/xml', body: '' }, html(403), awsError('ServiceUnavailable', 503)],
  };
  // Only once there is something to watch.
  const watching: ReturnType<Disturb>[] = [html(200), 'lose the request', { status: 200, type: 'text/xml', body: '' }];
  disturb = ({ action, count }) => {
    if (action === 'DescribeStacks') return network.count('ExecuteChangeSet') > 0 ? watching.shift() : undefined;
    return troubles[action]?.[count - 1];
  };
  const { code, stderr } = await deploy().ended;
  expect({ code, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, last: 'Stack shop is deployed.' });
  expect(progressOf(stderr)).toEqual([
    'CREATE_IN_PROGRESS stack shop',
    `CREATE_IN_PROGRESS A (${FAKE})`,
    `CREATE_COMPLETE A (${FAKE})`,
    'CREATE_COMPLETE stack shop',
  ]);
  expect(fakes.diary).toEqual(['create A1 1']);
});

test('a deployment whose token expires says what to renew, and goes on when it is renewed', async () => {
  const keys = join(folder, 'keys');
  const write = (id: string) =>
    writeFileSync(keys, `[shop]\naws_access_key_id = ${id}\naws_secret_access_key = s\naws_session_token = t\n`);
  write('old');
  let create = () => {};
  created = new Promise((resolve) => {
    create = resolve;
  });
  let expired = false;
  disturb = ({ action, accessKeyId }) => {
    if (action === 'ExecuteChangeSet') expired = true;
    return expired && action !== 'ExecuteChangeSet' && accessKeyId === 'old'
      ? awsError('ExpiredToken', 403)
      : undefined;
  };
  const deployment = deploy({ AWS_PROFILE: 'shop', AWS_SHARED_CREDENTIALS_FILE: keys });
  await deployment.said(
    `The AWS credentials have expired. Renew profile shop: aws sso login --profile shop, or put new keys into ${keys}.`,
  );
  create();
  write('new');
  const { code, stderr } = await deployment.ended;
  expect({ code, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, last: 'Stack shop is deployed.' });
  expect(stderr).toContain('\nAWS answers again.\n');
});

test('a deployment whose token expires in the environment says that CloudFormation goes on, and exits with 3', async () => {
  created = new Promise(() => {});
  const begun = () => network.count('ExecuteChangeSet') > 0;
  disturb = ({ action }) => (action === 'DescribeStacks' && begun() ? awsError('ExpiredToken', 403) : undefined);
  const { code, stderr } = await deploy().ended;
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /This command stops watching stack shop, and CloudFormation goes on with it\. The AWS credentials have/,
  );
  expect(stderr).toMatch(LOOK);
});

test('Ctrl-C during a deployment says that CloudFormation goes on, and how to look again', async () => {
  created = new Promise(() => {});
  const { child, said, ended } = deploy();
  await said(`A (${FAKE})`);
  child.kill('SIGINT');
  const { code, signal, stderr } = await ended;
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' });
  expect(stderr).toMatch(/\nInterrupted\. CloudFormation goes on with stack shop\.\n/);
  expect(stderr).toMatch(LOOK);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s before anything was begun ends a deployment at once', async (sent) => {
  let asked = () => {};
  const first = new Promise<void>((resolve) => {
    asked = resolve;
  });
  disturb = () => {
    asked();
    return 'never answer';
  };
  const { child, until, ended } = deploy();
  await until(first);
  child.kill(sent);
  expect(await ended).toEqual({
    code: null,
    signal: sent,
    stderr: 'Interrupted. Nothing was begun: no stack is changed.\n',
  });
});

test.each([
  [['install'], 'Interrupted. To go on: cfn-express install\n'],
  [
    ['uninstall', '--purge'],
    'cfn-express is not installed in eu-west-1.\nInterrupted. To go on: cfn-express uninstall --purge\n',
  ],
])('Ctrl-C says how to go on with %j, while only the bucket is at stake', async (args, stderr) => {
  let asked = () => {};
  const bucket = new Promise<void>((resolve) => {
    asked = resolve;
  });
  // The bucket's name has the account in it.
  disturb = ({ action }) => {
    // Lambda is asked for what an earlier install has left behind.
    if (action === '') return { status: 404, type: 'application/json', body: '{"__type":"ResourceNotFoundException"}' };
    if (action !== 'GetCallerIdentity') return undefined;
    asked();
    return 'never answer';
  };
  const { child, until, ended } = start(KEYS, ...args);
  await until(bucket);
  child.kill('SIGINT');
  expect(await ended).toEqual({ code: null, signal: 'SIGINT', stderr });
});

test('a profile that is not configured is named in a sentence, with the files that it is not in', async () => {
  expect(await deploy({ AWS_PROFILE: 'nope' }).ended).toMatchObject({
    code: 1,
    stderr: `AWS_PROFILE names profile nope, which is neither in ${folder}/.aws/config nor in ${folder}/.aws/credentials.\n`,
  });
});
