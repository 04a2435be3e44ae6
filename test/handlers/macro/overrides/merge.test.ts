import { merge } from '../../../../handlers/macro/overrides/merge';
import type { JsonObject } from '../../../../handlers/template-language/json';
import fc from '../../../fast-check';

test('Objects are merged member by member, and members that the override does not name stay', () => {
  expect(merge({ a: { b: 1, c: 2 }, d: 3 }, { a: { c: 4 }, e: 5 })).toEqual({ a: { b: 1, c: 4 }, d: 3, e: 5 });
});

test.each<[string, string]>([
  ['Name', 'ContainerDefinitions'],
  ['Key', 'Tags'],
  ['Id', 'Metrics'],
  ['ContainerName', 'LoadBalancers'],
  ['PolicyName', 'Policies'],
])('Items are matched by their %s, as in %s, and new items come last', (key, list) => {
  const base = {
    [list]: [
      { [key]: 'a', x: 1 },
      { [key]: 'b', x: 2 },
    ],
  };
  const over = {
    [list]: [
      { [key]: 'c', x: 5 },
      { [key]: 'b', y: 4 },
    ],
  };
  expect(merge(base, over)).toEqual({
    [list]: [
      { [key]: 'a', x: 1 },
      { [key]: 'b', x: 2, y: 4 },
      { [key]: 'c', x: 5 },
    ],
  });
});

test('An item that exists under a condition stays where it is', () => {
  const conditional: JsonObject = { 'Fn::If': ['C', { Name: 'A', Value: 'a' }, { Ref: 'AWS::NoValue' }] };
  expect(merge({ Environment: [conditional] }, { Environment: [{ Name: 'B', Value: 'b' }] })).toEqual({
    Environment: [conditional, { Name: 'B', Value: 'b' }],
  });
});

test('Any other list is replaced, and an empty list removes all items', () => {
  expect(merge({ a: [1, 2], b: [{ Name: 'x' }] }, { a: [3], b: [] })).toEqual({ a: [3], b: [] });
});

test.each([
  ['A function replaces an object', { a: { b: 1 } }, { a: { Ref: 'X' } }, { a: { Ref: 'X' } }],
  ['An object replaces a function', { a: { Ref: 'X' } }, { a: { b: 1 } }, { a: { b: 1 } }],
  ['AWS::NoValue removes a member', { a: 1, b: 2 }, { a: { Ref: 'AWS::NoValue' } }, { b: 2 }],
])('%s', (_, base, over, expected) => {
  expect(merge(base, over as JsonObject)).toEqual(expected);
});

test('A merge changes neither of its arguments, and a second merge changes nothing', () => {
  const json = fc.dictionary(fc.constantFrom('a', 'b', 'Name', '__proto__'), fc.jsonValue({ maxDepth: 3 }));
  fc.assert(
    fc.property(json, json, (base, over) => {
      const before = JSON.stringify([base, over]);
      const once = merge(base as JsonObject, over as JsonObject);
      expect(JSON.stringify([base, over])).toBe(before);
      expect(JSON.stringify(merge(once, over as JsonObject))).toBe(JSON.stringify(once));
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
  );
});
