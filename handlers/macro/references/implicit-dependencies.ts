import { DependencyGraph } from '../../template-language/graph';
import { ref } from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject, member } from '../../template-language/json';
import type { ServiceSpec } from '../spec';

/**
 * The resources that make a network work, although nothing refers to them. A subnet exists before its route: a load
 * balancer that is created in between has no way to the internet. On deletion, the internet gateway would be detached
 * while addresses are still mapped.
 */
const NETWORK_TYPES = [
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EC2::NatGateway',
];

/**
 * What adds FARGATE to a cluster of the template outside the cluster resource, as the AWS CDK does. A service that is
 * created earlier finds no capacity, and the association cannot be deleted while a service uses it.
 */
const CLUSTER_TYPES = ['AWS::ECS::ClusterCapacityProviderAssociations'];

/** Tasks cannot mount a file system before its mount target exists, and nothing refers to a mount target. */
const FILE_SYSTEM_TYPES = ['AWS::EFS::MountTarget'];

export const IMPLICIT_DEPENDENCY_TYPES: readonly string[] = [...NETWORK_TYPES, ...CLUSTER_TYPES, ...FILE_SYSTEM_TYPES];

/** What a resource must wait for: by name, or by a guarded `Ref` if that exists only under another condition. */
export interface Dependencies {
  dependsOn: string[];
  guarded: Json[];
}

/** What the membership and the ECS service of one block must wait for. */
export interface ServiceDependencies {
  gateway: Dependencies;
  service: Dependencies;
}

/**
 * The resources of the template that each service depends on without referring to them, by the block's logical id: the
 * network, if the service has its own subnets; the capacity of clusters, if it has its own cluster; and the mount
 * targets, if it has file systems. A resource that itself depends on the service is left out.
 * @param owners the block of each generated logical id
 */
export function implicitDependencies(
  resources: JsonObject,
  specs: readonly ServiceSpec[],
  owners: ReadonlyMap<string, string>,
): ReadonlyMap<string, ServiceDependencies> {
  const graph = new DependencyGraph(resources, owners);
  const ofTypes = (types: readonly string[]) =>
    Object.entries(resources).filter(([, resource]) => types.includes(typeOf(resource)));
  const [network, capacity] = [ofTypes(NETWORK_TYPES), ofTypes(CLUSTER_TYPES)];
  const mountTargets = ofTypes(FILE_SYSTEM_TYPES);
  return new Map(
    specs.map((spec): [string, ServiceDependencies] => {
      const free = (candidates: [string, Json][]) => candidates.filter(([id]) => graph.add(spec.id, id));
      // Without its own subnets the service is in the default VPC, which no template creates.
      const routes = spec.NetworkConfiguration?.Subnets === undefined ? [] : free(network);
      // The shared cluster is created with its capacity.
      const providers = spec.Cluster === undefined ? [] : free(capacity);
      const mounts = spec.Volumes.some((volume) => volume.EFSVolumeConfiguration) ? free(mountTargets) : [];
      const condition = spec.attributes.condition;
      const place = [...routes, ...providers];
      return [spec.id, { gateway: edges(place, condition), service: edges([...place, ...mounts], condition) }];
    }),
  );
}

/**
 * DependsOn allows no function and must not name a resource that a condition leaves out. A `Ref` in Metadata orders
 * resources, too, and can be guarded by an `Fn::If`.
 */
function edges(resources: readonly [string, Json][], own: string | undefined): Dependencies {
  const found: Dependencies = { dependsOn: [], guarded: [] };
  for (const [id, resource] of resources) {
    const condition = isObject(resource) ? resource.Condition : undefined;
    if (condition === undefined || condition === own) found.dependsOn.push(id);
    else found.guarded.push({ 'Fn::If': [condition, ref(id), ref('AWS::NoValue')] });
  }
  return found;
}

function typeOf(resource: Json): string {
  const type = member(resource, 'Type');
  return typeof type === 'string' ? type : '';
}
