import { at, type Findings } from '../findings';
import { isNoValue, ref } from '../intrinsics';
import { isObject, type Json, type JsonObject, member } from '../json';
import { namesIn } from '../references/graph';
import type { ServiceSpec } from '../service/spec';

export const CLUSTER = 'AWS::ECS::Cluster';
const ASSOCIATIONS = 'AWS::ECS::ClusterCapacityProviderAssociations';
/** Those that need nothing set up; every other provider of a cluster is somebody's Auto Scaling group. */
const PROVIDERS = ['FARGATE', 'FARGATE_SPOT'];

/**
 * What clusters of the template lack for a service to run in them. `AWS::ECS::Cluster` by itself has no capacity
 * provider; the native type is content with that, while a capacity provider strategy, which can be changed to Spot without
 * replacing the service, must find its providers in the cluster. A cluster that names its own, or of which an association
 * does, is left alone.
 * @returns the resources to add, by logical id: `MineCapacityProviders` for `Mine`
 */
export function clusterCapacity(
  template: JsonObject,
  specs: readonly ServiceSpec[],
  findings: Findings,
): [string, JsonObject][] {
  const resources = isObject(template.Resources) ? template.Resources : {};
  const associated = namesIn(
    Object.values(resources).flatMap((one) => (member(one, 'Type') === ASSOCIATIONS ? [one] : [])),
  );
  const used = new Map(specs.flatMap(({ id, Cluster }) => [...namesIn(Cluster ?? null)].map((name) => [name, id])));
  return [...used].flatMap(([cluster, block]): [string, JsonObject][] => {
    const resource = member(resources, cluster);
    if (member(resource, 'Type') !== CLUSTER || associated.has(cluster)) return [];
    const own = member(member(resource, 'Properties'), 'CapacityProviders');
    if (own !== undefined && !isNoValue(own)) return [];
    const id = `${cluster}CapacityProviders`;
    const taken =
      (Object.hasOwn(resources, id) && 'resource') || (member(template.Parameters, id) !== undefined && 'parameter');
    if (taken) {
      findings.add(
        at('Resources', block),
        `makes a resource named ${id} for its cluster, but the template has a ${taken} of that name; rename that, or give ${cluster} CapacityProviders`,
      );
    }
    return [[id, associations(cluster, member(resource, 'Condition'))]];
  });
}

/** Retained: taken away, it would take the providers along that the template names by then. It goes with the cluster. */
const associations = (cluster: string, condition: Json | undefined): JsonObject => ({
  Type: ASSOCIATIONS,
  ...(condition !== undefined && { Condition: condition }),
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: { Cluster: ref(cluster), CapacityProviders: PROVIDERS, DefaultCapacityProviderStrategy: [] },
});
