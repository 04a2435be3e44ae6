import type { Outcome } from '../../../../handlers/gateway/protocol/resource';
import { UndeliveredResponseError } from '../../../../handlers/gateway/protocol/sender';
import { failing, functionWith, type Handle, MADE, noWork } from './function-with';
import { contextOf, drained, eventOf, never, SECRET_URL, STACK_ID } from './support';

describe('an event is answered once', () => {
  test('with SUCCESS when its handler succeeds', async () => {
    const handle = vi.fn(noWork);
    const { lambda, clock, answers, exit, release } = functionWith(handle);
    await lambda(eventOf(), contextOf());

    expect(answers).toEqual([
      {
        Status: 'SUCCESS',
        PhysicalResourceId: 'member-1',
        StackId: STACK_ID,
        RequestId: 'a6c2',
        LogicalResourceId: 'WebGateway',
        Data: { VpcId: 'vpc-1' },
      },
    ]);
    expect(handle.mock.calls[0]).toMatchObject([
      { RequestType: 'Create', LogicalResourceId: 'WebGateway' },
      { id: 'run-1', deadline: clock.now() + 300_000, answerBy: clock.now() + 1_785_000, signal: { aborted: false } },
    ]);
    expect(JSON.stringify(handle.mock.calls)).not.toContain('topsecret');
    expect(exit).not.toHaveBeenCalled();
    expect(release).toHaveBeenCalledTimes(1);
    expect(clock.pending).toBe(0);
  });

  test.each([
    ['rejects', failing(new Error('The pool is full.'))],
    [
      'throws before its first await',
      (() => {
        throw new Error('The pool is full.');
      }) satisfies Handle,
    ],
  ])('with FAILED when its handler %s', async (_, handle) => {
    const { lambda, answers } = functionWith(handle);
    await lambda(eventOf(), contextOf());
    expect(answers).toMatchObject([
      { Status: 'FAILED', Reason: 'The pool is full.', PhysicalResourceId: 'member~a6c2' },
    ]);
  });

  test('with FAILED when the code behind it fails to load', async () => {
    const { lambda, answers } = functionWith(noWork, {
      load: () => Promise.reject(new SyntaxError('Unexpected token')),
    });
    await lambda(eventOf(), contextOf());
    expect(answers).toEqual([
      {
        Status: 'FAILED',
        Reason:
          'SyntaxError: Unexpected token. The details are in log stream 2026/11/23/[$LATEST]0123 of /aws/lambda/cfn-express-gateway.',
        PhysicalResourceId: 'cfn-express/WebGateway/a6c2',
        StackId: STACK_ID,
        RequestId: 'a6c2',
        LogicalResourceId: 'WebGateway',
      },
    ]);
  });

  test('with FAILED on an uncaught error, and the process ends', async () => {
    const { lambda, answers, exit, throwUncaught } = functionWith(() => never());
    const run = lambda(eventOf(), contextOf());
    await drained();
    throwUncaught(new Error('socket hang up'));
    await run;
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'socket hang up' }]);
    expect(exit).toHaveBeenCalledTimes(1);
  });

  test('with FAILED when a handler returns something that is not an outcome', async () => {
    const { lambda, answers } = functionWith(async () => JSON.parse('{"status":"DONE"}'));
    await lambda(eventOf(), contextOf());
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringMatching(/^TypeError: /) }]);
  });

  test('with FAILED and the id of the resource that was made, when its data is too large', async () => {
    const { lambda, answers } = functionWith(async () => ({ ...MADE, data: { X: 'x'.repeat(5000) } }) as Outcome);
    await lambda(eventOf(), contextOf());
    expect(answers).toMatchObject([
      {
        Status: 'FAILED',
        Reason: expect.stringMatching(
          /^InvalidResponseError: The response with its attributes has \d+ bytes; CloudFormation accepts at most 4096\.$/,
        ),
        PhysicalResourceId: 'member-1',
      },
    ]);
  });

  test('with FAILED and the list of missing fields, without calling the handler', async () => {
    const handle = vi.fn(noWork);
    const { lambda, answers } = functionWith(handle);
    await lambda({ ResponseURL: SECRET_URL, LogicalResourceId: 'Ünïcode', StackId: 7 }, contextOf());
    expect(answers).toEqual([
      {
        Status: 'FAILED',
        Reason:
          'MalformedEventError: RequestType must be Create, Update or Delete, not undefined. ' +
          'StackId must be a non-empty string, not number. ' +
          'RequestId must be a non-empty string, not undefined.',
        PhysicalResourceId: 'cfn-express/Ünïcode/',
        StackId: '',
        RequestId: '',
        LogicalResourceId: 'Ünïcode',
      },
    ]);
    expect(handle).not.toHaveBeenCalled();
  });

  test('with FAILED to a Create or Update of an unknown type, and with SUCCESS to its Delete', async () => {
    const { lambda, answers } = functionWith(noWork);
    for (const ResourceType of ['Custom::Other', 'constructor', undefined]) {
      await lambda(eventOf({ ResourceType }), contextOf());
      await lambda(eventOf({ ResourceType, RequestType: 'Update', PhysicalResourceId: 'old' }), contextOf());
      await lambda(eventOf({ ResourceType, RequestType: 'Delete', PhysicalResourceId: 'old' }), contextOf());
      await lambda(eventOf({ ResourceType, RequestType: 'Delete' }), contextOf());
      expect(answers.splice(0)).toMatchObject([
        {
          Status: 'FAILED',
          Reason: expect.stringContaining(`This function has no resource type ${ResourceType ?? '(none)'}; `),
        },
        { Status: 'FAILED', PhysicalResourceId: 'old' },
        { Status: 'SUCCESS', PhysicalResourceId: 'old' },
        { Status: 'SUCCESS', PhysicalResourceId: 'WebGateway' },
      ]);
    }
  });

  test('each time that it is delivered', async () => {
    const { lambda, answers } = functionWith(noWork);
    await lambda(eventOf(), contextOf());
    await lambda(eventOf(), contextOf());
    expect(answers[1]).toEqual(answers[0]);
    expect(answers).toHaveLength(2);
  });

  test('not at all when the handler says that the request is superseded', async () => {
    const { lambda, answers, invoked, lines } = functionWith(async () => ({ status: 'SILENT' }));
    await lambda(eventOf(), contextOf());
    expect([answers, invoked]).toEqual([[], []]);
    expect(lines[1]).toContain('"Status":"SILENT"');
  });

  test('not at all when it has no response URL; then the function fails', async () => {
    const { lambda, answers } = functionWith(noWork);
    await expect(lambda({ RequestType: 'Create' }, contextOf())).rejects.toThrow('No response can be sent');
    expect(answers).toEqual([]);
  });

  test('with NoEcho if the handler says so', async () => {
    const { lambda, answers } = functionWith(async () => ({ ...MADE, noEcho: true }) as Outcome);
    await lambda(eventOf(), contextOf());
    expect(answers).toMatchObject([{ NoEcho: true }]);
  });
});

describe('a response that is not accepted', () => {
  const refused = new UndeliveredResponseError("CloudFormation's response URL did not accept the response: HTTP 403.");

  test('makes the run fail, so that Lambda delivers the event again', async () => {
    const { lambda, lines, exit, release } = functionWith(noWork, { send: () => Promise.reject(refused) });
    await expect(lambda(eventOf(), contextOf())).rejects.toBe(refused);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      Status: 'UNDELIVERED',
      Error: expect.stringContaining('HTTP 403'),
    });
    expect(exit).not.toHaveBeenCalled();
    expect(release).toHaveBeenCalled();
  });

  test('ends the process if work is still running', async () => {
    const { lambda, clock, exit } = functionWith(() => never(), { send: () => Promise.reject(refused) });
    const Continuation = { hops: 1, startedAt: clock.now(), unended: true };
    const run = expect(lambda(eventOf({ Continuation }), contextOf())).rejects.toBe(refused);
    await clock.advance(290_000);
    await run;
    expect(exit).toHaveBeenCalledTimes(1);
  });

  test('is not sent later than half a second before the deadline', async () => {
    const send = vi.fn(async () => {});
    const { lambda, clock } = functionWith(noWork, { send });
    await lambda(eventOf(), contextOf(300_000));
    expect(send).toHaveBeenCalledWith(expect.anything(), expect.any(String), clock.now() + 299_500);
  });
});

describe('the log', () => {
  test('has a line for the start and one for the end of a request', async () => {
    const { lambda, lines, clock } = functionWith(async () => {
      await clock.advance(1_234);
      return MADE;
    });
    await lambda(eventOf(), contextOf());
    const about = {
      RequestType: 'Create',
      ResourceType: 'Custom::ExpressGateway',
      LogicalResourceId: 'WebGateway',
      StackId: STACK_ID,
      RequestId: 'a6c2',
      Hops: 0,
    };
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { Event: 'start', ...about },
      { Event: 'end', ...about, Status: 'SUCCESS', DurationMs: 1_234 },
    ]);
  });

  test('never contains properties, attributes or the response URL, and neither does the reason', async () => {
    const properties = { Password: 's3cret', ServiceToken: 'arn' };
    const events = [
      eventOf({ ResourceProperties: properties, OldResourceProperties: properties }),
      eventOf({ RequestType: 'Oops', ResourceProperties: properties }),
    ];
    for (const handle of [
      async () => ({ ...MADE, data: { Password: 's3cret' }, noEcho: true }) as Outcome,
      failing(new Error(`PUT ${SECRET_URL} failed`)),
    ]) {
      const { lambda, lines, answers } = functionWith(handle);
      for (const event of events) await lambda(event, contextOf());
      expect(lines.join()).not.toMatch(/s3cret|topsecret/);
      expect(answers.map(({ Reason }) => Reason).join()).not.toMatch(/s3cret|topsecret|amazonaws/);
      expect(lines.join()).not.toContain('amazonaws');
    }
  });

  test('has the stack of an error, which the reason leaves out', async () => {
    const { lambda, lines, answers } = functionWith(failing(new Error(`no\n    at ${SECRET_URL}`)));
    await lambda(eventOf(), contextOf());
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      Status: 'FAILED',
      Error: 'no',
      Stack: expect.stringContaining('.test.ts'),
    });
    expect(answers).toMatchObject([{ Reason: 'no' }]);
  });
});
