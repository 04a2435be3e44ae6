/** Looks once a minute at what is scheduled, at what is under way, and at the alarms of the policies. */
import type { ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import { messageOf } from '../wire/errors';
import { callingAlarms } from './alarms';
import { bringInRange, describeServices, end, record } from './capacity';
import type { ScaledService, ScalingRegion } from './model';
import { followPolicies, isResting } from './policies';
import { isDue } from './schedule';

/** "The alarm continues to invoke the action once per minute" (CloudWatch User Guide, alarm actions). */
const LOOK_SECONDS = 60;
/** In a fast world a look comes less often than once a minute, so that it costs next to nothing: real milliseconds. */
const LEAST_LOOK_MS = 500;
/** Minutes after which an activity is given up whose count is not reached. AWS does not say after how long it does that. */
const UNFULFILLED_MINUTES = 30;

/** Scales until the world is stopped. It never rejects. */
export async function keepScaling(region: ScalingRegion): Promise<void> {
  const { world } = region;
  const pause = Math.max(LOOK_SECONDS, (LEAST_LOOK_MS / Math.max(world.minuteMs, 1)) * 60);
  let looked = world.now().getTime();
  while (!world.signal.aborted) {
    await world.sleep(pause).catch(() => {});
    const now = world.now().getTime();
    await look(region, looked, now).catch((error: unknown) => {
      if (!world.signal.aborted) world.log(`application-autoscaling: ${messageOf(error)}`);
    });
    looked = now;
  }
}

/** One look. @param after the time of the last look, and `until` that of this one: milliseconds since the epoch */
export async function look(region: ScalingRegion, after: number, until: number): Promise<void> {
  if (region.world.signal.aborted) return;
  const all = [...region.services.values()];
  await carryOut(region, all, (action) => isDue(action, after, until));
  await endActivities(region);
  const withPolicies = all.filter(({ policies }) => policies.size > 0);
  if (withPolicies.length === 0) return;
  const alarms = await callingAlarms(region);
  const called = withPolicies.filter(
    (scaled) =>
      [...scaled.policies.values()].some(({ PolicyARN = '' }) => alarms.has(PolicyARN)) && !isResting(scaled, alarms),
  );
  for (const [scaled, service] of await describeServices(region, called)) {
    await followPolicies(region, scaled, service, alarms);
  }
}

/** Scheduled actions that are due set the limits of their target, and so its desired count. */
async function carryOut(
  region: ScalingRegion,
  all: readonly ScaledService[],
  isDueNow: (action: ScheduledAction) => boolean,
): Promise<void> {
  for (const scaled of all) {
    if (scaled.target.SuspendedState?.ScheduledScalingSuspended === true) continue;
    for (const action of [...scaled.scheduledActions.values()].filter(isDueNow)) {
      const { MinCapacity = scaled.target.MinCapacity, MaxCapacity = scaled.target.MaxCapacity } =
        action.ScalableTargetAction ?? {};
      Object.assign(scaled.target, { MinCapacity, MaxCapacity });
      const limits = `min capacity to ${MinCapacity} and max capacity to ${MaxCapacity}`;
      const cause = `scheduled action name ${action.ScheduledActionName} was triggered`;
      const activity = record(region, scaled, `Setting ${limits}`, cause, 'Successful');
      activity.StatusMessage = `Successfully set ${limits}`;
      const service = (await describeServices(region, [scaled])).get(scaled);
      if (service !== undefined) await bringInRange(region, scaled, service);
    }
  }
}

/** An activity is over when the service has as many running tasks as it set. */
async function endActivities(region: ScalingRegion): Promise<void> {
  const services = await describeServices(region, [...region.underWay.keys()]);
  const now = region.world.now().getTime();
  for (const [scaled, { activity, count }] of region.underWay) {
    const { desiredCount, runningCount } = services.get(scaled) ?? {};
    const age = now - (activity.StartTime?.getTime() ?? now);
    if (desiredCount !== count) {
      end(region, scaled, 'Overridden', 'The desired count was changed meanwhile.');
    } else if (runningCount === count) {
      const done = `Successfully set desired count to ${count}. Change successfully fulfilled by ecs.`;
      end(region, scaled, 'Successful', done);
    } else if (age > UNFULFILLED_MINUTES * 60_000) {
      end(region, scaled, 'Unfulfilled', `ECS has ${runningCount} of ${count} tasks running.`);
    }
  }
}
