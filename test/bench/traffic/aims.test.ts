import { missedAims } from './aims';

const GOOD = { percentOfBare: 75, p99: 8, failed: 0, heaps: [20, 21, 20.5, 21] };

test.each([
  [{}, []],
  [{ percentOfBare: 59.4 }, ["The rate is 59 % of the bare proxy's, not 60 %"]],
  [{ p99: 20 }, ['One of a hundred answers took 20.0 ms, not less than 20 ms']],
  [{ p99: Number.NaN }, ['One of a hundred answers took NaN ms, not less than 20 ms']],
  [{ failed: 2 }, ['2 requests failed']],
  [{ heaps: [20, 22, 25] }, ['The heap grew by 25 %']],
  [{ percentOfBare: 1, failed: 1 }, ["The rate is 1 % of the bare proxy's, not 60 %", '1 requests failed']],
])('a benchmark with %j misses %j', (change, missed) => {
  expect(missedAims({ ...GOOD, ...change })).toEqual(missed);
});
