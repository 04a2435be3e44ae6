import { type CustomResourceOptions, customResource } from '../../../../handlers/gateway/protocol/custom-resource';
import { createLog } from '../../../../handlers/gateway/protocol/log';
import type {
  Invocation,
  Outcome,
  ResourceHandler,
  ResourceRequest,
} from '../../../../handlers/gateway/protocol/resource';
import { UndeliveredAnswerError } from '../../../../handlers/gateway/protocol/sender';
import { contextOf, eventOf, FakeClock, FUNCTION_ARN, never, SECRET_URL, STACK_ID, settled } from './support';

type Handle = (request: ResourceRequest, invocation: Invocation) => Promise<Outcome>;

const MADE: Outcome = { status: 'SUCCESS', physicalResourceId: 'member-1', data: { VpcId: 'vpc-1' } };

/** A Lambda function with one resource type, everything around it in the test's hands. */
const functionWith = (handle: Handle, overrides: Partial<CustomResourceOptions> = {}) => {
  const clock = new FakeClock();
  const lines: string[] = [];
  const answers: Record<string, unknown>[] = [];
  const invoked: { functionArn: string; event: object }[] = [];
  const exit = jest.fn();
  let stray = (_: unknown) => {};
  const release = jest.fn();
  let runs = 0;
  const handler: ResourceHandler = { physicalId: ({ RequestId }) => `member~${RequestId}`, handle };
  const lambda = customResource({
    load: async () => ({ 'Custom::ExpressGateway': handler }),
    send: async (_url, body) => {
      answers.push(JSON.parse(body));
    },
    invoke: async (functionArn, event) => {
      invoked.push({ functionArn, event });
    },
    clock,
    log: createLog((line) => lines.push(line)),
    newId: () => `run-${++runs}`,
    catchStrays: () => ({ first: new Promise((resolve) => (stray = resolve)), release }),
    exit,
    ...overrides,
  });
  return { lambda, clock, lines, answers, invoked, exit, release, throwStray: (error: unknown) => stray(error) };
};

const noWork: Handle = async () => MADE;
const failing =
  (error: unknown): Handle =>
  async () => {
    throw error;
  };

describe('an event is answered once', () => {
  test('with SUCCESS when its handler succeeds', async () => {
    const handle = jest.fn(noWork);
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
      { id: 'run-1', deadline: clock.now() + 300_000, signal: { aborted: false } },
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

  test('with FAILED when something of it throws where nobody awaits it, and the process ends', async () => {
    const { lambda, answers, exit, throwStray } = functionWith(() => never());
    const run = lambda(eventOf(), contextOf());
    await settled();
    throwStray(new Error('socket hang up'));
    await run;
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'socket hang up' }]);
    expect(exit).toHaveBeenCalledTimes(1);
  });

  test('with FAILED when a handler answers what is no outcome', async () => {
    const { lambda, answers } = functionWith(async () => JSON.parse('{"status":"DONE"}'));
    await lambda(eventOf(), contextOf());
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringMatching(/^TypeError: /) }]);
  });

  test('with FAILED and the id of what was made when its data is too large', async () => {
    const { lambda, answers } = functionWith(async () => ({ ...MADE, data: { X: 'x'.repeat(5000) } }) as Outcome);
    await lambda(eventOf(), contextOf());
    expect(answers).toMatchObject([
      {
        Status: 'FAILED',
        Reason: expect.stringMatching(
          /^AnswerError: The answer with its attributes has \d+ bytes; CloudFormation takes 4096\.$/,
        ),
        PhysicalResourceId: 'member-1',
      },
    ]);
  });

  test('with FAILED that lists what the event lacks, without asking the handler', async () => {
    const handle = jest.fn(noWork);
    const { lambda, answers } = functionWith(handle);
    await lambda({ ResponseURL: SECRET_URL, LogicalResourceId: 'Ünïcode', StackId: 7 }, contextOf());
    expect(answers).toEqual([
      {
        Status: 'FAILED',
        Reason:
          'MalformedEventError: RequestType must be Create, Update or Delete, not undefined. ' +
          'StackId must be a string that is not empty, not number. ' +
          'RequestId must be a string that is not empty, not undefined.',
        PhysicalResourceId: 'cfn-express/Ünïcode/',
        StackId: '',
        RequestId: '',
        LogicalResourceId: 'Ünïcode',
      },
    ]);
    expect(handle).not.toHaveBeenCalled();
  });

  test('with FAILED to a Create or Update of an unknown type, with SUCCESS to its Delete', async () => {
    const { lambda, answers } = functionWith(noWork);
    for (const ResourceType of ['Custom::Other', 'constructor', undefined]) {
      await lambda(eventOf({ ResourceType }), contextOf());
      await lambda(eventOf({ ResourceType, RequestType: 'Update', PhysicalResourceId: 'old' }), contextOf());
      await lambda(eventOf({ ResourceType, RequestType: 'Delete', PhysicalResourceId: 'old' }), contextOf());
      await lambda(eventOf({ ResourceType, RequestType: 'Delete' }), contextOf());
      expect(answers.splice(0)).toMatchObject([
        { Status: 'FAILED', Reason: expect.stringContaining(`type ${ResourceType ?? '(none)'} are not made here`) },
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

  test('not at all when the handler knows that nobody waits', async () => {
    const { lambda, answers, invoked, lines } = functionWith(async () => ({ status: 'SILENT' }));
    await lambda(eventOf(), contextOf());
    expect([answers, invoked]).toEqual([[], []]);
    expect(lines[1]).toContain('"Status":"SILENT"');
  });

  test('not at all when it names nobody to answer to, which Lambda is told', async () => {
    const { lambda, answers } = functionWith(noWork);
    await expect(lambda({ RequestType: 'Create' }, contextOf())).rejects.toThrow('Nobody can be answered');
    expect(answers).toEqual([]);
  });

  test('keeps NoEcho', async () => {
    const { lambda, answers } = functionWith(async () => ({ ...MADE, noEcho: true }) as Outcome);
    await lambda(eventOf(), contextOf());
    expect(answers).toMatchObject([{ NoEcho: true }]);
  });
});

describe('work that lasts', () => {
  const CONTINUES: Outcome = { status: 'CONTINUE', waitingFor: 'the network interfaces of lb' };
  const stoppable: Handle = (_request, { signal }) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

  test('goes on in another run of the function with the same event, and is not answered yet', async () => {
    const { lambda, clock, answers, invoked } = functionWith(async () => CONTINUES);
    await lambda(eventOf(), contextOf());
    expect(answers).toEqual([]);
    expect(invoked).toEqual([
      { functionArn: FUNCTION_ARN, event: { ...eventOf(), Continuation: { hops: 1, startedAt: clock.now() } } },
    ]);
    expect(clock.pending).toBe(0);
  });

  test('is answered once, by the run that ends it', async () => {
    let left = 3;
    const { lambda, answers, invoked } = functionWith(async () => (left-- > 0 ? CONTINUES : MADE));
    await lambda(eventOf(), contextOf());
    for (let run = 0; run < 3; run++) await lambda(invoked[run]?.event, contextOf());
    expect(invoked.map(({ event }) => Reflect.get(event, 'Continuation').hops)).toEqual([1, 2, 3]);
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  test('is told to stop before the deadline, and goes on in another run', async () => {
    const { lambda, clock, answers, invoked, exit, lines } = functionWith(stoppable);
    const run = lambda(eventOf(), contextOf(300_000));
    await clock.advance(284_999);
    expect(invoked).toEqual([]);
    await clock.advance(1);
    await run;
    expect(invoked).toHaveLength(1);
    expect(answers).toEqual([]);
    expect(exit).not.toHaveBeenCalled();
    expect(lines[1]).toContain('"Status":"CONTINUED"');
  });

  test('is answered with what it comes to when it ends as it is told to stop', async () => {
    const { lambda, clock, answers, invoked } = functionWith(
      (_request, { signal }) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve(MADE))),
    );
    const run = lambda(eventOf(), contextOf());
    await clock.advance(285_000);
    await run;
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(invoked).toEqual([]);
  });

  test('fails when it throws a stray error as it is told to stop', async () => {
    const { lambda, clock, answers, invoked, throwStray, exit } = functionWith(() => never());
    const run = lambda(eventOf(), contextOf(300_000));
    await clock.advance(285_000);
    throwStray(new Error('socket hang up'));
    await run;
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'socket hang up' }]);
    expect([invoked.length, exit.mock.calls.length]).toEqual([0, 1]);
  });

  test('goes to another run when it does not stop, and its late end is not answered', async () => {
    let finish = (_: Outcome) => {};
    const { lambda, clock, answers, invoked, exit } = functionWith(() => new Promise((resolve) => (finish = resolve)));
    const run = lambda(eventOf(), contextOf(300_000));
    await clock.advance(290_000);
    await run;
    expect(invoked).toMatchObject([{ event: { Continuation: { hops: 1, unended: true } } }]);
    expect(exit).toHaveBeenCalledTimes(1);

    finish(MADE);
    await clock.advance(300_000);
    expect(answers).toEqual([]);
  });

  test('fails when it does not stop in that run either, and its late end is not answered again', async () => {
    let finish = (_: Outcome) => {};
    const { lambda, clock, answers, invoked, exit } = functionWith(() => new Promise((resolve) => (finish = resolve)));
    const Continuation = { hops: 1, startedAt: clock.now(), unended: true };
    const event = eventOf({ RequestType: 'Delete', PhysicalResourceId: 'old', Continuation });
    const run = lambda(event, contextOf(300_000));
    await clock.advance(290_000);
    await run;
    expect(answers).toMatchObject([
      {
        Status: 'FAILED',
        Reason:
          "RequestTimeoutError: The work neither ended within the function's time nor stopped when it was over. Try again; what is done stays done.",
        PhysicalResourceId: 'old',
      },
    ]);
    expect(exit).toHaveBeenCalledTimes(1);

    finish(MADE);
    await clock.advance(300_000);
    expect(answers).toHaveLength(1);
    expect(invoked).toEqual([]);
  });

  test('fails when code that is being loaded never comes', async () => {
    const { lambda, clock, answers } = functionWith(noWork, { load: () => never() });
    const Continuation = { hops: 1, startedAt: clock.now(), unended: true };
    const run = lambda(eventOf({ Continuation }), contextOf(300_000));
    await clock.advance(290_000);
    await run;
    expect(answers).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: 'cfn-express/WebGateway/a6c2' }]);
  });

  test('fails after thirteen runs, saying what it waited for', async () => {
    const { lambda, clock, answers, invoked } = functionWith(async () => CONTINUES);
    await lambda(eventOf({ Continuation: { hops: 12, startedAt: clock.now() } }), contextOf());
    expect(invoked).toEqual([]);
    expect(answers).toMatchObject([
      {
        Status: 'FAILED',
        Reason:
          'RequestTimeoutError: The work did not end in 13 runs of the function, the most that it may take; it waited for the network interfaces of lb. Try again; what is done stays done.',
      },
    ]);
  });

  test('is stopped, and fails, when the ServiceTimeout is near', async () => {
    const { lambda, clock, answers, invoked } = functionWith(stoppable);
    const run = lambda(eventOf({ Continuation: { hops: 5, startedAt: clock.now() - 1_700_000 } }), contextOf());
    await clock.advance(84_999);
    expect(answers).toEqual([]);
    await clock.advance(1);
    await run;
    expect(answers).toMatchObject([
      {
        Status: 'FAILED',
        Reason:
          "RequestTimeoutError: The work did not end within the resource's ServiceTimeout of 1800 seconds. Try again; what is done stays done.",
      },
    ]);
    expect(invoked).toEqual([]);
  });

  test('is not begun when the ServiceTimeout is over', async () => {
    const handle = jest.fn(noWork);
    const { lambda, clock, answers } = functionWith(handle);
    await lambda(eventOf({ Continuation: { hops: 1, startedAt: clock.now() - 1_800_000 } }), contextOf());
    expect(handle).not.toHaveBeenCalled();
    expect(answers).toMatchObject([{ Status: 'FAILED' }]);
  });

  test('fails when the function cannot invoke itself', async () => {
    const denied = Object.assign(new Error('not authorized to perform: lambda:InvokeFunction'), {
      name: 'AccessDeniedException',
    });
    const { lambda, answers } = functionWith(async () => CONTINUES, { invoke: () => Promise.reject(denied) });
    await lambda(eventOf(), contextOf());
    expect(answers).toMatchObject([
      {
        Status: 'FAILED',
        Reason:
          'HandOnError: The function could not invoke itself to go on: AccessDeniedException: not authorized to perform: lambda:InvokeFunction',
        PhysicalResourceId: 'member~a6c2',
      },
    ]);
  });

  test('fails in time when Lambda does not answer the function that invokes itself', async () => {
    const { lambda, clock, answers } = functionWith(stoppable, { invoke: () => never() });
    const run = lambda(eventOf(), contextOf(300_000));
    await clock.advance(294_999);
    expect(answers).toEqual([]);
    await clock.advance(1);
    await run;
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('no answer in time') }]);
  });
});

describe('an answer that is not taken', () => {
  const refused = new UndeliveredAnswerError("CloudFormation's response URL did not take the answer: HTTP 403.");

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

  test('ends the process if work is left over', async () => {
    const { lambda, clock, exit } = functionWith(() => never(), { send: () => Promise.reject(refused) });
    const Continuation = { hops: 1, startedAt: clock.now(), unended: true };
    const run = expect(lambda(eventOf({ Continuation }), contextOf())).rejects.toBe(refused);
    await clock.advance(290_000);
    await run;
    expect(exit).toHaveBeenCalledTimes(1);
  });

  test('is not tried beyond half a second before the deadline', async () => {
    const send = jest.fn(async () => {});
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

  test('never holds properties, attributes or the response URL, and neither does the reason', async () => {
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

  test('has the stack of an error that the reason spares its reader', async () => {
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
