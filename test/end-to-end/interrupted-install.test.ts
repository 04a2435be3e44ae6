/** The built command line, interrupted while it installs and uninstalls, again and again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { connect } from '../../scripts/aws';
import type { LocalAws } from '../../scripts/local-aws';
import { startLocalAws } from '../nursery';

const COMMAND = join(__dirname, '../../dist/cfn-express.js');

/** Real milliseconds for one minute of AWS time: an operation on the install takes seconds. */
const MINUTE_MS = 2_000;

let aws: LocalAws;
/** No log group's retention is changed before it resolves. */
let allowed: Promise<void> = Promise.resolve();
beforeAll(async () => {
  aws = await startLocalAws({
    minuteMs: MINUTE_MS,
    intercept: async (request, next) => {
      if (request.operation === 'PutRetentionPolicy') await allowed;
      return next(request);
    },
  });
});
afterAll(() => aws?.stop());

interface Ended {
  code: number | null;
  signal: string | null;
  stderr: string;
}

const environment = () => ({ AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: aws.region });
const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Runs a command. @param text when stderr has this, Ctrl-C is pressed twice */
async function run(args: readonly string[], text?: string): Promise<Ended> {
  const child: ChildProcess = spawn(process.execPath, [COMMAND, ...args], {
    env: { PATH: process.env.PATH, ...environment(), ...keys },
  });
  let stderr = '';
  let left = text;
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    if (left === undefined || !stderr.includes(left)) return;
    left = undefined;
    child.kill('SIGINT');
    child.kill('SIGINT');
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stderr };
}

async function install(): Promise<Stack | undefined> {
  const { cloudformation } = connect(environment());
  try {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: 'cfn-express' }));
    return Stacks[0];
  } catch {
    return undefined;
  }
}

async function rests(): Promise<Stack | undefined> {
  for (;;) {
    const stack = await install();
    if (!stack?.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What is said besides the progress, with the stack's id left out. */
const saidBy = ({ stderr }: Ended): string[] =>
  stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !/^\d\d:\d\d:\d\d /.test(line))
    .map((line) => line.replace(/arn:aws:cloudformation:\S+/, 'ID'));

const GOES_ON = [
  'Interrupted. CloudFormation goes on with stack cfn-express.',
  expect.stringMatching(/^To look again: aws cloudformation describe-stacks --stack-name ID --region \S+$/),
];

test('installs and uninstalls that are interrupted with Ctrl-C twice say what goes on and what is left, and that is true', async () => {
  const interrupted = { code: null, signal: 'SIGINT' };
  const again = 'Then run cfn-express install again: it completes the install and protects it.';

  const first = await run(['install'], 'Table (AWS::DynamoDB::Table)');
  expect(first).toMatchObject(interrupted);
  expect(saidBy(first).slice(-3)).toEqual([...GOES_ON, again]);
  expect((await install())?.StackStatus).toBe('CREATE_IN_PROGRESS');

  expect(await rests()).toMatchObject({ StackStatus: 'CREATE_COMPLETE', EnableTerminationProtection: false });

  let allow = () => {};
  allowed = new Promise((resolve) => {
    allow = resolve;
  });
  const second = await run(['install', '--parameter', 'LogRetentionInDays=7'], 'UPDATE_IN_PROGRESS');
  expect(second).toMatchObject(interrupted);
  expect(saidBy(second)).toEqual(GOES_ON);
  expect((await install())?.StackStatus).toBe('UPDATE_IN_PROGRESS');
  allow();
  expect(await rests()).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', EnableTerminationProtection: true });

  const removed = await run(['uninstall', '--purge'], 'DELETE_IN_PROGRESS');
  expect(removed).toMatchObject(interrupted);
  expect(saidBy(removed)).toEqual([
    ...GOES_ON,
    'Once the stack is gone, cfn-express uninstall --purge deletes the table and the bucket.',
  ]);
  expect(await rests()).toBeUndefined();
  expect(saidBy(await run(['uninstall', '--purge']))).toEqual([
    expect.stringMatching(/^cfn-express is not installed in /),
    expect.stringMatching(/^Deleted bucket cfn-express-\S+ and table cfn-express-Table-\S+\.$/),
  ]);
});
