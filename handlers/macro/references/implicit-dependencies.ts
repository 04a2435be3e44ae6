import { DependencyGraph } from '../../template-language/graph';
import { ref } from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject, member } from '../../template-language/json';
import type { ServiceSpec } from '../spec';

/**
 * What makes a network work without being referred to. A subnet is there before its route is: a load balancer made in
 * between finds no way to the internet, and on deletion the gateway is detached while addresses are still mapped.
 */
const NETWORK_TYPES = [
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EC2::NatGateway',
];

/**
 * What puts FARGATE into a cluster of the template beside the cluster itself, as the AWS CDK does: a service that comes
 * before finds no capacity in it, and while one is there the association cannot be deleted.
 */
const CLUSTER_TYPES = ['AWS::ECS::ClusterCapacityProviderAssociations'];

/** Tasks cannot mount a file system through a mount target that is not there yet, and nothing refers to one. */
const FILE_SYSTEM_TYPES = ['AWS::EFS::MountTarget'];

/** All of these. */
export const IMPLICIT_DEPENDENCY_TYPES: readonly string[] = [...NETWORK_TYPES, ...CLUSTER_TYPES, ...FILE_SYSTEM_TYPES];

/** What a resource must wait for: by name, or, where that exists only under another condition, by a guarded `Ref`. */
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
 * The resources of the template that each service waits for without referring to them, by the block's logical id: the
 * network, with subnets of its own, the capacity of clusters, with a cluster of its own, and the mount targets, with
 * file systems. A resource that itself waits for the service is left out.
 * @param owners blocks by the logical ids that are made of them
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
      // Without subnets of its own the service stands in the default VPC, which no template makes.
      const routes = spec.NetworkConfiguration?.Subnets === undefined ? [] : free(network);
      // The shared cluster is made with its capacity.
      const providers = spec.Cluster === undefined ? [] : free(capacity);
      const mounts = spec.Volumes.some((volume) => volume.EFSVolumeConfiguration) ? free(mountTargets) : [];
      const condition = spec.attributes.condition;
      const place = [...routes, ...providers];
      return [spec.id, { gateway: edges(place, condition), service: edges([...place, ...mounts], condition) }];
    }),
  );
}

/**
 * DependsOn takes no function and must not name what a condition leaves out; a Ref in Metadata may be guarded, and
 * orders as well.
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
