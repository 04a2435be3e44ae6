import type { StepScalingPolicyConfiguration } from '@aws-sdk/client-application-auto-scaling';
import { checkSteps, steppedCount } from '../../../../scripts/local-aws/application-auto-scaling/step-scaling';

// The example of "Step scaling policies" in the Application Auto Scaling User Guide.
const OUT: StepScalingPolicyConfiguration = {
  AdjustmentType: 'PercentChangeInCapacity',
  StepAdjustments: [
    { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 0 },
    { MetricIntervalLowerBound: 10, MetricIntervalUpperBound: 20, ScalingAdjustment: 10 },
    { MetricIntervalLowerBound: 20, ScalingAdjustment: 30 },
  ],
};
const IN: StepScalingPolicyConfiguration = {
  AdjustmentType: 'PercentChangeInCapacity',
  StepAdjustments: [
    { MetricIntervalLowerBound: -10, MetricIntervalUpperBound: 0, ScalingAdjustment: 0 },
    { MetricIntervalLowerBound: -20, MetricIntervalUpperBound: -10, ScalingAdjustment: -10 },
    { MetricIntervalUpperBound: -20, ScalingAdjustment: -30 },
  ],
};

test.each([
  ['at the threshold', OUT, 10, 0, 10],
  ['at the lower bound of a step', OUT, 10, 10, 11],
  ['just below an upper bound', OUT, 10, 19.9, 11],
  ['far above', OUT, 10, 45, 13],
  ['below the threshold by the upper bound of a step', IN, 10, -10, 9],
  ['just above a lower bound', IN, 10, -9.9, 10],
  ['at a lower bound', IN, 10, -20, 7],
  ['far below', IN, 10, -40, 7],
])('%s, the step for it is taken', (_, policy, current, beyond, count) => {
  expect(steppedCount(policy, current, beyond)).toBe(count);
});

test('a change in percent is rounded toward zero, and has the least magnitude', () => {
  const by = (ScalingAdjustment: number, MinAdjustmentMagnitude?: number): StepScalingPolicyConfiguration => ({
    AdjustmentType: 'PercentChangeInCapacity',
    MinAdjustmentMagnitude,
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment }],
  });
  expect(steppedCount(by(25), 51, 1)).toBe(63);
  expect(steppedCount(by(10), 3, 1)).toBe(4);
  expect(steppedCount(by(-10), 3, 1)).toBe(2);
  expect(steppedCount(by(-67), 10, 1)).toBe(4);
  expect(steppedCount(by(25, 2), 4, 1)).toBe(6);
});

test('a change by a number never goes below zero, and an exact number is taken as it is', () => {
  const to = (AdjustmentType: 'ChangeInCapacity' | 'ExactCapacity', ScalingAdjustment: number) => ({
    AdjustmentType,
    StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment }],
  });
  expect(steppedCount(to('ChangeInCapacity', -3), 5, -1)).toBe(2);
  expect(steppedCount(to('ChangeInCapacity', -3), 2, -1)).toBe(0);
  expect(steppedCount(to('ExactCapacity', 4), 9, -1)).toBe(4);
  expect(steppedCount(to('ExactCapacity', 4), 9, 1)).toBeUndefined();
});

test('steps that overlap, leave a gap or are empty are refused', () => {
  const steps = (...bounds: [number | undefined, number | undefined][]): StepScalingPolicyConfiguration => ({
    AdjustmentType: 'ChangeInCapacity',
    StepAdjustments: bounds.map(([MetricIntervalLowerBound, MetricIntervalUpperBound]) => ({
      MetricIntervalLowerBound,
      MetricIntervalUpperBound,
      ScalingAdjustment: 1,
    })),
  });
  expect(() => checkSteps(steps([10, undefined], [0, 10]))).not.toThrow();
  for (const wrong of [steps(), steps([0, 10], [5, undefined]), steps([0, 10], [11, 20]), steps([10, 10])]) {
    expect(() => checkSteps(wrong)).toThrow();
  }
  expect(() => checkSteps({ StepAdjustments: [{ ScalingAdjustment: 1 }] })).toThrow('AdjustmentType');
});
