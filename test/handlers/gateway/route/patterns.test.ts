import { canonical, covers, isEveryHost, isEveryPath } from '../../../../handlers/gateway/route/patterns';

test.each([
  ['/**', '/*'],
  ['a*?b?*', 'a?*b?*'],
  ['/a?', '/a?'],
  ['*?*?', '??*'],
])('%s is spelled %s', (pattern, expected) => {
  expect(canonical(pattern)).toBe(expected);
});

test('every path is what begins with a slash', () => {
  expect(['/*', '*', '/**', '*/*', '?*', '*?'].filter((path) => !isEveryPath(path))).toEqual([]);
  expect(['/', '/?*', '/x*', '*/', '*x', '/*/*', ''].filter(isEveryPath)).toEqual([]);
});

test('every host is what has a character', () => {
  expect(['*', '**', '?*', '*?'].filter((host) => !isEveryHost(host))).toEqual([]);
  expect(['*.*', 'a*', '??*', '?'].filter(isEveryHost)).toEqual([]);
});

test('a pattern covers another if it matches whatever that matches', () => {
  const pairs = [
    ['*', 'a.test'],
    ['*.test', '*.a.test'],
    ['?.test', 'a.test'],
    ['/a*', '/a/?/*'],
    ['a.test', 'a.test'],
  ] as const;
  expect(pairs.filter(([pattern, other]) => !covers(pattern, other))).toEqual([]);
  expect(pairs.slice(0, 4).filter(([pattern, other]) => covers(other, pattern))).toEqual([]);
  expect(covers('?.test', '*.test')).toBe(false);
  expect(covers('a.test', 'axtest')).toBe(false);
});

test('a pattern of many wildcards is held against a long text all the same', () => {
  expect(covers(`${'*a'.repeat(60)}*b`, 'a'.repeat(128))).toBe(false);
  expect(covers(`${'*a'.repeat(60)}*b`, `${'a'.repeat(127)}b`)).toBe(true);
  expect(covers('*a?*c', 'xabbc')).toBe(true);
  expect(covers('*a?*c', 'xac')).toBe(false);
});
