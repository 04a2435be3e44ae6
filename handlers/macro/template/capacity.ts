import { at, type Findings } from '../../template-language/findings';
import { namesIn } from '../../template-language/graph';
import { functionOf, isNoValue, ref } from '../../template-language/intrinsics';
import { isObject, isScalar, type Json, type JsonObject, member } from '../../template-language/json';
import type { Resolver } from '../../template-language/resolver';
import type { ServiceSpec } from '../spec';

export const CLUSTER = 'AWS::ECS::Cluster';
const ASSOCIATIONS = 'AWS::ECS::ClusterCapacityProviderAssociations';
/** The providers that need no setup; every other provider is an Auto Scaling group. */
const PROVIDERS = ['FARGATE', 'FARGATE_SPOT'];

/**
 * The capacity provider associations that clusters of the template lack for a service to run in them. An
 * `AWS::ECS::Cluster` by itself has no capacity provider. That is enough for the native type, but a capacity provider
 * strategy, which can change to Spot without a replacement of the service, needs its providers in the cluster. A
 * cluster with its own providers or an association is left alone.
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

/**
 * Notes services whose cluster in the template lacks a capacity provider that they need, if its list is known. The
 * gateway requires FARGATE whatever the strategy is.
 */
export function checkCapacity(
  template: JsonObject,
  specs: readonly ServiceSpec[],
  resolver: Resolver,
  findings: Findings,
): void {
  const resources = isObject(template.Resources) ? template.Resources : {};
  for (const { id, Cluster = null, CapacityProviderStrategy: strategy } of specs) {
    const [name] = namesIn(takenBranch(Cluster, resolver));
    const known = name === undefined ? undefined : providersOf(name, resources, resolver);
    if (name === undefined || known === undefined) continue;
    const needed = new Set(['FARGATE', ...(strategy ?? []).map((item) => item.CapacityProvider)]);
    const lacking = [...needed].filter((provider) => !known.providers.includes(provider));
    if (lacking.length === 0) continue;
    const list = known.providers.length === 0 ? 'none' : known.providers.join(', ');
    findings.add(
      at('Resources', id, 'Properties', 'Cluster'),
      `is ${name}, but CapacityProviders of ${known.source} are ${list}, and the service needs ${lacking.join(' and ')}; add that there`,
    );
  }
}

/** The branch of an `Fn::If` that is taken; null if that is not known. */
function takenBranch(cluster: Json, resolver: Resolver): Json {
  const taken = resolver.branch(cluster);
  if (taken?.known) return takenBranch(taken.value, resolver);
  return functionOf(cluster) === 'Fn::If' ? null : cluster;
}

/** The literal list of providers of a cluster, from the cluster itself or from its only association. */
function providersOf(
  cluster: string,
  resources: JsonObject,
  resolver: Resolver,
): { providers: string[]; source: string } | undefined {
  const resource = member(resources, cluster);
  if (member(resource, 'Type') !== CLUSTER) return undefined;
  const associated = Object.entries(resources).filter(
    ([, one]) => member(one, 'Type') === ASSOCIATIONS && namesIn(one).has(cluster),
  );
  const [[source, holder] = [cluster, resource], ...others] = associated;
  if (others.length > 0 || (source !== cluster && member(holder, 'Condition') !== undefined)) return undefined;
  const given = member(member(holder, 'Properties'), 'CapacityProviders');
  const result = given === undefined ? undefined : resolver.resolve(given);
  if (!result?.known || !Array.isArray(result.value) || !result.value.every(isScalar)) return undefined;
  return { providers: result.value.map(String), source };
}

/**
 * Retained: its deletion would also remove providers that the template names by then. It disappears with the cluster.
 */
const associations = (cluster: string, condition: Json | undefined): JsonObject => ({
  Type: ASSOCIATIONS,
  ...(condition !== undefined && { Condition: condition }),
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: { Cluster: ref(cluster), CapacityProviders: PROVIDERS, DefaultCapacityProviderStrategy: [] },
});
