import { canonical, covers, isEveryHost, isEveryPath } from '../../../../handlers/gateway/route/patterns';

test.each([
  ['/**', '/*'],
  ['a*?b?*', 'a?*b?*'],
  ['/a?', '/a?'],
  ['*?*?', '??*'],
])('%s is spelled %s', (pattern, expected) => {
  expect(canonical(pattern)).toBe(expected);
});

test('a pattern matches every path if it matches whatever begins with a slash', () => {
  expect(['/*', '*', '/**', '*/*', '?*', '*?'].filter((path) => !isEveryPath(path))).toEqual([]);
  expect(['/', '/?*', '/x*', '*/', '*x', '/*/*', ''].filter(isEveryPath)).toEqual([]);
});

test('a pattern matches every host if it matches whatever has a character', () => {
  expect(['*', '**', '?*', '*?'].filter((host) => !isEveryHost(host))).toEqual([]);
  expect(['*.*', 'a*', '??*', '?'].filter(isEveryHost)).toEqual([]);
});

test('a pattern covers another if it matches everything that the other matches', () => {
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

test('a pattern with many wildcards is compared quickly with a long text', () => {
  expect(covers(`${'*a'.repeat(60)}*b`, 'a'.repeat(128))).toBe(false);
  expect(covers(`${'*a'.repeat(60)}*b`, `${'a'.repeat(127)}b`)).toBe(true);
  expect(covers('*a?*c', 'xabbc')).toBe(true);
  expect(covers('*a?*c', 'xac')).toBe(false);
});
