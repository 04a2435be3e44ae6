import { DEFAULT_CLUSTER_NAME, DEFAULT_GATEWAY_NAME } from '../../contract';
import type { Wish } from '../ledger/items';
import { type Properties, SCHEMES } from '../request/properties';
import { InvalidPropertyError } from '../world/errors';

/** What the properties of a `Custom::ExpressGateway` ask for. @throws InvalidPropertyError */
export function readWish(properties: Properties): Wish {
  const scheme = properties.oneOf('Scheme', SCHEMES);
  const subnetIds = properties.list('SubnetIds');
  const serviceName = properties.text('ServiceName');
  return {
    gatewayName: properties.text('GatewayName') ?? DEFAULT_GATEWAY_NAME,
    cluster: properties.text('Cluster') ?? DEFAULT_CLUSTER_NAME,
    ...(scheme && { scheme }),
    ...(subnetIds && { subnetIds: [...new Set(subnetIds)].sort() }),
    ...(serviceName && { serviceName }),
    ...(properties.flag('Retained') && { retained: true }),
  };
}

/**
 * `arn:aws:ecs:region:account:cluster/NAME` → NAME. A name is returned as it is.
 * @throws InvalidPropertyError for another kind of ARN
 */
export function clusterName(cluster: string): string {
  if (!cluster.startsWith('arn:')) return cluster;
  const name = /^arn:[^:]+:ecs:[^:]+:[^:]+:cluster\/(.+)$/.exec(cluster)?.[1];
  if (!name) throw new InvalidPropertyError(`Cluster must be the name or ARN of an ECS cluster, not ${cluster}`);
  return name;
}
