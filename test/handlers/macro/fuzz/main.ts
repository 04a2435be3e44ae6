/** `npm run fuzz [-- RUNS [SEED]]`: many more mutated templates than the tests try; 200,000 unless told. */
import fc from '../../../fast-check';
import { changedTemplate, noTemplate } from './properties';

const [runs = 200_000, seed = Date.now() % 1_000_000_000] = process.argv.slice(2).map(Number);
/** Between two lines of progress. */
const PART = 5000;

/** @returns whether none was found for which the property does not hold */
function search<Ts>(name: string, property: fc.IProperty<Ts>): boolean {
  const began = performance.now();
  for (let done = 0; done < runs; done += PART) {
    const numRuns = Math.min(PART, runs - done);
    const found = fc.check(property, { numRuns, seed: seed + done });
    if (found.failed) {
      console.error(`${name}: ${fc.defaultReportMessage(found)}`);
      return false;
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`${name}: ${done + numRuns} of ${runs}, ${seconds} s`);
  }
  return true;
}

if (![runs, seed].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  console.error('Usage: npm run fuzz -- [RUNS [SEED]]');
  process.exitCode = 2;
} else {
  console.log(`Seed ${seed}`);
  const held = [search('changed templates', changedTemplate), search('no templates', noTemplate)];
  process.exitCode = held.every(Boolean) ? 0 : 1;
}
