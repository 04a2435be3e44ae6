/** Scalable targets: ECS services whose desired count is kept within limits. */
import { randomUUID } from 'node:crypto';
import type {
  DeregisterScalableTargetRequest,
  DescribeScalableTargetsRequest,
  RegisterScalableTargetRequest,
} from '@aws-sdk/client-application-auto-scaling';
import { partitionOf } from '../../../../handlers/template-language/region';
import { bringInRange, describeServices } from '../capacity';
import type { ScaledService, ScalingRegion } from '../model';
import { type AutoScalingOperation, isMeant, pageOf, scaledService, validationException } from '../operation';
import { deleteAlarms } from '../target-tracking/alarms';

/** Makes a target, or changes what the request names of it. */
export const registerScalableTarget: AutoScalingOperation<RegisterScalableTargetRequest> = async (call) => {
  const { parameters, state: region } = call;
  const before = region.services.get(parameters.ResourceId ?? '');
  const scaled = before ?? newTarget(region, parameters);
  const target = { ...scaled.target, ...changesIn(parameters) };
  const { MinCapacity = 0, MaxCapacity = 0 } = target;
  if (MinCapacity > MaxCapacity) throw validationException('Minimum capacity cannot be greater than maximum capacity.');
  const service = (await describeServices(region, [scaled])).get(scaled);
  if (service === undefined) throw validationException(`ECS service doesn't exist: ${parameters.ResourceId}`);
  scaled.target = target;
  scaled.rest = 0;
  for (const [key, value] of Object.entries(parameters.Tags ?? {})) scaled.tags.set(key, value);
  region.services.set(parameters.ResourceId ?? '', scaled);
  await bringInRange(region, scaled, service);
  return { ScalableTargetARN: scaled.target.ScalableTargetARN };
};

function changesIn({ MinCapacity, MaxCapacity, RoleARN, SuspendedState }: RegisterScalableTargetRequest) {
  return {
    ...(MinCapacity !== undefined && { MinCapacity }),
    ...(MaxCapacity !== undefined && { MaxCapacity }),
    ...(RoleARN !== undefined && { RoleARN }),
    ...(SuspendedState !== undefined && { SuspendedState }),
  };
}

function newTarget({ world, region }: ScalingRegion, parameters: RegisterScalableTargetRequest): ScaledService {
  const { ServiceNamespace, ResourceId = '', ScalableDimension, MinCapacity, MaxCapacity } = parameters;
  const [kind, cluster = '', service = '', ...more] = ResourceId.split('/');
  if (kind !== 'service' || service === '' || more.length > 0 || ScalableDimension !== 'ecs:service:DesiredCount') {
    throw validationException('Unsupported service namespace, resource type or scalable dimension');
  }
  if (MinCapacity === undefined || MaxCapacity === undefined) {
    throw validationException('MinCapacity and MaxCapacity are required when registering a new scalable target');
  }
  const partition = partitionOf(region);
  const account = `arn:${partition}:iam::${world.accountId}`;
  return {
    cluster,
    service,
    target: {
      ServiceNamespace,
      ResourceId,
      ScalableDimension,
      MinCapacity,
      MaxCapacity,
      RoleARN: `${account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/${SERVICE_LINKED_ROLE}`,
      CreationTime: world.now(),
      SuspendedState: {
        DynamicScalingInSuspended: false,
        DynamicScalingOutSuspended: false,
        ScheduledScalingSuspended: false,
      },
      ScalableTargetARN: `arn:${partition}:application-autoscaling:${region}:${world.accountId}:scalable-target/${randomUUID().replaceAll('-', '')}`,
    },
    tags: new Map(),
    policies: new Map(),
    scheduledActions: new Map(),
  };
}

const SERVICE_LINKED_ROLE = 'AWSServiceRoleForApplicationAutoScaling_ECSService';

export const describeScalableTargets: AutoScalingOperation<DescribeScalableTargetsRequest> = ({
  parameters,
  state,
}) => {
  const { ResourceIds, ScalableDimension } = parameters;
  const meant = [...state.services.values()].filter(
    ({ target }) => isMeant(target, { ScalableDimension }) && (ResourceIds?.includes(target.ResourceId ?? '') ?? true),
  );
  const { items, NextToken } = pageOf(meant, parameters);
  return { ScalableTargets: items.map(({ target }) => target), NextToken };
};

/** "Deregistering a scalable target deletes the scaling policies that are associated with it", and their alarms. */
export const deregisterScalableTarget: AutoScalingOperation<DeregisterScalableTargetRequest> = async (call) => {
  const { parameters, state: region } = call;
  const scaled = scaledService(region, parameters);
  region.services.delete(parameters.ResourceId ?? '');
  await deleteAlarms(region, [...scaled.policies.values()]);
  return {};
};
