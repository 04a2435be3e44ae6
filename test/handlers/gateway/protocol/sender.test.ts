import type { Put } from '../../../../handlers/gateway/protocol/put';
import { put as realPut } from '../../../../handlers/gateway/protocol/put';
import { ResponseUrl } from '../../../../handlers/gateway/protocol/response-url';
import { createSender, UndeliveredResponseError } from '../../../../handlers/gateway/protocol/sender';
import { answering, FakeClock, resetting, SECRET_URL, startServer } from './support';

const url = new ResponseUrl(SECRET_URL);

/** A sender on a clock that jumps over every pause, and what it paused and tried. */
function senderOn(put: Put, random = () => 0.5) {
  const clock = new FakeClock();
  const pauses: number[] = [];
  const jumping = {
    now: () => clock.now(),
    after: (milliseconds: number, action: () => void) => {
      pauses.push(milliseconds);
      clock.advance(milliseconds).then(action);
      return () => {};
    },
  };
  return { send: createSender({ clock: jumping, put, random }), clock, pauses };
}

const failing = (code: string): Error => Object.assign(new Error(`connect ${code} to ${SECRET_URL}`), { code });

describe('the sender', () => {
  test('is done when the first attempt succeeds', async () => {
    const put = vi.fn<Put>(async () => ({ status: 200 }));
    const { send, clock, pauses } = senderOn(put);

    await send(url, '{}', clock.now() + 60_000);
    expect(put.mock.calls).toEqual([[new URL(SECRET_URL), '{}', 5_000]]);
    expect(pauses).toEqual([]);
  });

  test('tries again over HTTP after a 500, a reset and a 503', async () => {
    const server = await startServer(answering(500), resetting, answering(503), answering(200));
    const { send, clock } = senderOn(realPut);

    await send(new ResponseUrl(server.url), '{"Status":"SUCCESS"}', clock.now() + 60_000);
    expect(server.received.map(({ body }) => body)).toEqual(Array(4).fill('{"Status":"SUCCESS"}'));
    await server.close();
  });

  test.each([408, 429, 500, 502, 503, 504, 307])('tries again after HTTP %d', async (status) => {
    const put = vi.fn<Put>(async () => ({ status: 200 }));
    put.mockResolvedValueOnce({ status });
    const { send, clock } = senderOn(put);
    await send(url, '{}', clock.now() + 60_000);
    expect(put).toHaveBeenCalledTimes(2);
  });

  test.each([400, 403, 404])('does not try again after HTTP %d', async (status) => {
    const put = vi.fn<Put>(async () => ({ status, code: 'AccessDenied' }));
    const { send, clock } = senderOn(put);
    await expect(send(url, '{}', clock.now() + 60_000)).rejects.toThrow(
      new UndeliveredResponseError(
        `CloudFormation's response URL did not accept the response: HTTP ${status} (AccessDenied), at attempt 1.`,
      ),
    );
    expect(put).toHaveBeenCalledTimes(1);
  });

  test('pauses for a random part of a span that doubles up to ten seconds', async () => {
    const random = vi.fn(() => 0.5);
    const { send, clock, pauses } = senderOn(async () => ({ status: 500 }), random);
    await expect(send(url, '{}', clock.now() + 40_000)).rejects.toThrow(UndeliveredResponseError);
    expect(pauses.slice(0, 9)).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
    expect(random.mock.calls.length).toBe(pauses.length + 1);
  });

  test('stops in time for the deadline, and never lets an attempt last longer', async () => {
    const { send, clock } = senderOn(async (_url, _body, timeoutMs) => {
      await clock.advance(timeoutMs);
      throw failing('ETIMEDOUT');
    });
    const deadline = clock.now() + 12_000;
    await expect(send(url, '{}', deadline)).rejects.toThrow('did not accept the response: ETIMEDOUT, at attempt 3.');
    expect(clock.now()).toBeLessThanOrEqual(deadline);
  });

  test('does not begin an attempt with less than a quarter of a second left', async () => {
    const put = vi.fn<Put>(async () => ({ status: 500 }));
    const { send, clock, pauses } = senderOn(put);
    await expect(send(url, '{}', clock.now() + 349)).rejects.toThrow('at attempt 1.');
    expect(pauses).toEqual([]);
    await expect(send(url, '{}', clock.now() + 350)).rejects.toThrow('at attempt 2.');
    expect(put.mock.calls.map(([, , timeoutMs]) => timeoutMs)).toEqual([349, 350, 250]);
  });

  test('tries once even after the deadline', async () => {
    const put = vi.fn<Put>(async () => ({ status: 200 }));
    const { send, clock } = senderOn(put);
    await send(url, '{}', clock.now() - 1);
    expect(put.mock.calls.map(([, , timeoutMs]) => timeoutMs)).toEqual([250]);
  });

  test('names a network error by its code, never by its message, which may contain the URL', async () => {
    for (const [error, what] of [
      [failing('ENOTFOUND'), 'ENOTFOUND'],
      [new Error(SECRET_URL), 'no connection'],
    ] as const) {
      const { send, clock } = senderOn(async () => {
        throw error;
      });
      const message = await send(url, '{}', clock.now() + 1_000).catch((thrown: Error) => `${thrown.stack}`);
      expect(message).toContain(what);
      expect(message).not.toContain('topsecret');
    }
  });
});
