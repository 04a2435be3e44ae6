import { trafficSteps } from '../../../../../scripts/local-aws/ecs/deployment/steps';

test('a canary keeps its percentage for its bake time and then gets all traffic', () => {
  const canaryConfiguration = { canaryPercent: 2.5, canaryBakeTimeInMinutes: 7 };
  expect(trafficSteps({ strategy: 'CANARY', canaryConfiguration })).toEqual([
    { percent: 2.5, bakeMinutes: 7 },
    { percent: 100, bakeMinutes: 0 },
  ]);
});

test('a canary has five percent and ten minutes by default', () => {
  expect(trafficSteps({ strategy: 'CANARY' })[0]).toEqual({ percent: 5, bakeMinutes: 10 });
});

test('a canary of 100 percent is one step', () => {
  expect(trafficSteps({ strategy: 'CANARY', canaryConfiguration: { canaryPercent: 100 } })).toEqual([
    { percent: 100, bakeMinutes: 0 },
  ]);
});

test('a linear deployment goes up in equal steps to 100 percent, where there is no bake time', () => {
  const linearConfiguration = { stepPercent: 33.3, stepBakeTimeInMinutes: 2 };
  expect(trafficSteps({ strategy: 'LINEAR', linearConfiguration })).toEqual([
    { percent: 33.3, bakeMinutes: 2 },
    { percent: 66.6, bakeMinutes: 2 },
    { percent: 99.9, bakeMinutes: 2 },
    { percent: 100, bakeMinutes: 0 },
  ]);
});

test('a linear deployment takes ten steps of six minutes by default', () => {
  const steps = trafficSteps({ strategy: 'LINEAR' });
  expect(steps.map(({ percent }) => percent)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(steps[0]?.bakeMinutes).toBe(6);
});

test('a blue/green deployment shifts all traffic at once', () => {
  expect(trafficSteps({ strategy: 'BLUE_GREEN' })).toEqual([{ percent: 100, bakeMinutes: 0 }]);
});
