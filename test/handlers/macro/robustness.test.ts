import fc from '../../fast-check';
import { changedTemplate, noTemplate } from './fuzz/properties';

/** `npm run fuzz` tries a hundred times as many. */
const numRuns = 2000;

test('A mutated template either expands completely or is refused with findings', () => {
  fc.assert(changedTemplate, { numRuns });
});

test('Any value in place of a template is refused or passed through', () => {
  fc.assert(noTemplate, { numRuns });
});
