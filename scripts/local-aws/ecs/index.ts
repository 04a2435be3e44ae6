/** ECS: services with tasks, deployments and rollbacks, none of which moto has. moto keeps the task definitions. */
import { createService } from '../service/operation';
import { notPlayed } from '../wire/errors';
import { jsonFormat } from '../wire/format';
import type { AwsRequest, AwsResponse, AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { ContainerHost } from './containers/host';
import { OPERATIONS, REFUSED } from './operations';
import { createEcsRegion } from './region';
import { reportUsage } from './tasks/usage';

export { CONTAINERS_PATH } from './containers/endpoints';

export interface EcsService {
  service: AwsService;
  /** Answers what containers ask for, under `CONTAINERS_PATH`. */
  answerContainer(request: AwsRequest): Promise<AwsResponse>;
  /** Ends every container. */
  stop(): Promise<void>;
}

/** @param runNode whether Node images with their program in the command are run as processes of this machine */
export function createEcs(world: LocalWorld, { runNode = false } = {}): EcsService {
  const host = new ContainerHost(world, runNode);
  return {
    service: createService({
      format: jsonFormat,
      operations: OPERATIONS,
      createState: (region) => {
        const ecs = createEcsRegion(world, region, host);
        void ecs.background('usage', () => reportUsage(ecs));
        return ecs;
      },
      refuse: ({ operation = '' }) => (REFUSED.has(operation) ? notPlayed(`ecs ${operation}`) : undefined),
    }),
    answerContainer: (request) => host.endpoints.answer(request),
    stop: () => host.stop(),
  };
}
