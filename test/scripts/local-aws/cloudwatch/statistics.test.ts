import { statistic } from '../../../../scripts/local-aws/cloudwatch/statistics';
import { MutableDatapoint } from '../../../../scripts/local-aws/datapoint';

/** Data points of those values, each value once. */
function points(...ofPoints: number[][]) {
  return ofPoints.map((values) => {
    const point = new MutableDatapoint(0, 0);
    for (const value of values) point.add(value, 1);
    return point;
  });
}

test.each([
  ['SampleCount', 5],
  ['Sum', 15],
  ['Average', 3],
  ['Minimum', 1],
  ['Maximum', 5],
  ['p0', 1],
  ['p20', 1],
  ['p20.1', 2],
  ['p50', 3],
  ['p99.9', 5],
  ['p100', 5],
])('%s of the values 1 to 5 in two data points is %d', (name, value) => {
  expect(statistic(name)(points([5, 3, 1], [4, 2]))).toBe(value);
});

test('a percentile counts how often each value came', () => {
  const [point] = points([]);
  point?.add(1, 98);
  point?.add(7, 2);
  expect(['p97', 'p98', 'p99'].map((name) => statistic(name)(point ? [point] : []))).toEqual([1, 1, 7]);
});

test('without data points there is no statistic, and without values no percentile', () => {
  const [unknown] = points([]);
  unknown?.addStatistics({ sampleCount: 2, sum: 5, minimum: 1, maximum: 4 });
  expect(['Sum', 'p50'].map((name) => statistic(name)([]))).toEqual([undefined, undefined]);
  expect(['Average', 'p50'].map((name) => statistic(name)(unknown ? [unknown] : []))).toEqual([2.5, undefined]);
});

test.each(['tm90', 'tm(10%:90%)', 'IQM', 'pr(:300)', 'wm98', 'tc(2:5)', 'ts50'])('%s is refused by name', (name) => {
  expect(() => statistic(name)).toThrow(`The statistic ${name} is not played by the embedded AWS`);
});

test.each(['p101', 'Median', 'sum', 'toString', 'p'])('%s is no statistic', (name) => {
  expect(() => statistic(name)).toThrow(`The value ${name} for parameter Stat is not supported.`);
});
