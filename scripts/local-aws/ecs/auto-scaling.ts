/**
 * Application Auto Scaling, as far as it touches ECS: moto keeps targets and policies, but never scales, and takes a
 * deleted service for an existing one.
 */
import type { RegisterScalableTargetRequest } from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { AwsError } from '../wire/errors';
import type { AwsRequest, AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { readInput } from './json';
import { refuseSecondPolicy } from './scaling-policies';

/** Answers for the signing name `application-autoscaling` (JSON 1.1). */
export function createApplicationAutoScaling(world: LocalWorld): AwsService {
  return async (request, forward) => {
    if (request.operation === 'PutScalingPolicy') await refuseSecondPolicy(request, world);
    const service = request.operation === 'RegisterScalableTarget' ? scaledService(request) : undefined;
    if (service === undefined) return forward(request);
    const client = createClient(world, request.region);
    try {
      const { desiredCount } = await findService(client, service);
      const answer = await forward(request);
      if (answer.status < 300) await bringInRange(client, service, desiredCount ?? 0);
      return answer;
    } finally {
      client.destroy();
    }
  };
}

interface ScaledService {
  cluster: string;
  service: string;
  resourceId: string;
  min?: number;
  max?: number;
}

/** The service that a request registers; undefined when it registers something else. */
function scaledService(request: AwsRequest): ScaledService | undefined {
  const {
    ServiceNamespace,
    ResourceId = '',
    MinCapacity,
    MaxCapacity,
  } = readInput<RegisterScalableTargetRequest>(request);
  const [kind, cluster, service] = ResourceId.split('/');
  if (ServiceNamespace !== 'ecs' || kind !== 'service' || cluster === undefined || service === undefined)
    return undefined;
  if (MinCapacity !== undefined && MaxCapacity !== undefined && MinCapacity > MaxCapacity) {
    throw new AwsError('ValidationException', 'Minimum capacity cannot be greater than maximum capacity.');
  }
  return { cluster, service, resourceId: ResourceId, min: MinCapacity, max: MaxCapacity };
}

/**
 * @throws AwsError ValidationException unless it is ACTIVE
 */
async function findService(client: ECSClient, { cluster, service, resourceId }: ScaledService): Promise<Service> {
  const { services = [] } = await client
    .send(new DescribeServicesCommand({ cluster, services: [service] }))
    .catch(() => ({ services: [] }));
  const found = services.find(({ status }) => status === 'ACTIVE');
  if (found === undefined) throw new AwsError('ValidationException', `ECS service doesn't exist: ${resourceId}`);
  return found;
}

/** A capacity outside of the new limits moves to the nearer one. */
async function bringInRange(client: ECSClient, target: ScaledService, current: number): Promise<void> {
  const { cluster, service, min = 0, max = Number.POSITIVE_INFINITY } = target;
  const desiredCount = Math.min(max, Math.max(min, current));
  if (desiredCount !== current) await client.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
}

function createClient({ endpoint }: LocalWorld, region: string): ECSClient {
  return new ECSClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'autoscaling', secretAccessKey: 'autoscaling' },
  });
}
