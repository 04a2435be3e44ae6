/** Policies that scale in steps: by how far the metric of an alarm is beyond its threshold. Pure. */
import type { StepAdjustment, StepScalingPolicyConfiguration } from '@aws-sdk/client-application-auto-scaling';
import { validationException } from './operation';

/** @throws AwsError ValidationException if the steps leave no choice, or more than one */
export function checkSteps({ AdjustmentType, StepAdjustments = [] }: StepScalingPolicyConfiguration): void {
  if (AdjustmentType === undefined || StepAdjustments.length === 0) {
    throw validationException('A step scaling policy has an AdjustmentType and at least one step adjustment.');
  }
  const steps = [...StepAdjustments].sort((one, other) => lower(one) - lower(other));
  const wrong = steps.some((step, at) => {
    const before = steps[at - 1];
    return lower(step) >= upper(step) || (before !== undefined && upper(before) !== lower(step));
  });
  if (wrong) throw validationException('Step adjustment intervals must not overlap or have a gap.');
}

const lower = ({ MetricIntervalLowerBound = Number.NEGATIVE_INFINITY }: StepAdjustment): number =>
  MetricIntervalLowerBound;
const upper = ({ MetricIntervalUpperBound = Number.POSITIVE_INFINITY }: StepAdjustment): number =>
  MetricIntervalUpperBound;

/**
 * The count after the step that the metric calls for; undefined if no step is for it ("Step adjustments", Application Auto Scaling
 * User Guide).
 * @param beyond how far the metric is above the alarm's threshold; below it, a negative number
 */
export function steppedCount(
  { AdjustmentType, StepAdjustments = [], MinAdjustmentMagnitude = 1 }: StepScalingPolicyConfiguration,
  current: number,
  beyond: number,
): number | undefined {
  const step = StepAdjustments.find((each) => contains(each, beyond));
  if (step === undefined) return undefined;
  const { ScalingAdjustment: by = 0 } = step;
  if (AdjustmentType === 'ExactCapacity') return by;
  if (AdjustmentType === 'ChangeInCapacity') return Math.max(0, current + by);
  const change = Math.trunc((current * by) / 100);
  const magnitude = by === 0 ? 0 : Math.max(Math.abs(change), MinAdjustmentMagnitude);
  return Math.max(0, current + Math.sign(by) * magnitude);
}

/** Above the threshold, a step holds its lower bound; below it, its upper one. */
const contains = (step: StepAdjustment, beyond: number): boolean =>
  beyond >= 0 ? lower(step) <= beyond && beyond < upper(step) : lower(step) < beyond && beyond <= upper(step);
