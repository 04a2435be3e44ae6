import { branchesOf, isIntrinsic, isNoValue } from '../../template-language/intrinsics';
import { type Json, type JsonObject, member } from '../../template-language/json';
import { logicalId } from '../names';
import type { Resource } from '../resources/resource';
import type { ServiceSpec } from '../spec';

/** What ECS does if a service does not say how it deploys (DeploymentConfiguration, ECS API reference). */
const DEFAULT_STRATEGY = 'ROLLING';

/** The properties of the route that its traffic repeats. */
const OF_THE_ROUTE = ['Hosts', 'Paths', 'Priority', 'Refresh'];

/**
 * Carries what overrides have changed in one resource to those that repeat it: the strategy of the ECS service to route
 * and traffic, and what the route matches to the traffic. Without overrides nothing changes.
 * @param resources a service's resources by logical id, with its overrides merged into them; changed here
 */
export function carrySharedFacts(spec: ServiceSpec, resources: Map<string, Resource>): void {
  const of = (id: string): JsonObject => resources.get(id)?.Properties ?? {};
  const put = (id: string, facts: Readonly<Record<string, Json | undefined>>): void => {
    const resource = resources.get(id);
    if (resource === undefined) return;
    const properties = Object.entries({ ...resource.Properties, ...facts });
    const given = properties.filter((entry): entry is [string, Json] => entry[1] !== undefined);
    resources.set(id, { ...resource, Properties: Object.fromEntries(given) });
  };
  const [route, traffic] = [logicalId(spec, 'Route'), logicalId(spec, 'Traffic')];
  const Strategy = strategyOf(of(spec.id).DeploymentConfiguration, spec.Deployment.Strategy);
  put(route, { Strategy });
  put(traffic, { Strategy, ...Object.fromEntries(OF_THE_ROUTE.map((name) => [name, of(route)[name]])) });
}

/**
 * The strategy in a deployment configuration.
 * @param otherwise the strategy if the configuration is a function that does not show it
 */
function strategyOf(configuration: Json | undefined, otherwise: string): Json {
  if (configuration === undefined || isNoValue(configuration)) return DEFAULT_STRATEGY;
  const [condition, ...branches] = branchesOf(configuration);
  if (condition !== undefined) {
    return { 'Fn::If': [condition, ...branches.map((branch) => strategyOf(branch, otherwise))] };
  }
  if (isIntrinsic(configuration)) return otherwise;
  return orDefault(member(configuration, 'Strategy'));
}

/** The strategy that is given, or the default where a branch leaves it out. */
function orDefault(strategy: Json | undefined): Json {
  if (strategy === undefined || isNoValue(strategy)) return DEFAULT_STRATEGY;
  const [condition, ...branches] = branchesOf(strategy);
  return condition === undefined ? strategy : { 'Fn::If': [condition, ...branches.map(orDefault)] };
}
