import { PatientClock } from './clock';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Twenty calls: the clock runs at half the speed of real time. */
const MANY = Array.from({ length: 20 });

test('time runs fast while no call is under way, and slower the more there are', async () => {
  const clock = new PatientClock(100, 0);
  await vi.advanceTimersByTimeAsync(10);
  expect(clock.now()).toBe(1000);
  let finish = () => {};
  const call = new Promise<void>((resolve) => (finish = resolve));
  const work = Promise.all(MANY.map(() => clock.during(call)));
  await vi.advanceTimersByTimeAsync(10);
  expect(clock.now()).toBe(1005);
  finish();
  await work;
  await vi.advanceTimersByTimeAsync(10);
  expect(clock.now()).toBe(2005);
});

test('a timer goes off at its time, however the speed changes', async () => {
  const clock = new PatientClock(100, 0);
  const rung: string[] = [];
  clock.after(2000, () => rung.push('late'));
  clock.after(1000, () => rung.push('early'));
  clock.after(500, () => rung.push('cancelled'))();
  let finish = () => {};
  const call = new Promise<void>((resolve) => (finish = resolve));
  const work = Promise.all(MANY.map(() => clock.during(call)));
  await vi.advanceTimersByTimeAsync(1000);
  expect(rung).toEqual([]);
  finish();
  await work;
  await vi.advanceTimersByTimeAsync(6);
  expect(rung).toEqual(['early']);
  await vi.advanceTimersByTimeAsync(10);
  expect(rung).toEqual(['early', 'late']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a call that fails is no longer under way', async () => {
  const clock = new PatientClock(100, 0);
  await expect(clock.during(Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  await vi.advanceTimersByTimeAsync(10);
  expect(clock.now()).toBe(1000);
});

test('time runs at real speed while a caller waits for an answer that does not come', async () => {
  const clock = new PatientClock(100, 0);
  void clock.duringSilence(new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(10);
  expect(clock.now()).toBe(10);
});
