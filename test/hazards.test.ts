/** The table of hazards beside this file, held against the tests that it names. */
import { rowsOf, titlesIn } from './proofs';

const LAST = 40;

const rows = rowsOf('hazards.md');

test('every hazard has its row, in order, and a test', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: LAST }, (_, index) => index + 1));
  expect(rows.filter(({ proofs }) => proofs.length === 0)).toEqual([]);
});

test.each(rows.flatMap(({ number, proofs }) => proofs.map(({ title, file }) => [number, title, file] as const)))(
  'hazard %i: “%s” is a test in %s',
  (_, title, file) => {
    expect(titlesIn(file)).toContain(title);
  },
);
