import type { Outcome } from '../../../../handlers/gateway/protocol/resource';
import { functionWith, type Handle, MADE, noWork } from './function-with';
import { contextOf, eventOf, FUNCTION_ARN, never } from './support';

describe('work that lasts', () => {
  const CONTINUES: Outcome = { status: 'CONTINUE', waitingFor: 'the network interfaces of lb' };
  const stoppable: Handle = (_request, { signal }) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

  test('continues in another run of the function with the same event, and is not answered yet', async () => {
    const { lambda, clock, answers, invoked } = functionWith(async () => CONTINUES);
    await lambda(eventOf(), contextOf());
    expect(answers).toEqual([]);
    expect(invoked).toEqual([
      { functionArn: FUNCTION_ARN, event: { ...eventOf(), Continuation: { hops: 1, startedAt: clock.now() } } },
    ]);
    expect(clock.pending).toBe(0);
  });

  test('is answered once, by the run that finishes it', async () => {
    let left = 3;
    const { lambda, answers, invoked } = functionWith(async () => (left-- > 0 ? CONTINUES : MADE));
    await lambda(eventOf(), contextOf());
    for (let run = 0; run < 3; run++) await lambda(invoked[run]?.event, contextOf());
    expect(invoked.map(({ event }) => Reflect.get(event, 'Continuation').hops)).toEqual([1, 2, 3]);
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  test('is told to stop before the deadline, and continues in another run', async () => {
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

  test('is answered with its result when it ends while it is being stopped', async () => {
    const { lambda, clock, answers, invoked } = functionWith(
      (_request, { signal }) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve(MADE))),
    );
    const run = lambda(eventOf(), contextOf());
    await clock.advance(285_000);
    await run;
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(invoked).toEqual([]);
  });

  test('fails on an uncaught error while it is being stopped', async () => {
    const { lambda, clock, answers, invoked, throwUncaught, exit } = functionWith(() => never());
    const run = lambda(eventOf(), contextOf(300_000));
    await clock.advance(285_000);
    throwUncaught(new Error('socket hang up'));
    await run;
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'socket hang up' }]);
    expect([invoked.length, exit.mock.calls.length]).toEqual([0, 1]);
  });

  test('continues in another run when it does not stop, and its late result is ignored', async () => {
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

  test('fails when it does not stop in that run either, and its late result is ignored', async () => {
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
          "RequestTimeoutError: The work did not end within the function's time-out and did not stop when told to. Try again: finished steps are not repeated.",
        PhysicalResourceId: 'old',
      },
    ]);
    expect(exit).toHaveBeenCalledTimes(1);

    finish(MADE);
    await clock.advance(300_000);
    expect(answers).toHaveLength(1);
    expect(invoked).toEqual([]);
  });

  test('fails when loading the handlers never ends', async () => {
    const { lambda, clock, answers } = functionWith(noWork, { load: () => never() });
    const Continuation = { hops: 1, startedAt: clock.now(), unended: true };
    const run = lambda(eventOf({ Continuation }), contextOf(300_000));
    await clock.advance(290_000);
    await run;
    expect(answers).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: 'cfn-express/WebGateway/a6c2' }]);
  });

  test('fails after thirteen runs, and says what it was waiting for', async () => {
    const { lambda, clock, answers, invoked } = functionWith(async () => CONTINUES);
    await lambda(eventOf({ Continuation: { hops: 12, startedAt: clock.now() } }), contextOf());
    expect(invoked).toEqual([]);
    expect(answers).toMatchObject([
      {
        Status: 'FAILED',
        Reason:
          'RequestTimeoutError: The work did not finish in 13 runs of the function, which is the maximum; it was waiting for the network interfaces of lb. Try again: finished steps are not repeated.',
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
          "RequestTimeoutError: The work did not finish within the resource's ServiceTimeout of 1800 seconds. Try again: finished steps are not repeated.",
      },
    ]);
    expect(invoked).toEqual([]);
  });

  test('does not start when the ServiceTimeout is over', async () => {
    const handle = vi.fn(noWork);
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
          'ContinuationError: The function could not invoke itself to continue: AccessDeniedException: not authorized to perform: lambda:InvokeFunction',
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
    expect(answers).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringContaining('Lambda did not answer in time') },
    ]);
  });
});
