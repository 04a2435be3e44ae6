/**
 * Application Auto Scaling of ECS services: limits, policies that track a target or scale in steps, and scheduled actions. Targets
 * of other services are moto's, which never scales.
 */
import { createSdkClients } from '../service/clients';
import { createService } from '../service/operation';
import { jsonFormat } from '../wire/format';
import type { AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { deregisterScalableTarget, describeScalableTargets, registerScalableTarget } from './api/scalable-targets';
import { describeScalingActivities } from './api/scaling-activities';
import { deleteScalingPolicy, describeScalingPolicies, putScalingPolicy } from './api/scaling-policies';
import { deleteScheduledAction, describeScheduledActions, putScheduledAction } from './api/scheduled-actions';
import { listTagsForResource, tagResource, untagResource } from './api/tags';
import { createScalingRegion } from './model';
import type { AutoScalingOperation, TargetKey } from './operation';
import { keepScaling } from './scaling';

export function createApplicationAutoScaling(world: LocalWorld): AwsService {
  return createService<never, ReturnType<typeof createScalingRegion>, object>({
    format: jsonFormat,
    operations: {
      DeleteScalingPolicy: ofEcs(deleteScalingPolicy),
      DeleteScheduledAction: ofEcs(deleteScheduledAction),
      DeregisterScalableTarget: ofEcs(deregisterScalableTarget),
      DescribeScalableTargets: ofEcs(describeScalableTargets),
      DescribeScalingActivities: ofEcs(describeScalingActivities),
      DescribeScalingPolicies: ofEcs(describeScalingPolicies),
      DescribeScheduledActions: ofEcs(describeScheduledActions),
      ListTagsForResource: listTagsForResource,
      PutScalingPolicy: ofEcs(putScalingPolicy),
      PutScheduledAction: ofEcs(putScheduledAction),
      RegisterScalableTarget: ofEcs(registerScalableTarget),
      TagResource: tagResource,
      UntagResource: untagResource,
    },
    createState(region) {
      const state = createScalingRegion(world, region, createSdkClients(world, region, 'autoscaling'));
      void keepScaling(state);
      return state;
    },
  });
}

/** The operation for ECS services; moto answers for others. */
const ofEcs =
  <Parameters extends TargetKey>(operation: AutoScalingOperation<Parameters>): AutoScalingOperation<Parameters> =>
  (call) =>
    call.parameters.ServiceNamespace === 'ecs' ? operation(call) : call.forward();
