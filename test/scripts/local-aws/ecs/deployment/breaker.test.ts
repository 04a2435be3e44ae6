import { breakerThreshold } from '../../../../../scripts/local-aws/ecs/deployment/breaker';

test.each([
  [1, 3],
  [7, 4],
  [10, 5],
  [1000, 200],
])(
  'by default the threshold for %d tasks is half of them, but at least 3 and at most 200: %d',
  (desired, threshold) => {
    expect(breakerThreshold({ enable: true, rollback: true }, desired)).toBe(threshold);
  },
);

test('a threshold in unbounded percent has no bounds', () => {
  const thresholdConfiguration = { type: 'UNBOUNDED_PERCENT', value: 50 } as const;
  expect(breakerThreshold({ enable: true, rollback: true, thresholdConfiguration }, 2)).toBe(1);
});

test('a threshold of type COUNT is used as it is', () => {
  const thresholdConfiguration = { type: 'COUNT', value: 7 } as const;
  expect(breakerThreshold({ enable: true, rollback: true, thresholdConfiguration }, 100)).toBe(7);
});
