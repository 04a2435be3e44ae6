/** Scalable targets: ECS services whose capacity is kept within limits. */
import type { RegisterScalableTargetRequest } from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { AwsError } from '../wire/errors';
import type { AutoScalingOperation } from './operation';

export const registerScalableTarget: AutoScalingOperation<RegisterScalableTargetRequest> = async (call) => {
  const target = scaledService(call.parameters);
  if (target === undefined) return call.forward();
  const ecs = call.state(ECSClient);
  const { desiredCount } = await findService(ecs, target);
  const answer = await call.forward();
  if (answer.status < 300) await bringInRange(ecs, target, desiredCount ?? 0);
  return answer;
};

interface ScaledService {
  cluster: string;
  service: string;
  resourceId: string;
  min?: number;
  max?: number;
}

/** The service that a request registers; undefined if it registers something else. */
function scaledService(parameters: RegisterScalableTargetRequest): ScaledService | undefined {
  const { ServiceNamespace, ResourceId = '', MinCapacity, MaxCapacity } = parameters;
  const [kind, cluster, service] = ResourceId.split('/');
  if (ServiceNamespace !== 'ecs' || kind !== 'service' || cluster === undefined || service === undefined) {
    return undefined;
  }
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
