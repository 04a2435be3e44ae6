/** Reads and sets the desired counts of ECS services, and records that as scaling activities. */
import { randomUUID } from 'node:crypto';
import type { ScalingActivity, ScalingActivityStatusCode } from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { messageOf } from '../wire/errors';
import { limitsOf, type ScaledService, type ScalingRegion } from './model';

/** How many services DescribeServices takes (ECS's API reference). */
const DESCRIBED_AT_ONCE = 10;
/** How many activities are kept. AWS keeps those of six weeks. */
const KEPT = 1000;

/** What ECS knows of the services; nothing of those that are not active. */
export async function describeServices(
  { clients }: ScalingRegion,
  services: readonly ScaledService[],
): Promise<Map<ScaledService, Service>> {
  const found = new Map<ScaledService, Service>();
  for (const cluster of new Set(services.map((scaled) => scaled.cluster))) {
    const inCluster = services.filter((scaled) => scaled.cluster === cluster);
    for (let at = 0; at < inCluster.length; at += DESCRIBED_AT_ONCE) {
      const asked = inCluster.slice(at, at + DESCRIBED_AT_ONCE);
      const command = new DescribeServicesCommand({ cluster, services: asked.map(({ service }) => service) });
      // A cluster that is gone has no services.
      const { services: described = [] } = await clients(ECSClient)
        .send(command)
        .catch(() => ({ services: [] }));
      for (const scaled of asked) {
        const its = described.find(({ serviceName, status }) => serviceName === scaled.service && status === 'ACTIVE');
        if (its !== undefined) found.set(scaled, its);
      }
    }
  }
  return found;
}

/**
 * Sets the desired count. An activity of the service that is not over is overridden by this one.
 * @param cause why, in the words of Application Auto Scaling
 */
export async function setDesiredCount(
  region: ScalingRegion,
  scaled: ScaledService,
  count: number,
  cause: string,
): Promise<ScalingActivity> {
  end(region, scaled, 'Overridden', 'The desired count was set by a newer scaling activity.');
  const activity = record(region, scaled, `Setting desired count to ${count}.`, cause, 'InProgress');
  region.underWay.set(scaled, { activity, count });
  const { cluster, service } = scaled;
  try {
    await region.clients(ECSClient).send(new UpdateServiceCommand({ cluster, service, desiredCount: count }));
    activity.StatusMessage = `Successfully set desired count to ${count}. Waiting for change to be fulfilled by ecs.`;
  } catch (error) {
    end(region, scaled, 'Failed', `Failed to set desired count to ${count}. Reason: ${messageOf(error)}`);
  }
  region.world.log(`application-autoscaling: ${scaled.target.ResourceId}: ${activity.Description} ${cause}`);
  return activity;
}

/** Records an activity; one with a final status ends as it begins. */
export function record(
  { world, activities }: ScalingRegion,
  { target }: ScaledService,
  description: string,
  cause: string,
  status: ScalingActivityStatusCode,
): ScalingActivity {
  const { ServiceNamespace, ResourceId, ScalableDimension } = target;
  const StartTime = world.now();
  const activity: ScalingActivity = {
    ActivityId: randomUUID(),
    ServiceNamespace,
    ResourceId,
    ScalableDimension,
    Description: description,
    Cause: cause,
    StartTime,
    ...(status !== 'InProgress' && { EndTime: StartTime }),
    StatusCode: status,
  };
  activities.unshift(activity);
  activities.length = Math.min(activities.length, KEPT);
  return activity;
}

/** Ends the activity of the service that is under way, if there is one. */
export function end(
  { world, underWay }: ScalingRegion,
  scaled: ScaledService,
  status: ScalingActivityStatusCode,
  message: string,
): void {
  const { activity } = underWay.get(scaled) ?? {};
  if (activity === undefined) return;
  Object.assign(activity, { StatusCode: status, StatusMessage: message, EndTime: world.now() });
  underWay.delete(scaled);
}

/** A desired count outside of the limits moves to the nearer one ("minimum capacity was set to …"). */
export async function bringInRange(region: ScalingRegion, scaled: ScaledService, service: Service): Promise<void> {
  const { min, max } = limitsOf(scaled);
  const { desiredCount = 0 } = service;
  if (desiredCount < min) await setDesiredCount(region, scaled, min, `minimum capacity was set to ${min}`);
  if (desiredCount > max) await setDesiredCount(region, scaled, max, `maximum capacity was set to ${max}`);
}
