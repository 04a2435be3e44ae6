import { nextCapacityProvider } from '../../../../../scripts/local-aws/ecs/tasks/capacity';

/** The providers of that many tasks, one after the other. */
function place(strategy: Parameters<typeof nextCapacityProvider>[0], tasks: number): Record<string, number> {
  const placed = new Map<string, number>();
  for (let task = 0; task < tasks; task++) {
    const provider = nextCapacityProvider(strategy, placed);
    if (provider !== undefined) placed.set(provider, (placed.get(provider) ?? 0) + 1);
  }
  return Object.fromEntries(placed);
}

test('the base is filled first, and the weights divide the other tasks', () => {
  const strategy = [
    { capacityProvider: 'FARGATE', base: 2, weight: 1 },
    { capacityProvider: 'FARGATE_SPOT', weight: 3 },
  ];
  expect(place(strategy, 2)).toEqual({ FARGATE: 2 });
  expect(place(strategy, 10)).toEqual({ FARGATE: 4, FARGATE_SPOT: 6 });
});

test('a provider of weight zero gets its base and no more', () => {
  const strategy = [
    { capacityProvider: 'FARGATE', base: 1, weight: 0 },
    { capacityProvider: 'FARGATE_SPOT', weight: 1 },
  ];
  expect(place(strategy, 4)).toEqual({ FARGATE: 1, FARGATE_SPOT: 3 });
});

test('without a strategy no provider is chosen', () => {
  expect(nextCapacityProvider([], new Map())).toBeUndefined();
});
