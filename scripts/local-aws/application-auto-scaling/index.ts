/**
 * Application Auto Scaling: moto's, with what it takes for ECS services. moto keeps targets and policies but never
 * scales, and accepts a deleted service as a target.
 */
import { createSdkClients } from '../service/clients';
import { createService } from '../service/operation';
import { jsonFormat } from '../wire/format';
import type { AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { registerScalableTarget } from './scalable-targets';
import { putScalingPolicy } from './scaling-policies';

export function createApplicationAutoScaling(world: LocalWorld): AwsService {
  return createService({
    format: jsonFormat,
    operations: { PutScalingPolicy: putScalingPolicy, RegisterScalableTarget: registerScalableTarget },
    createState: (region) => createSdkClients(world, region, 'autoscaling'),
  });
}
