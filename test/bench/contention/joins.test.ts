import { type Crowd, joinAtOnce } from './joins';

const crowd: Crowd = { joins: 60, pools: 2, there: 200, holding: 'through gateways', cap: 25, seed: 1 };

test('services that join at once all get their rules, whatever DynamoDB and Elastic Load Balancing refuse for now', async () => {
  const joined = await joinAtOnce(crowd);
  expect(joined.reasons).toEqual([]);
  expect(joined.seconds).toHaveLength(crowd.joins);
  expect(joined.conflicts).toBeGreaterThan(0);
  expect(joined.throttled.elb).toBeGreaterThan(0);
  expect(joined.largest).toBeLessThan(20 * 1024);
});

test('the same seed gives the same result', async () => {
  const small: Crowd = { ...crowd, joins: 5, there: 30 };
  expect(await joinAtOnce(small)).toEqual(await joinAtOnce(small));
});

test('a cluster in whose item many services are by themselves is not written by each that joins', async () => {
  const { reasons, tries, largest } = await joinAtOnce({ ...crowd, there: 500, holding: 'by themselves' });
  expect(reasons).toEqual([]);
  expect(Math.max(...tries)).toBeLessThan(30);
  expect(largest).toBeGreaterThan(50 * 1024);
});
