/** Generated requests go to the rule and the group that the documentation of Application Load Balancers says. */
import { route } from '../../../../../scripts/local-aws/elbv2/routing/route';
import type { RoutedRequest } from '../../../../../scripts/local-aws/elbv2/routing/view';
import fc from '../../../../fast-check';
import { asSent, type ConditionForm, type KnownRegex, ruleFor } from './documentation';
import { answer, bodyOf, forward, groupOf, listenerOf, request } from './listener';

/** Few letters, so that patterns and requests meet often. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '.', '-'), maxLength: 3 });
const glob = (...letters: string[]) =>
  fc.string({ unit: fc.constantFrom('*', '?', ...letters), minLength: 1, maxLength: 4 });
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 });
const bytes = fc.constantFrom(0, 1, 10, 127, 128, 255);
const address = fc.tuple(bytes, bytes, bytes, bytes).map((all) => all.join('.'));
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PURGE', 'get');
const path = fc
  .array(fc.constantFrom('a', 'b', 'A', '.', '..', '', 'a.b'), { maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`);
const pair = fc.tuple(word, fc.option(word)).map(([key, value]) => (value === null ? key : `${key}=${value}`));

const HOST_REGEXES: KnownRegex[] = [
  { source: '^a', holds: (host) => host.startsWith('a') },
  { source: 'B$', holds: (host) => host.endsWith('b') },
  { source: '^[^.]+\\.b', holds: (host) => host.indexOf('.') > 0 && host[host.indexOf('.') + 1] === 'b' },
];
const PATH_REGEXES: KnownRegex[] = [
  { source: '^\\/a(\\/|$)', holds: (text) => text === '/a' || text.startsWith('/a/') },
  { source: 'b', holds: (text) => text.includes('b') },
  { source: '^/.{2}$', holds: (text) => text.length === 3 },
];

const condition: fc.Arbitrary<ConditionForm> = fc.oneof(
  fc.record({ field: fc.constant('host-header' as const), values: some(glob('a', 'b', 'B', '.')) }),
  fc.record({
    field: fc.constant('path-pattern' as const),
    values: some(glob('a', 'b', '/', '.').map((text) => `/${text}`)),
  }),
  fc.record({ field: fc.constant('host-header' as const), regexes: some(fc.constantFrom(...HOST_REGEXES)) }),
  fc.record({ field: fc.constant('path-pattern' as const), regexes: some(fc.constantFrom(...PATH_REGEXES)) }),
  fc.record({
    field: fc.constant('http-header' as const),
    name: fc.constantFrom('X-A', 'x-a', 'X-B'),
    values: some(glob('a', 'b', 'A', '.')),
  }),
  fc.record({
    field: fc.constant('http-request-method' as const),
    values: some(fc.constantFrom('GET', 'POST', 'PURGE')),
  }),
  fc.record({
    field: fc.constant('source-ip' as const),
    values: some(fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([ip, length]) => `${ip}/${length}`)),
  }),
  fc.record({
    field: fc.constant('query-string' as const),
    pairs: some(fc.record({ key: glob('a', 'b', 'A'), value: glob('a', 'b', 'A', '.') }, { requiredKeys: ['value'] })),
  }),
);

const header = fc.oneof(word, fc.array(word, { maxLength: 2 }));
const client: fc.Arbitrary<RoutedRequest> = fc.record({
  method,
  host: fc.tuple(word, fc.constantFrom('', ':80', ':8443')).map((parts) => parts.join('')),
  path,
  query: fc.array(pair, { maxLength: 3 }).map((pairs) => pairs.join('&')),
  headers: fc.dictionary(fc.constantFrom('x-a', 'x-b'), header, { maxKeys: 2 }),
  sourceIp: address,
});

const rules = fc.uniqueArray(
  fc.record({
    priority: fc.integer({ min: 1, max: 50_000 }),
    conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 8, selector: ({ priority }) => priority },
);

test('a request goes to the rule of the lowest priority all of whose conditions it meets, otherwise to the default rule', () => {
  const taken = { rule: 0, default: 0 };
  fc.assert(
    fc.property(rules, fc.array(client, { minLength: 1, maxLength: 8 }), (given, requests) => {
      const listener = listenerOf({
        rules: given.map(({ priority, conditions }) => ({
          priority,
          conditions: conditions.map(asSent),
          actions: answer(String(priority)),
        })),
        defaultActions: answer('default'),
      });
      for (const each of requests) {
        const expected = ruleFor(given, each);
        taken[expected === undefined ? 'default' : 'rule'] += 1;
        expect(bodyOf(route(listener, each))).toBe(String(expected ?? 'default'));
      }
    }),
    { numRuns: 2000 },
  );
  // Otherwise the property would say little.
  expect(Math.min(taken.rule, taken.default)).toBeGreaterThan(1000);
});

const weights = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 0, max: 20 }), {
  minKeys: 1,
});
const GROUPS = ['a', 'b', 'c', 'd', 'e'].map((name) => groupOf(name));

test('requests are distributed to target groups by their weights', () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 3 }), (given, rounds) => {
      const listener = listenerOf({ defaultActions: forward(given), groups: GROUPS });
      const total = Object.values(given).reduce((sum, weight) => sum + weight, 0);
      const counts: Record<string, number> = {};
      for (let i = 0; i < Math.max(total, 1) * rounds; i++) {
        const decision = route(listener, request());
        const name = decision.type === 'forward' ? (decision.group?.name ?? 'none') : decision.type;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      const shares = Object.entries(given).filter(([, weight]) => weight > 0);
      const expected = shares.map(([name, weight]) => [name, weight * rounds]);
      expect(counts).toEqual(total === 0 ? { none: rounds } : Object.fromEntries(expected));
    }),
  );
});

test('a client that sends its cookies stays with its target group for the duration since its last request', () => {
  const visit = fc.record({ client: fc.nat(3), afterSeconds: fc.integer({ min: 0, max: 40 }) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.array(visit, { maxLength: 40 }), (seconds, visits) => {
      let now = 0;
      const listener = listenerOf({
        defaultActions: forward({ a: 1, b: 1, c: 1 }, seconds),
        groups: GROUPS,
        now: () => now,
      });
      const clients = new Map<number, { group: string | undefined; cookie: string; at: number }>();
      for (const { client: name, afterSeconds } of visits) {
        now += afterSeconds * 1000;
        const last = clients.get(name);
        const decision = route(listener, request({ headers: { cookie: last?.cookie } }));
        if (decision.type !== 'forward') throw new Error(`The decision is ${decision.type}`);
        const group = decision.group?.name;
        if (last !== undefined && now - last.at < seconds * 1000) expect(group).toBe(last.group);
        const cookie = decision.cookies.map((each) => each.split(';')[0]).join('; ');
        clients.set(name, { group, cookie, at: now });
      }
    }),
  );
});
