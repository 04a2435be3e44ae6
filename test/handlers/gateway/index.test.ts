import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handler } from '../../../handlers/gateway/index';
import { buildEntry, runEntry } from './entry/run';
import { answering, contextOf, eventOf, recordOf, startServer } from './protocol/support';

type Server = Awaited<ReturnType<typeof startServer>>;

let folder: string;
let bundle: string;
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cfn-express-'));
  bundle = await buildEntry(folder);
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => server?.close());

/** Runs the bundle in a mode of its handlers. @returns what it answered, logged and left with. */
async function answerTo(mode: string, env: Record<string, string> = {}, status = 200, more: object = {}) {
  server = await startServer(answering(status));
  const event = eventOf({ ResponseURL: server.url, ...more });
  const run = await runEntry(bundle, event, { MODE: mode, ...env });
  return { ...run, answers: server.received.map(({ body }) => JSON.parse(body)) };
}

describe('the bundle of the gateway', () => {
  test('answers an event', async () => {
    const { exitCode, answers, lines } = await answerTo('works');
    expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'member-1', Data: { Name: 'Größe' } }]);
    expect(exitCode).toBe(0);
    expect(lines).toMatchObject([{ Event: 'start' }, { Event: 'end', Status: 'SUCCESS' }, {}]);
  });

  test.each([
    ['fails to load', 'The bundle is broken.', {}],
    [
      'lacks its environment',
      "The environment variable TABLE_NAME must hold the name of the ledger's table",
      { TABLE_NAME: '' },
    ],
  ])('answers even when the code behind it %s', async (mode, reason, env) => {
    const { exitCode, answers } = await answerTo(mode, env);
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: reason }]);
    expect(exitCode).toBe(0);
  });

  test.each(['throws a stray error', 'leaves a rejection to nobody'])(
    'answers even when a handler %s, then ends the process',
    async (mode) => {
      const { exitCode, answers } = await answerTo(mode);
      expect(answers).toMatchObject([
        { Status: 'FAILED', Reason: 'socket hang up', PhysicalResourceId: 'member~a6c2' },
      ]);
      expect(exitCode).toBe(1);
    },
  );

  test('answers before the deadline even if a handler never ends, then ends the process', async () => {
    const Continuation = { hops: 1, startedAt: Date.now(), unended: true };
    const { exitCode, answers } = await answerTo('never ends', { TIMEOUT_MS: '2000' }, 200, { Continuation });
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringMatching(/^RequestTimeoutError: /) }]);
    expect(exitCode).toBe(1);
  });

  test('answers, as the on-failure destination, an event that was dropped, even if the function itself cannot start', async () => {
    server = await startServer(answering(200));
    const record = recordOf(eventOf({ ResponseURL: server.url }));
    const env = { HANDLER: 'onFailure', MODE: 'fails to load', GATEWAY_LOG_GROUP: 'the-log-group' };
    const { lines } = await runEntry(bundle, record, env);
    expect(server.received.map(({ body }) => JSON.parse(body))).toMatchObject([
      {
        Status: 'FAILED',
        Reason: expect.stringContaining('Its log is in log group the-log-group'),
        PhysicalResourceId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/5f2b/Web~a6c2',
      },
    ]);
    expect(lines).toMatchObject([{ Event: 'given up', Status: 'FAILED' }, {}]);
    expect(JSON.stringify(lines)).not.toContain('topsecret');
  });

  test('throws to Lambda when its answer is refused', async () => {
    const { answers, lines } = await answerTo('works', {}, 403);
    expect(answers).toHaveLength(1);
    expect(lines.at(-1)).toEqual({
      error: "CloudFormation's response URL did not accept the response: HTTP 403, at attempt 1.",
    });
    expect(JSON.stringify(lines)).not.toContain('topsecret');
  });

  test('continues by invoking itself through Lambda with the same event', async () => {
    const aws = await startServer(answering(202));
    const { answers, lines } = await answerTo('goes on', {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${aws.port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
    await aws.close();
    expect(answers).toEqual([]);
    expect(lines[1]).toMatchObject({ Status: 'CONTINUED' });
    const [call] = aws.received;
    expect(decodeURIComponent(`${call?.path}`)).toBe(
      '/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:cfn-express-gateway/invocations',
    );
    expect(call?.headers['x-amz-invocation-type']).toBe('Event');
    expect(JSON.parse(call?.body ?? '')).toEqual({
      ...eventOf({ ResponseURL: server.url }),
      Continuation: { hops: 1, startedAt: expect.any(Number) },
    });
  });

  test('checks up, as unattended, when the schedule says so', async () => {
    const { lines } = await runEntry(bundle, { source: 'cfn-express.sweeper' }, {});
    expect(lines).toEqual([{ result: { treatment: 'unattended' } }]);
  });

  test('does, as an errand, what a request has left behind', async () => {
    const { lines } = await runEntry(bundle, { source: 'cfn-express.errand', service: 'Web' }, {});
    expect(lines).toMatchObject([{ Event: 'errand', service: 'Web', Status: 'done by an odd hand' }, {}]);
  });

  test('refuses an event of another source', async () => {
    const { lines } = await runEntry(bundle, { source: 'aws.s3' }, {});
    expect(lines).toEqual([{ error: 'No response can be sent: ResponseURL is not a URL.' }]);
  });
});

describe('the entry with the real handlers behind it', () => {
  test('answers with what the environment lacks, and fails for the schedule with the same reason', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    delete process.env.TABLE_NAME;
    server = await startServer(answering(200));

    await handler(eventOf({ ResponseURL: server.url }), contextOf());
    expect(server.received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringContaining('TABLE_NAME') },
    ]);
    await expect(handler({ source: 'cfn-express.sweeper' }, contextOf())).rejects.toThrow('TABLE_NAME');
  });
});
