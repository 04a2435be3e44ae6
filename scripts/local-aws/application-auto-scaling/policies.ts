/** What the policies of a service do when their alarms are in ALARM. */

import type { ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Service } from '@aws-sdk/client-ecs';
import { newestValue, queriesOfAlarm } from './alarms';
import { record, setDesiredCount } from './capacity';
import { type CapacityChange, limitsOf, type ScaledService, type ScalingRegion } from './model';
import { steppedCount } from './step-scaling';
import { isTracking, saysHigh } from './target-tracking/alarms';
import { scaleIn, scaleOut, type TrackingState, type Wanted } from './target-tracking/decision';
import { followedMetric, queriesOf } from './target-tracking/metric';

/** The alarms in ALARM, by the ARN of the policy that they call. */
type CallingAlarms = ReadonlyMap<string, readonly MetricAlarm[]>;

/** Default of both cooldowns for ECS services (API reference of TargetTrackingScalingPolicyConfiguration). */
const COOLDOWN_SECONDS = 300;

/**
 * Scales the service out or in, or does nothing.
 * @param alarms those in ALARM, by the ARN of the policy that they call
 */
export async function followPolicies(
  region: ScalingRegion,
  scaled: ScaledService,
  service: Service,
  alarms: CallingAlarms,
): Promise<void> {
  const { desiredCount: current = 0 } = service;
  const { min, max } = limitsOf(scaled);
  const isHigh = alarmsOf(scaled, alarms).some(saysHigh);
  // At its minimum, a service that only policies without steps follow needs no value to know that it cannot scale in.
  if (current <= min && !isHigh && policiesOf(scaled).every(isTracking)) return rest(region, scaled, alarms, min);
  const { DynamicScalingOutSuspended: noOut, DynamicScalingInSuspended: noIn } = scaled.target.SuspendedState ?? {};
  const tracking = await trackingStates(region, scaled, alarms);
  // What was added a moment ago has no effect on the metric yet, so it is no reason to add the same again.
  const counted = isCoolingDown(region, scaled.scaledOut) ? (scaled.scaledOut?.from ?? current) : current;
  const out = largest([scaleOut(tracking, counted), ...(await stepped(region, scaled, alarms, counted))]);
  if (out !== undefined && out.count > current) {
    if (noOut === true) return;
    if (current >= max) return refuse(region, scaled, out, { Code: 'AlreadyAtMaxCapacity', MaxCapacity: max });
    // A scale-out in a cooldown makes the one before larger, so both count from the same capacity.
    scaled.scaledOut = await change(region, scaled, counted, { ...out, count: Math.min(out.count, max) });
    // "The scale-in cooldown period stops and doesn't complete."
    scaled.scaledIn = undefined;
    return;
  }
  if (isHigh || noIn === true) return;
  const ins = [scaleIn(tracking, current), ...(await stepped(region, scaled, alarms, current))];
  const low = largest(ins);
  if (low === undefined || low.count > current) return;
  if (current <= min) return refuse(region, scaled, low, { Code: 'AlreadyAtMinCapacity', MinCapacity: min });
  if (low.count === current) {
    return refuse(region, scaled, low, { Code: 'AlreadyAtDesiredCapacity', CurrentCapacity: current });
  }
  if (isDeploying(service) || isCoolingDown(region, scaled.scaledIn)) return;
  scaled.scaledIn = await change(region, scaled, current, { ...low, count: Math.max(low.count, min) });
}

/** How many looks a service at its minimum is let be. */
const REST = 9;

/** Says that the service is at its minimum, if its policies would scale it in. */
function rest(region: ScalingRegion, scaled: ScaledService, alarms: CallingAlarms, min: number): void {
  scaled.rest = REST;
  const asked = policiesOf(scaled).filter(
    (policy) => policy.TargetTrackingScalingPolicyConfiguration?.DisableScaleIn !== true,
  );
  const low = asked.map(({ PolicyARN = '', PolicyName = '' }) => ({
    policyName: PolicyName,
    alarmName: alarms.get(PolicyARN)?.[0]?.AlarmName,
  }));
  if (low.length === 0 || low.some(({ alarmName }) => alarmName === undefined)) return;
  const { policyName = '', alarmName = '' } = low[0] ?? {};
  refuse(region, scaled, { count: min, policyName, alarmName }, { Code: 'AlreadyAtMinCapacity', MinCapacity: min });
}

/** Whether the service can be left alone in this look. */
export function isResting(scaled: ScaledService, alarms: CallingAlarms): boolean {
  if (alarmsOf(scaled, alarms).some(saysHigh)) scaled.rest = 0;
  if (!scaled.rest) return false;
  scaled.rest -= 1;
  return true;
}

/** The names of the alarms that call policies of the service. */
const alarmsOf = (scaled: ScaledService, alarms: CallingAlarms): string[] =>
  policiesOf(scaled).flatMap(({ PolicyARN = '' }) =>
    (alarms.get(PolicyARN) ?? []).map(({ AlarmName = '' }) => AlarmName),
  );

/** The policies that track a target, with the values of their metrics if an alarm of theirs is in ALARM. */
async function trackingStates(
  region: ScalingRegion,
  scaled: ScaledService,
  alarms: CallingAlarms,
): Promise<TrackingState[]> {
  const states: TrackingState[] = [];
  for (const { TargetTrackingScalingPolicyConfiguration: tracking, PolicyARN = '', PolicyName = '' } of policiesOf(
    scaled,
  )) {
    if (tracking === undefined) continue;
    const names = (alarms.get(PolicyARN) ?? []).map(({ AlarmName = '' }) => AlarmName);
    const value = names.length > 0 ? await newestValue(region, queriesOf(followedMetric(scaled, tracking))) : undefined;
    states.push({
      policyName: PolicyName,
      target: tracking.TargetValue ?? 0,
      value,
      high: names.find(saysHigh),
      low: names.find((name) => !saysHigh(name)),
      scalesIn: tracking.DisableScaleIn !== true,
    });
  }
  return states;
}

const policiesOf = ({ policies }: ScaledService): ScalingPolicy[] => [...policies.values()];

/** What the policies in steps want that are called by an alarm with a new value. */
async function stepped(
  region: ScalingRegion,
  scaled: ScaledService,
  alarms: CallingAlarms,
  current: number,
): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  for (const { StepScalingPolicyConfiguration: steps, PolicyARN = '', PolicyName = '' } of policiesOf(scaled)) {
    if (steps === undefined) continue;
    for (const alarm of alarms.get(PolicyARN) ?? []) {
      const value = await newestValue(region, queriesOfAlarm(alarm));
      const count = value === undefined ? undefined : steppedCount(steps, current, value - (alarm.Threshold ?? 0));
      if (count !== undefined) wanted.push({ count, policyName: PolicyName, alarmName: alarm.AlarmName ?? '' });
    }
  }
  return wanted;
}

/** With several policies, the one that gives the largest capacity counts, out and in. */
function largest(wanted: readonly (Wanted | undefined)[]): Wanted | undefined {
  return wanted
    .flatMap((each) => each ?? [])
    .sort((one, other) => other.count - one.count)
    .at(0);
}

/** "Application Auto Scaling turns off scale-in processes while Amazon ECS deployments are in progress." */
const isDeploying = ({ deployments = [] }: Service): boolean =>
  deployments.length > 1 || deployments.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS');

/** A cooldown begins when the activity is over. Until then the change is under way, and counts in the same way. */
function isCoolingDown({ world }: ScalingRegion, before: CapacityChange | undefined): boolean {
  if (before === undefined || before.activity.StatusCode === 'Failed') return false;
  const { EndTime } = before.activity;
  return EndTime === undefined || world.now().getTime() < EndTime.getTime() + before.cooldownSeconds * 1000;
}

async function change(
  region: ScalingRegion,
  scaled: ScaledService,
  from: number,
  wanted: Wanted,
): Promise<CapacityChange> {
  const { count: to, policyName } = wanted;
  const policy = scaled.policies.get(policyName);
  const tracking = policy?.TargetTrackingScalingPolicyConfiguration;
  const cooldown =
    policy?.StepScalingPolicyConfiguration?.Cooldown ??
    (to > from ? tracking?.ScaleOutCooldown : tracking?.ScaleInCooldown);
  const activity = await setDesiredCount(region, scaled, to, causeOf(wanted));
  return { from, to, activity, cooldownSeconds: cooldown ?? COOLDOWN_SECONDS };
}

const causeOf = ({ alarmName, policyName }: Wanted): string =>
  `monitor alarm ${alarmName} in state ALARM triggered policy ${policyName}`;

/** Records that nothing was done, unless the last record of the service says the same. */
function refuse(
  region: ScalingRegion,
  scaled: ScaledService,
  wanted: Wanted,
  reason: { Code: string; MinCapacity?: number; MaxCapacity?: number; CurrentCapacity?: number },
): void {
  const last = region.activities.find(({ ResourceId }) => ResourceId === scaled.target.ResourceId);
  if (last?.NotScaledReasons?.[0]?.Code === reason.Code) return;
  const status = reason.Code === 'AlreadyAtDesiredCapacity' ? 'Successful' : 'Failed';
  const activity = record(region, scaled, 'Attempting to scale due to alarm triggered', causeOf(wanted), status);
  activity.NotScaledReasons = [reason];
}
