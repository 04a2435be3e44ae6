import {
  compact,
  depth,
  isObject,
  isScalar,
  mapValues,
  member,
  typeName,
} from '../../../handlers/template-language/json';

test('Only own members count, whatever they are called', () => {
  expect(member({}, 'constructor')).toBeUndefined();
  expect(member([1], '0')).toBeUndefined();
  expect(member('text', 'length')).toBeUndefined();
  expect(member({ a: null }, 'a')).toBeNull();
});

test('A member called __proto__ stays a member', () => {
  const object = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}');
  const copy = mapValues(object, (value) => value);
  expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true},"a":1}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('Undefined members are left out and the others keep their order', () => {
  expect(Object.keys(compact({ b: 1, a: undefined, c: null }))).toEqual(['b', 'c']);
});

test('Types have readable names', () => {
  expect([null, undefined, [], {}, 'a', 1, true].map(typeName)).toEqual([
    'null',
    'null',
    'a list',
    'an object',
    'a string',
    'a number',
    'a boolean',
  ]);
  expect([[], null, {}].map(isObject)).toEqual([false, false, true]);
  expect(['', 0, false, null, {}].map(isScalar)).toEqual([true, true, true, false, false]);
});

test('Depth counts levels, even of values that would overflow the stack', () => {
  expect([1, [], { a: 1 }, { a: [1] }].map(depth)).toEqual([0, 0, 1, 2]);
  let deep: unknown = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(depth(deep)).toBe(100_000);
});
