import { table } from './table';

test('columns are as wide as what stands in them, numbers to the right', () => {
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
