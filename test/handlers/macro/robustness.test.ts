import fc from '../../fast-check';
import { changedTemplate, noTemplate } from './fuzz/properties';

/** `npm run fuzz` tries a hundred times as many. */
const numRuns = 2000;

test('Whatever is done to a template, it expands whole or is refused by name', () => {
  fc.assert(changedTemplate, { numRuns });
}, 600_000);

test('Whatever is called a template, it is refused or passed through', () => {
  fc.assert(noTemplate, { numRuns });
}, 600_000);
