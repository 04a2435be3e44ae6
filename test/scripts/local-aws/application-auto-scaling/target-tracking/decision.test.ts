import {
  scaleIn,
  scaleOut,
  type TrackingState,
} from '../../../../../scripts/local-aws/application-auto-scaling/target-tracking/decision';

const requests = (state: Partial<TrackingState>): TrackingState => ({
  policyName: 'requests',
  target: 500,
  scalesIn: true,
  ...state,
});

test.each([
  [1, 1400, 3],
  [1, 1500, 3],
  [1, 1501, 4],
  [1, 3000, 6],
  [3, 501, 4],
  [4, 750, 6],
  [10, 1000, 20],
  [0, 600, 1],
])('%i tasks with a metric of %f and a target of 500 become %i', (counted, value, count) => {
  expect(scaleOut([requests({ value, high: 'high' })], counted)).toEqual({
    count,
    policyName: 'requests',
    alarmName: 'high',
  });
});

test('numbers that are no whole ones do not add a task too many', () => {
  expect(scaleOut([requests({ target: 0.1, value: 0.3, high: 'high' })], 1)?.count).toBe(3);
});

test('the policy that wants most scales out, even if others want less', () => {
  const cpu = { ...requests({ value: 90, high: 'hot' }), policyName: 'cpu', target: 60 };
  expect(scaleOut([requests({ value: 100, low: 'low' }), cpu], 4)).toEqual({
    count: 6,
    policyName: 'cpu',
    alarmName: 'hot',
  });
  expect(scaleOut([requests({ value: 1400, high: 'high' }), cpu], 4)?.policyName).toBe('requests');
});

test.each([
  ['its metric has no new value', { high: 'high' }],
  ['its alarm is not in ALARM', { value: 900 }],
  ['its metric has come back to the target', { value: 500, high: 'high' }],
])('a policy does not scale out if %s', (_, state) => {
  expect(scaleOut([requests(state)], 2)).toBeUndefined();
});

test.each([
  [3, 5, 2],
  [10, 0, 9],
  [2, 240, 1],
  // One task less would have 660.
  [3, 440, 3],
  [1, 0, 0],
])('%i tasks with a low metric of %f become %i', (current, value, count) => {
  expect(scaleIn([requests({ value, low: 'low' })], current)?.count).toBe(count);
});

test('policies scale in only if all that may do so have a low metric', () => {
  const low = requests({ value: 10, low: 'low' });
  const cpu = { ...requests({}), policyName: 'cpu', target: 60 };
  expect(scaleIn([low, cpu], 3)).toBeUndefined();
  expect(scaleIn([low, { ...cpu, value: 5, low: 'idle' }], 3)?.count).toBe(2);
  expect(scaleIn([low, { ...cpu, scalesIn: false }], 3)?.count).toBe(2);
  expect(scaleIn([{ ...low, value: undefined }], 3)).toBeUndefined();
  expect(scaleIn([{ ...low, scalesIn: false }], 3)).toBeUndefined();
});

test('of the policies that scale in, the one that keeps most counts', () => {
  const cpu = { ...requests({ value: 50, low: 'idle' }), policyName: 'cpu', target: 60 };
  expect(scaleIn([requests({ value: 10, low: 'low' }), cpu], 5)).toEqual({
    count: 5,
    policyName: 'cpu',
    alarmName: 'idle',
  });
});
