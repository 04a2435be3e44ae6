import { bandOf, freeAfter, freeIn, isIn, priorityIn } from '../../../../handlers/gateway/route/priority';

it.each([
  [['a.test'], ['/x', '/y/*'], 'some paths of hosts'],
  [['a.test', '*.test'], ['/x'], 'some paths of wildcard hosts'],
  [[], ['/x'], 'some paths of every host'],
  [['a.test', '**'], ['/x'], 'some paths of every host'],
  [['a.test'], [], 'every path of hosts'],
  [['a.test'], ['/*'], 'every path of hosts'],
  [['a.test', '*.test'], [], 'every path of wildcard hosts'],
  [[], ['/*'], 'everything'],
  [['*'], [], 'everything'],
])('hosts %j with paths %j are %s', (hosts, paths, band) => {
  expect(bandOf(hosts, paths)).toBe(band);
});

it('gives every slot its own number in every band, within the bands and within what AWS takes', () => {
  const bands = [
    'some paths of hosts',
    'every path of hosts',
    'some paths of wildcard hosts',
    'every path of wildcard hosts',
    'some paths of every host',
    'everything',
  ] as const;
  const numbers = bands.flatMap((band) =>
    Array.from({ length: 100 }, (_, index) => ({ band, number: priorityIn(band, index + 1) })),
  );
  expect(new Set(numbers.map(({ number }) => number)).size).toBe(600);
  for (const { band, number } of numbers) {
    expect(bands.filter((one) => isIn(one, number))).toEqual([band]);
    expect(number).toBeGreaterThanOrEqual(1);
    expect(number).toBeLessThanOrEqual(50_000);
  }
});

it('finds the first free number, from above where what is last comes first', () => {
  expect(freeIn('some paths of hosts', { 1: 'a', 2: 'b', 4: 'c' })).toBe(3);
  expect(freeIn('everything', { 49000: 'a' })).toBe(48_999);
});

it('finds the first free number after another, in the last band too', () => {
  expect(freeAfter(2, { 3: 'a', 5: 'b' })).toBe(4);
  const last = freeAfter(priorityIn('everything', 1), {});
  expect(last).toBe(49_001);
  expect(isIn('everything', last)).toBe(true);
});
