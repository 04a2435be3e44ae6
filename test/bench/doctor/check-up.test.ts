import { checkUpOf, deployed, type Practice } from './check-up';

const practice: Practice = { services: 60, cap: 25, callMs: 60, throttles: false, treatment: 'none' };

test('a check-up asks about each stack and each rule once, and finds nothing wrong', async () => {
  const { calls, findings, seconds } = await checkUpOf(await deployed(practice), practice);
  expect(findings).toEqual([]);
  expect(calls).toMatchObject({ ListStacks: 2, ListStackResources: 60, DescribeTargetHealth: 60 });
  expect(calls).not.toHaveProperty('DescribeStacks');
  expect(seconds).toBeLessThan(3);
});

test('a check-up that AWS throttles makes its calls again, and finds as much', async () => {
  const { throttled, findings } = await checkUpOf(await deployed(practice), { ...practice, throttles: true });
  expect(findings).toEqual([]);
  expect(throttled).toBeGreaterThan(0);
});
