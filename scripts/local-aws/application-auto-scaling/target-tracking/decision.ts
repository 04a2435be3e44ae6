/** How many tasks policies that track a target want. Pure. */

/** A policy at one moment. */
export interface TrackingState {
  policyName: string;
  /** The metric that it wants to have. */
  target: number;
  /** The newest value of its metric; undefined: there is none, and the policy does nothing. */
  value?: number;
  /** The name of its alarm that is in ALARM: the one for a high, or for a low metric. */
  high?: string;
  low?: string;
  /** Whether it may scale in. */
  scalesIn: boolean;
}

export interface Wanted {
  count: number;
  policyName: string;
  alarmName: string;
}

/**
 * What the policies whose metric is too high want: capacity in proportion to the metric, and the largest counts. "The service scales
 * out proportionally to the metric", "rounding up"; it scales out "if any of the target tracking policies are ready" (ECS Developer
 * Guide, target tracking; Application Auto Scaling User Guide, multiple scaling policies).
 * @param counted the desired count; in a cooldown the one before the last scale-out, as what that one adds has no effect yet
 */
export function scaleOut(policies: readonly TrackingState[], counted: number): Wanted | undefined {
  const wanted = policies.flatMap(({ policyName, target, value, high }) => {
    if (high === undefined || value === undefined || value <= target) return [];
    // Of no tasks there is no proportion.
    return [{ count: Math.max(proportional(counted, value, target), counted + 1), policyName, alarmName: high }];
  });
  return largest(wanted);
}

/**
 * What the policies want whose metric is low, if all of them that may scale in say so: one task less, and never so few that the
 * metric would be above its target. AWS says only that a service "scales in more gradually"; one task at a time is the reading
 * here.
 */
export function scaleIn(policies: readonly TrackingState[], current: number): Wanted | undefined {
  const asked = policies.filter(({ scalesIn }) => scalesIn);
  const wanted = asked.flatMap(({ policyName, target, value, low }) => {
    if (low === undefined || value === undefined) return [];
    const count = Math.max(proportional(current, value, target), current - 1, 0);
    return [{ count, policyName, alarmName: low }];
  });
  return wanted.length === asked.length ? largest(wanted) : undefined;
}

/** A little tolerance: the quotient of numbers that are no whole ones may be a little above a whole one. */
const proportional = (count: number, value: number, target: number): number =>
  Math.ceil((count * value) / target - 1e-9);

function largest(wanted: readonly Wanted[]): Wanted | undefined {
  return [...wanted].sort((one, other) => other.count - one.count)[0];
}
