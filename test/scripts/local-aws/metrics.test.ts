import { KEPT_MS, type MetricKey, Metrics } from '../../../scripts/local-aws/metrics';

const MINUTE = 60_000;
const start = Date.parse('2026-01-01T12:00:00Z');
const key: MetricKey = {
  region: 'eu-west-1',
  namespace: 'N',
  name: 'M',
  dimensions: { A: '1', B: '2' },
  unit: 'Count',
};

/** Metrics with a clock that stands until it is set. */
function metrics() {
  const clock = { now: start };
  return { clock, metrics: new Metrics(() => clock.now) };
}

test('what is counted within a minute is one data point, which can be read a minute after its minute', () => {
  const { clock, metrics: all } = metrics();
  const series = all.series(key);
  series.add(3);
  clock.now += MINUTE - 1;
  series.add(5, 2);
  clock.now = start + 2 * MINUTE - 1;
  series.add(7);
  expect(series.between(0, clock.now)).toEqual([]);
  clock.now += 1;
  const point = { start, sampleCount: 3, sum: 13, minimum: 3, maximum: 5 };
  expect(series.between(start, start + MINUTE)).toMatchObject([point]);
  expect(series.between(start + 1, clock.now)).toEqual([]);
});

test('what is put can be read at once, in the order of time', () => {
  const { metrics: all } = metrics();
  const series = all.series(key);
  series.at(start).add(2, 1);
  series.at(start - MINUTE).add(1, 1);
  expect(series.between(0, start + 1).map(({ sum }) => sum)).toEqual([1, 2]);
});

test('the order of dimensions does not matter; another region, name or value is another metric, another unit another series', () => {
  const { metrics: all } = metrics();
  const series = all.series(key);
  const inSeconds = all.series({ ...key, unit: 'Seconds' });
  expect(all.series({ ...key, dimensions: { B: '2', A: '1' } })).toBe(series);
  expect(all.find({ ...key, dimensions: { B: '2', A: '1' } })).toEqual([series, inSeconds]);
  const others: Partial<MetricKey>[] = [
    { region: 'us-east-1' },
    { name: 'O' },
    { dimensions: { A: '1', B: '3' } },
    { dimensions: {} },
  ];
  expect(others.flatMap((other) => all.find({ ...key, ...other }))).toEqual([]);
  expect([all.in('eu-west-1'), all.in('us-east-1')]).toEqual([[series, inSeconds], []]);
  expect(all.size).toBe(2);
});

test('data points are kept three hours, and a minute keeps a bounded number of values', () => {
  const { clock, metrics: all } = metrics();
  const series = all.series(key);
  for (let minute = 0; minute < 1000; minute += 1) {
    series.add(minute);
    clock.now += MINUTE;
  }
  expect(series.between(0, clock.now).length).toBeLessThanOrEqual(KEPT_MS / MINUTE);
  for (let value = 0; value < 100_000; value += 1) series.add(value / 7);
  clock.now += 2 * MINUTE;
  const point = series.between(0, clock.now).at(-1);
  expect(point).toMatchObject({ sampleCount: 100_000, minimum: 0, maximum: 99_999 / 7 });
  expect(point?.values?.size).toBeLessThan(5000);
});

test('statistics without their values leave no values, unless all of them are the same', () => {
  const { metrics: all } = metrics();
  const [one, two] = [all.series(key).at(start), all.series(key).at(start + MINUTE)];
  one.addStatistics({ sampleCount: 3, sum: 6, minimum: 2, maximum: 2 });
  two.addStatistics({ sampleCount: 3, sum: 9, minimum: 2, maximum: 4 });
  two.add(1, 1);
  expect(one).toMatchObject({ sampleCount: 3, sum: 6, values: new Map([[2, 3]]) });
  expect(two).toMatchObject({ sampleCount: 4, sum: 10, minimum: 1, maximum: 4, values: undefined });
});
