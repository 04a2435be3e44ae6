import { steps } from './steps';

const growth = (pattern: RegExp, of: (length: number) => string): number =>
  steps(pattern, of(400)) / steps(pattern, of(200));

test.each([
  [/^a*$/, (length: number) => `${'a'.repeat(length)}x`],
  [/^\s*(\d+|\.\d+)\s*(?:gb\s*)?$/i, (length: number) => `${'1'.repeat(length)}x`],
  [/a{2,5}b/, (length: number) => 'a'.repeat(length)],
  [/^(?:[^.]+\.)*?b$/, (length: number) => 'a.'.repeat(length)],
])('%p takes steps by the length of the text', (pattern, of) => {
  expect(growth(pattern, of)).toBeLessThan(2.5);
});

test.each([
  [/^\s*(\d*\.?\d+)\s*(gb)?\s*$/i, (length: number) => `${'1'.repeat(length)}x`],
  [/^1\s*(gb)?\s*$/i, (length: number) => `1${' '.repeat(length)}x`],
  [/-+$/, (length: number) => `${'-'.repeat(length)}x`],
  [/(a+,?)+b/, (length: number) => 'a,'.repeat(length)],
])('%p takes steps by its square at least', (pattern, of) => {
  expect(growth(pattern, of)).toBeGreaterThan(3.5);
});

test('Syntax that the counter does not know is refused', () => {
  for (const pattern of [/\bx/, /(?<=a)x/, /(a)\1/]) expect(() => steps(pattern, 'x')).toThrow(pattern.source);
});
