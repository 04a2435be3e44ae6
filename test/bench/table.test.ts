import { table } from './table';

test('a column is as wide as its widest cell, and numbers are aligned to the right', () => {
  expect(
    table(
      ['request', 'n'],
      [
        ['join', 1],
        ['a long name', 1000],
      ],
    ),
  ).toBe(['request         n', '-----------  ----', 'join            1', 'a long name  1000'].join('\n'));
});
