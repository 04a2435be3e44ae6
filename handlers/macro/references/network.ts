import { ref } from '../intrinsics';
import { isObject, type Json, type JsonObject, member } from '../json';
import type { ServiceSpec } from '../service/spec';
import { DependencyGraph } from './graph';

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

/** What a service must wait for: by name, or, where that exists only under another condition, by a guarded `Ref`. */
export interface NetworkEdges {
  dependsOn: string[];
  guarded: Json[];
}

/**
 * The network of the template that each service with subnets of its own waits for, by the block's logical id. A
 * resource that itself waits for the service is left out.
 * @param owners blocks by the logical ids that are made of them
 */
export function networkEdges(
  resources: JsonObject,
  specs: readonly ServiceSpec[],
  owners: ReadonlyMap<string, string>,
): ReadonlyMap<string, NetworkEdges> {
  const graph = new DependencyGraph(resources, owners);
  const network = Object.entries(resources).filter(([, resource]) => NETWORK_TYPES.includes(typeOf(resource)));
  return new Map(
    specs.map((spec): [string, NetworkEdges] => {
      const edges: NetworkEdges = { dependsOn: [], guarded: [] };
      // Without subnets of its own the service stands in the default VPC, which no template makes.
      const candidates = spec.NetworkConfiguration?.Subnets === undefined ? [] : network;
      for (const [id, resource] of candidates) {
        if (!graph.add(spec.id, id)) continue;
        const condition = isObject(resource) ? resource.Condition : undefined;
        // DependsOn takes no function and must not name what a condition leaves out; a Ref in Metadata may be guarded,
        // and orders as well.
        if (condition === undefined || condition === spec.attributes.condition) edges.dependsOn.push(id);
        else edges.guarded.push({ 'Fn::If': [condition, ref(id), ref('AWS::NoValue')] });
      }
      return [spec.id, edges];
    }),
  );
}

function typeOf(resource: Json): string {
  const type = member(resource, 'Type');
  return typeof type === 'string' ? type : '';
}
