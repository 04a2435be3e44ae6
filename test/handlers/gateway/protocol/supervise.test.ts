import { supervise } from '../../../../handlers/gateway/protocol/supervise';
import { drained, FakeClock, never } from './support';

const on = (clock: FakeClock, uncaught: Promise<unknown> = never()) => ({
  clock,
  stopAt: clock.now() + 100,
  graceMs: 20,
  uncaught,
});

describe('supervised work', () => {
  test('ends with its result, and no timer remains', async () => {
    const clock = new FakeClock();
    expect(await supervise(async () => 7, on(clock))).toEqual({
      result: { status: 'fulfilled', value: 7 },
      timeUp: false,
      running: false,
    });
    expect(clock.pending).toBe(0);
  });

  test.each([
    ['throws', () => failing()],
    ['rejects', async () => failing()],
  ])('ends with its error when it %s', async (_, work) => {
    const ending = await supervise(work, on(new FakeClock()));
    expect(ending).toEqual({ result: { status: 'rejected', reason: new Error('no') }, timeUp: false, running: false });
  });

  test('is told to stop when its time is up, and may still end', async () => {
    const clock = new FakeClock();
    const ending = supervise(
      (stop) => new Promise<string>((resolve) => stop.addEventListener('abort', () => resolve('stopped'))),
      on(clock),
    );
    await clock.advance(100);
    expect(await ending).toEqual({ result: { status: 'fulfilled', value: 'stopped' }, timeUp: true, running: false });
    expect(clock.pending).toBe(0);
  });

  test('is abandoned when it does not stop in time, and not a moment earlier', async () => {
    const clock = new FakeClock();
    const given = vi.fn();
    supervise(() => never<string>(), on(clock)).then(given);
    await clock.advance(119);
    expect(given).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(given).toHaveBeenCalledWith({ timeUp: true, running: true });
  });

  test('ends with an uncaught error, and may still be running', async () => {
    const clock = new FakeClock();
    expect(await supervise(() => never<string>(), on(clock, Promise.resolve('uncaught')))).toEqual({
      result: { status: 'rejected', reason: 'uncaught' },
      timeUp: false,
      running: true,
    });
    expect(clock.pending).toBe(0);
  });

  test('may end late without any effect', async () => {
    const clock = new FakeClock();
    let reject = (_: Error) => {};
    const ending = supervise(() => new Promise<string>((_, rejected) => (reject = rejected)), on(clock));
    await clock.advance(120);
    reject(new Error('late'));
    await drained();
    expect(await ending).toEqual({ timeUp: true, running: true });
  });
});

function failing(): never {
  throw new Error('no');
}
