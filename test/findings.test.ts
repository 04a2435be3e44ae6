/** The list of AWS's behaviours beside this file, held against the tests that it names. */
import { sectionsOf, titlesIn } from './proofs';

/** Those that concern the macro and the templates; the gateway's stand among the hazards. */
const NUMBERS = [5, 6, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25];

const sections = sectionsOf('findings.md');

test('every behaviour has its section, in order, and a test', () => {
  expect(sections.map(({ number }) => number)).toEqual(NUMBERS);
  expect(sections.filter(({ proofs }) => proofs.length === 0)).toEqual([]);
});

test.each(sections.flatMap(({ number, proofs }) => proofs.map(({ title, file }) => [number, title, file] as const)))(
  'behaviour %i: “%s” is a test in %s',
  (_, title, file) => {
    expect(titlesIn(file)).toContain(title);
  },
);
