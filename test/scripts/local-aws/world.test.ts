import { rmSync } from 'node:fs';
import { createLocalWorld } from '../../../scripts/local-aws/world';

function world(minuteMs: number, signal = new AbortController().signal) {
  return createLocalWorld({ endpoint: 'http://127.0.0.1:1', region: 'eu-west-1', minuteMs, signal, log: () => {} });
}

test('a minute of AWS time takes minuteMs real milliseconds', async () => {
  vi.useFakeTimers();
  try {
    let slept = false;
    const sleeping = world(1200)
      .sleep(30)
      .then(() => {
        slept = true;
      });
    await vi.advanceTimersByTimeAsync(599);
    expect(slept).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await sleeping;
    expect(slept).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('a sleep ends with an AbortError when the world is stopped', async () => {
  const ending = new AbortController();
  const sleeping = world(60_000, ending.signal).sleep(3600);
  ending.abort();
  await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
});

test('dates begin with the real one and run ahead of it, an hour in sixty minutes of AWS time', () => {
  vi.useFakeTimers({ now: new Date('2026-01-01T12:00:00Z') });
  try {
    const [fast, none] = [world(1200), world(0)];
    vi.advanceTimersByTime(60 * 1200);
    expect(fast.now()).toEqual(new Date('2026-01-01T13:00:00Z'));
    expect(none.now()).toEqual(new Date('2026-01-01T12:01:12Z'));
  } finally {
    vi.useRealTimers();
  }
});

test('a folder whose name is no line is not told to who removes folders', () => {
  const told: string[] = [];
  const { signal } = new AbortController();
  const settings = { endpoint: 'http://127.0.0.1:1', region: 'eu-west-1', minuteMs: 1, signal, log: () => {} };
  const { makeFolder } = createLocalWorld({ ...settings, removeAfter: (folder) => told.push(folder) });
  const [plain, broken] = [makeFolder('a'), makeFolder('a\nb')];
  for (const folder of [plain, broken]) rmSync(folder, { recursive: true });
  expect(told).toEqual([plain]);
});
