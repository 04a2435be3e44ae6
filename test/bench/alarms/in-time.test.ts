import { type CanaryStep, tryPhases } from './in-time';

const canary = { visitors: 1400, percent: 5 };
/** Every fifth second is enough to see it. */
const inPhases = (step: CanaryStep) => tryPhases(step, 5);

test('a canary step of three minutes, the default, is over before the alarm in half of the phases, up to a minute before', () => {
  const { inTime, worstSeconds, meanSeconds } = inPhases({ ...canary, bakeMinutes: 3 });
  expect(inTime).toBeCloseTo(0.5, 1);
  expect(worstSeconds).toBeLessThanOrEqual(60);
  expect(meanSeconds).toBeLessThan(15);
});

test('in a canary step of four minutes the alarm comes in every phase, if every part of a minute has requests', () => {
  expect(inPhases({ ...canary, bakeMinutes: 4 }).inTime).toBeGreaterThan(0.99);
});

test('in a canary step of five minutes the alarm comes in every phase, with few requests too', () => {
  expect(inPhases({ ...canary, bakeMinutes: 5 }).inTime).toBe(1);
  expect(inPhases({ ...canary, visitors: 60, bakeMinutes: 5 }).inTime).toBe(1);
});

test('with less than one request a minute the alarm does not come within the canary step', () => {
  expect(inPhases({ ...canary, visitors: 5, bakeMinutes: 5 }).inTime).toBe(0);
});

test('without requests the alarm never comes', () => {
  expect(inPhases({ ...canary, visitors: 0, bakeMinutes: 5 })).toMatchObject({ inTime: 0, worstSeconds: Infinity });
});

test('all traffic on a version that fails raises the alarm within the three minutes after the step', () => {
  for (const visitors of [5, 60, 1400]) {
    expect(inPhases({ ...canary, visitors, bakeMinutes: 3 }).worstSeconds).toBeLessThan(240);
  }
});
