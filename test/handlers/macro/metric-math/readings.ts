import type { Reading } from '../../../../scripts/local-aws/cloudwatch/metric-math/reading';

const READ_AS: readonly Pick<Reading, 'fillsEmpty' | 'missingInArithmetic'>[] = [
  { fillsEmpty: true, missingInArithmetic: 'zero' },
  { fillsEmpty: false, missingInArithmetic: 'zero' },
  // The fourth combination is not tried: with it, no formula could add a metric that never had a data point to another.
  { fillsEmpty: true, missingInArithmetic: 'missing' },
];

/** Ways to read what CloudWatch's documentation leaves open. What the macro writes holds under every one of them. */
export const READINGS: readonly Reading[] = READ_AS.flatMap((one) =>
  (['skipped', 'zero'] as const).map((missingInArray) => ({ ...one, missingInArray })),
);

/** The readings in which arithmetic treats missing data points as 0, as the documentation says. */
export const DOCUMENTED: readonly Reading[] = READINGS.filter((one) => one.missingInArithmetic === 'zero');

/** Numbers of minutes that an alarm of 3 evaluation periods may look back. CloudWatch's examples look back 5. */
export const EVALUATION_RANGES = [3, 5, 8];
