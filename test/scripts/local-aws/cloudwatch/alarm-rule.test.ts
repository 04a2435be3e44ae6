import { type AlarmRule, evaluationRange, stateOf } from '../../../../scripts/local-aws/cloudwatch/alarm-rule';

const rule: AlarmRule = {
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 1,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 3,
};

/** As in the documentation: the newest data point is the last one; 0 does not breach, X does, - is missing. */
const points = (text: string) =>
  text
    .split(' ')
    .map((point) => (point === '-' ? undefined : point === 'X' ? 9 : 0))
    .reverse();

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'];
const states = (text: string, settings: Partial<AlarmRule> = {}) =>
  TREATMENTS.map((TreatMissingData) => stateOf(points(text), { ...rule, TreatMissingData, ...settings }) ?? 'kept');

// The tables of the documentation: alarms-and-missing-data.html.
test.each([
  ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
  ['- - - - -', ['INSUFFICIENT_DATA', 'kept', 'ALARM', 'OK']],
  ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['- - X - -', ['ALARM', 'kept', 'ALARM', 'OK']],
  // "The alarm does not go immediately into ALARM state."
  ['- - - - X', ['INSUFFICIENT_DATA', 'kept', 'ALARM', 'OK']],
  ['- - - X -', ['INSUFFICIENT_DATA', 'kept', 'ALARM', 'OK']],
  ['- - - X 0', ['OK', 'OK', 'OK', 'OK']],
])('an alarm of 3 out of 3 data points is in the documented state for %s', (text, expected) => {
  expect(states(text)).toEqual(expected);
});

test.each([
  ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - X -', ['ALARM', 'kept', 'ALARM', 'OK']],
  ['- - - - X', ['INSUFFICIENT_DATA', 'kept', 'ALARM', 'OK']],
])('an alarm of 2 out of 3 data points is in the documented state for %s', (text, expected) => {
  expect(states(text, { DatapointsToAlarm: 2 })).toEqual(expected);
});

test('the treatment of missing data points is missing unless it is set, and M is N', () => {
  const { DatapointsToAlarm: _, ...settings } = rule;
  expect(stateOf(points('- - - - -'), settings)).toBe('INSUFFICIENT_DATA');
  expect(stateOf(points('0 0 0 X X'), settings)).toBe('OK');
  expect(stateOf(points('0 0 X X X'), settings)).toBe('ALARM');
});

test('data points of before the evaluation range do not count, and the documented range of 3 periods is 5', () => {
  expect(evaluationRange(3)).toBe(5);
});

test.each([
  ['GreaterThanThreshold', ['OK', 'OK', 'ALARM']],
  ['GreaterThanOrEqualToThreshold', ['OK', 'ALARM', 'ALARM']],
  ['LessThanThreshold', ['ALARM', 'OK', 'OK']],
  ['LessThanOrEqualToThreshold', ['ALARM', 'ALARM', 'OK']],
])('%s compares with the threshold as its name says', (ComparisonOperator, expected) => {
  const one = { ...rule, ComparisonOperator, EvaluationPeriods: 1, DatapointsToAlarm: 1 };
  expect([0, 1, 2].map((value) => stateOf([value], one))).toEqual(expected);
});
