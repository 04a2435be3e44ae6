/** ECS: services with tasks, deployments and rollbacks, none of which moto has. moto keeps the task definitions. */
import { createService } from '../service/operation';
import { notPlayed } from '../wire/errors';
import { jsonFormat } from '../wire/format';
import type { AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { OPERATIONS, REFUSED } from './operations';
import { createEcsRegion } from './region';

export function createEcs(world: LocalWorld): AwsService {
  return createService({
    format: jsonFormat,
    operations: OPERATIONS,
    createState: (region) => createEcsRegion(world, region),
    refuse: ({ operation = '' }) => (REFUSED.has(operation) ? notPlayed(`ecs ${operation}`) : undefined),
  });
}
