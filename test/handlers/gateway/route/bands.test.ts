import {
  type Band,
  bandOf,
  freeAfter,
  freeIn,
  HIGHEST,
  isIn,
  LOWEST,
  PARKED,
  priorityIn,
} from '../../../../handlers/gateway/route/bands';
import { canonical, covers, isEveryHost, isEveryPath } from '../../../../handlers/gateway/route/patterns';
import { type Shape, shapeOfHost, shapeOfPath } from '../../../../handlers/gateway/route/specificity';

/** Hosts and paths of rules in the order in which they are tried. */
const ORDER: readonly (readonly [hosts: readonly string[], paths: readonly string[]])[] = [
  [['bank.example.com'], ['/login']],
  [['bank.example.com'], ['/login/new/*']],
  [['bank.example.com'], ['/login/a*']],
  [['bank.example.com'], ['/login', '/login/*']],
  [['bank.example.com'], ['/login/?*']],
  [['bank.example.com'], ['/login*']],
  [['bank.example.com'], ['/*/a']],
  [['bank.example.com'], ['/l*']],
  [['bank.example.com'], ['/*', '/x']],
  [['bank.example.com'], ['/?*']],
  [['www.*.example.com'], ['/*']],
  [['*.example.com'], ['/a/*']],
  [['*.example.com'], []],
  [['?*.example.com'], ['/a/*']],
  [['a*.com', 'bank.example.com'], []],
  [['*.com'], ['/x']],
  [['*.com'], []],
  [['*.*'], []],
  [[], ['/shop-web', '/shop-web/*']],
  [['*'], ['/s*']],
  [[], ['/*']],
  [['**'], ['*?/*']],
];

const rules = ORDER.map(([hosts, paths]) => ({ hosts, paths, band: bandOf(hosts, paths) }));

it.each(rules.slice(1).map((rule, index) => [rule, rules[index]] as const))('%j come after %j', (rule, before) => {
  expect(rule.band.from).toBeGreaterThan(before?.band.to ?? Number.NaN);
});

it('gives patterns that match the same the same band, however they are spelled', () => {
  const same: readonly (readonly [string[], string[]])[] = [
    [['*'], ['/*']],
    [['**'], ['*']],
    [['*?'], []],
    [[], ['*?', '/x']],
  ];
  expect(new Set(same.map(([hosts, paths]) => bandOf(hosts, paths).from)).size).toBe(1);
  expect(bandOf(['B.test'], ['/x/**'])).toEqual(bandOf(['b.test'], ['/x/*']));
});

/** Every text of up to `longest` of the signs. */
const texts = (signs: string, longest: number): string[] =>
  longest === 0 ? [''] : ['', ...[...signs].flatMap((sign) => texts(signs, longest - 1).map((rest) => sign + rest))];

/** What nobody writes but to come before the other of the two. */
const isTrick = (shape: Shape, other: Shape): boolean =>
  shape.kind === 'nearly all' && other.kind === 'all' && shape.depth === other.depth;

const DEEPEST = 8;

/** What asks hardly anything, at such length, is in no order. */
const isOdd = ({ kind, weight }: Shape): boolean => kind === 'nearly all' && weight >= 12;

/** The pairs of different patterns of which the first covers the second, and not by a trick of the second's. */
const covering = (patterns: readonly string[], shapeOf: (pattern: string) => Shape): [string, string][] =>
  patterns.flatMap((one) =>
    patterns
      .filter((other) => other !== one && covers(one, other))
      .filter((other) => !isTrick(shapeOf(other), shapeOf(one)) && !isOdd(shapeOf(other)))
      .map((other): [string, string] => [one, other]),
  );

const paths = [
  ...new Set(
    ['/', '*']
      .flatMap((first) => texts('/a*?', 4).map((rest) => first + rest))
      .map((path) => (isEveryPath(path) ? '/*' : canonical(path))),
  ),
];
const hosts = [
  ...new Set(
    texts('.a*?', 4)
      .slice(1)
      .map((host) => (isEveryHost(host) ? '*' : canonical(host))),
  ),
];

const comesFirst = (one: Band, other: Band): boolean => one.to < other.from;

describe('what a rule covers of another comes before it, whatever the slots:', () => {
  const pairs = covering(paths, (path) => shapeOfPath(path, DEEPEST));

  it.each([[[]], [['a.test']]])('paths of hosts %j', (of) => {
    expect(pairs.length).toBeGreaterThan(5_000);
    const bands = new Map(paths.map((path) => [path, bandOf(of, [path])]));
    const at = (path: string): Band => bands.get(path) ?? bandOf(of, [path]);
    expect(pairs.filter(([one, other]) => !comesFirst(at(other), at(one)))).toEqual([]);
  });

  it.each([[[]], [['/x']], [['/x/*']], [['/x*y']]])('hosts with paths %j', (of) => {
    const covered = covering(hosts, (host) => shapeOfHost(host, DEEPEST));
    expect(covered.length).toBeGreaterThan(1_000);
    const bands = new Map(hosts.map((host) => [host, bandOf([host], of)]));
    const at = (host: string): Band => bands.get(host) ?? bandOf([host], of);
    expect(covered.filter(([one, other]) => !comesFirst(at(other), at(one)))).toEqual([]);
  });

  it('paths of wildcard hosts, as far as there are numbers for them', () => {
    const short = paths.filter((path) => path.length <= 4);
    const covered = covering(short, (path) => shapeOfPath(path, DEEPEST));
    const told = covered.filter(([, other]) => shapeOfPath(other, DEEPEST).kind !== 'nearly all');
    for (const host of ['*.test', '?*.test', 'a*.test', '*.*']) {
      expect(told.filter(([one, other]) => !comesFirst(bandOf([host], [other]), bandOf([host], [one])))).toEqual([]);
    }
  });
});

it('gives each slot of a load balancer its own priority in the usual bands, within the limits of AWS', () => {
  const usual = rules.filter(({ band }) => band.to - band.from > 50).map(({ band }) => band);
  expect(usual.length).toBeGreaterThan(5);
  for (const band of usual) {
    const numbers = Array.from({ length: 50 }, (_, index) => priorityIn(band, index + 1));
    expect(new Set(numbers).size).toBe(50);
  }
  for (const { band } of rules) {
    for (const slot of [1, 50, 1000]) {
      const priority = priorityIn(band, slot);
      expect(rules.filter((one) => isIn(one.band, priority)).map((one) => one.band)).toEqual([band]);
      expect(priority).toBeGreaterThanOrEqual(LOWEST);
      expect(priority).toBeLessThanOrEqual(HIGHEST);
    }
  }
});

it('the first free priority is found in a band, and after a given priority', () => {
  expect(freeIn({ from: 5, to: 9 }, { 5: 'a', 6: 'b', 8: 'c' })).toBe(7);
  expect(freeIn({ from: 5, to: 6 }, { 5: 'a', 6: 'b' })).toBe(7);
  expect(freeAfter(2, { 3: 'a', 5: 'b' })).toBe(4);
});

it('every band ends before the numbers of parked rules, of which each slot has one', () => {
  const nearly = `/${'?'.repeat(3)}*`;
  expect(Math.max(...[['/*'], [nearly], ['*']].map((paths) => bandOf([], paths).to))).toBeLessThan(PARKED.from);
  const numbers = Array.from({ length: 50 }, (_, index) => priorityIn(PARKED, index + 1));
  expect([new Set(numbers).size, PARKED.to]).toEqual([50, HIGHEST]);
});
