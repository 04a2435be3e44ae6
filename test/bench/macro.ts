/** What an expansion costs: warm, in a process of its own, in bytes. */
import { resolve } from 'node:path';
import { cold } from './macro/cold';
import { warm } from './macro/warm';

/** The bundle as `npm run build` leaves it; another path as the first argument. */
const DEFAULT_BUNDLE = 'dist/macro.js';

console.log('Expansion in a warm process:\n');
console.log(warm([1, 10, 40]));
console.log('\nThe bundle, medians:\n');
console.log(cold(resolve(process.argv[2] ?? DEFAULT_BUNDLE)));
