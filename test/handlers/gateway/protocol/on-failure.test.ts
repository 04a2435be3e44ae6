import { byteLength } from '../../../../handlers/gateway/protocol/byte-length';
import { createLog } from '../../../../handlers/gateway/protocol/log';
import { type OnFailureOptions, onFailure } from '../../../../handlers/gateway/protocol/on-failure';
import { UndeliveredResponseError } from '../../../../handlers/gateway/protocol/sender';
import { contextOf, eventOf, FakeClock, recordOf, SECRET_URL, STACK_ID } from './support';

/** The on-failure function. The test controls everything around it. */
function destination(overrides: Partial<OnFailureOptions> = {}) {
  const lines: string[] = [];
  const sent: { url: string; answer: Record<string, unknown>; deadline: number }[] = [];
  const clock = new FakeClock();
  const lambda = onFailure({
    afterFailure: ({ RequestType }) => `see to the ${RequestType}`,
    physicalIds: { 'Custom::ExpressGateway': ({ RequestId }) => `member~${RequestId}` },
    send: async (url, body, deadline) => {
      sent.push({ url: url.reveal().href, answer: JSON.parse(body), deadline });
    },
    clock,
    log: createLog((line) => lines.push(line)),
    logGroupName: 'the-log-group',
    ...overrides,
  });
  const give = (record: unknown) => lambda(record, contextOf(60_000));
  return { give, lines, sent, clock, answers: () => sent.map(({ answer }) => answer) };
}

async function reasonFor(record: unknown, overrides: Partial<OnFailureOptions> = {}): Promise<unknown> {
  const { give, answers } = destination(overrides);
  await give(record);
  return answers()[0]?.Reason;
}

describe('a request that Lambda has dropped', () => {
  test('is answered with FAILED, and the reason says what happened, where the log is, and what to do', async () => {
    const { give, sent, clock } = destination();
    await give(recordOf(eventOf()));
    expect(sent).toEqual([
      {
        url: SECRET_URL,
        deadline: clock.now() + 59_500,
        answer: {
          Status: 'FAILED',
          Reason:
            'Function cfn-express-gateway failed 3 times on this request, the last time with Runtime.ExitError: Runtime ' +
            'exited with error: signal: killed; Lambda has dropped the request. Its log is in log group the-log-group, under ' +
            'RequestId 7d0c. Finished steps are not repeated: fix the cause, then see to the Create.',
          PhysicalResourceId: 'member~a6c2',
          StackId: STACK_ID,
          RequestId: 'a6c2',
          LogicalResourceId: 'WebGateway',
        },
      },
    ]);
  });

  test.each([
    ['a Create keeps the id that it worked under', { RequestType: 'Create' }, 'member~a6c2'],
    ['an Update keeps the id that CloudFormation has', { RequestType: 'Update', PhysicalResourceId: 'old' }, 'old'],
    ['a Delete keeps the id that CloudFormation has', { RequestType: 'Delete', PhysicalResourceId: 'old' }, 'old'],
    ['a Delete keeps a stand-in', { RequestType: 'Delete', PhysicalResourceId: 'shop-Web-1X' }, 'shop-Web-1X'],
    [
      'a Create of an unknown type gets an id of its own',
      { RequestType: 'Create', ResourceType: 'Custom::Other' },
      'cfn-express/WebGateway/a6c2',
    ],
    [
      'a Create whose type is a name of every object gets an id of its own',
      { RequestType: 'Create', ResourceType: 'constructor' },
      'cfn-express/WebGateway/a6c2',
    ],
  ])('%s', async (_, event, id) => {
    const { give, answers } = destination();
    await give(recordOf(eventOf(event)));
    expect(answers()).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: id }]);
  });

  test('is answered in whichever run of its work Lambda dropped it', async () => {
    const { give, answers } = destination();
    await give(recordOf(eventOf({ Continuation: { hops: 3, startedAt: 0 } })));
    expect(answers()).toHaveLength(1);
  });

  test('that is a Delete tells the user what to do about a Delete', async () => {
    const event = eventOf({ RequestType: 'Delete', PhysicalResourceId: 'member-1' });
    expect(await reasonFor(recordOf(event))).toMatch(/ fix the cause, then see to the Delete\.$/);
  });

  test('says how often the function ran, and names its default log group if no other is known', async () => {
    const once = recordOf(eventOf(), { approximateInvokeCount: 1, requestId: undefined }, { responsePayload: null });
    expect(await reasonFor(once, { logGroupName: undefined })).toBe(
      'Function cfn-express-gateway failed once on this request; Lambda has dropped the request. Its log is in log group ' +
        '/aws/lambda/cfn-express-gateway. Finished steps are not repeated: fix the cause, then see to the Create.',
    );
    const never = recordOf(eventOf(), { approximateInvokeCount: 0 }, { responsePayload: null });
    expect(await reasonFor(never)).toMatch(/^Function cfn-express-gateway failed without running on this request; /);
  });

  test('that became too old says so, with the error of the last run, if there was one', async () => {
    const context = { condition: 'EventAgeExceeded', approximateInvokeCount: 1 };
    expect(await reasonFor(recordOf(eventOf(), context, { responsePayload: undefined }))).toMatch(
      /^Function cfn-express-gateway did not process this request before Lambda dropped it as too old: the requests exceeded the concurrency of the function or of the account\. /,
    );
    const timeout = {
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: 1 Error: Task timed out after 3.00 seconds',
    };
    expect(await reasonFor(recordOf(eventOf(), context, { responsePayload: timeout }))).toContain(
      'dropped it as too old: it failed once with Sandbox.Timedout: Task timed out after 3.00 seconds. Its log',
    );
  });

  test('leaves room in the reason for what to do, however long the error is', async () => {
    const { give, answers } = destination();
    await give(recordOf(eventOf(), {}, { responsePayload: { errorType: 'E', errorMessage: 'ß'.repeat(9000) } }));
    expect(byteLength(JSON.stringify(answers()[0]))).toBeLessThanOrEqual(4096);
    expect(answers()[0]?.Reason).toMatch(/ fix the cause, then see to the Create\.$/);
  });
});

describe('the response URL', () => {
  const telling = recordOf(
    eventOf({ ResourceProperties: { Password: 'hunter2' } }),
    {},
    { responsePayload: { errorType: 'Error', errorMessage: `cannot reach ${SECRET_URL}`, trace: [SECRET_URL] } },
  );

  test('is in no log line and in no reason, and neither is any property', async () => {
    const { give, lines, answers } = destination();
    await give(telling);
    expect(answers()[0]?.Reason).toContain('cannot reach [ResponseURL]');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { Event: 'given up', Status: 'FAILED', Condition: 'RetriesExhausted', Attempts: 3, RequestId: 'a6c2' },
    ]);
    expect(lines.join() + JSON.stringify(answers())).not.toMatch(/topsecret|hunter2|amazonaws\.com/);
  });

  test('is in no log line when it does not accept the response; the error is thrown so that Lambda tries again', async () => {
    const refused = new UndeliveredResponseError(`${SECRET_URL} said no`);
    const { give, lines } = destination({ send: () => Promise.reject(refused) });
    await expect(give(telling)).rejects.toBe(refused);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ Event: 'given up', Status: 'UNDELIVERED' }]);
    expect(lines.join()).not.toMatch(/topsecret|hunter2/);
  });
});

describe('an event that nobody waits for is dropped with a line in the log', () => {
  test.each([
    ['a record of a record', recordOf(recordOf(eventOf())), 'a record of another record'],
    ["the schedule's event", recordOf({ source: 'cfn-express.sweeper' }), 'has no usable response URL'],
    ['an event with no response URL', recordOf(eventOf({ ResponseURL: 'nowhere' })), 'has no usable response URL'],
    ['an event that is not an object', recordOf('text'), 'has no usable response URL'],
    ["CloudFormation's own event", eventOf(), 'not a record of a failed invocation'],
  ])('%s', async (_, event, why) => {
    const { give, lines, sent } = destination();
    await give(event);
    expect(sent).toEqual([]);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { Event: 'dropped', Why: expect.stringContaining(why) },
    ]);
    expect(lines.join()).not.toMatch(/topsecret|nowhere/);
  });
});
