import { createLocalWorld } from '../../../scripts/local-aws/world';

function world(minuteMs: number, signal = new AbortController().signal) {
  return createLocalWorld({ endpoint: 'http://127.0.0.1:1', region: 'eu-west-1', minuteMs, signal, log: () => {} });
}

test('a minute of AWS time takes minuteMs real milliseconds', async () => {
  jest.useFakeTimers();
  try {
    let slept = false;
    const sleeping = world(1200)
      .sleep(30)
      .then(() => {
        slept = true;
      });
    await jest.advanceTimersByTimeAsync(599);
    expect(slept).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await sleeping;
    expect(slept).toBe(true);
  } finally {
    jest.useRealTimers();
  }
});

test('a sleep ends with an AbortError when the world is stopped', async () => {
  const ending = new AbortController();
  const sleeping = world(60_000, ending.signal).sleep(3600);
  ending.abort();
  await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
});
