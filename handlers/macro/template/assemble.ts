import { at } from '../../template-language/findings';
import { DependencyGraph } from '../../template-language/graph';
import { isObject, type Json, type JsonObject } from '../../template-language/json';
import { logicalId } from '../names';
import { implicitDependencies, type ServiceDependencies } from '../references/implicit-dependencies';
import type { References } from '../references/rewrite';
import { toJson } from '../resources/index';
import type { Resource } from '../resources/resource';
import type { ServiceSpec } from '../spec';

/** A service with its resources, by logical id. */
export interface Service {
  spec: ServiceSpec;
  resources: readonly [string, Resource][];
}

/** The resources of a template in their order, each block replaced with its resources. */
export function assemble(resources: JsonObject, services: readonly Service[], references: References): JsonObject {
  const byId = new Map(services.map((service) => [service.spec.id, service]));
  const owners = new Map(
    services.flatMap(({ spec, resources: parts }) => parts.map(([id]): [string, string] => [id, spec.id])),
  );
  const edges = implicitDependencies(
    resources,
    services.map(({ spec }) => spec),
    owners,
  );
  const assembled = Object.entries(resources).flatMap(([id, resource]): [string, Json][] => {
    const service = byId.get(id);
    if (service === undefined) return [[id, resource]];
    const { condition } = service.spec.attributes;
    return service.resources.map(([partId, part]): [string, Json] => {
      const complete = toJson(afterAwaited(partId, part, service.spec, edges.get(id)), condition);
      return [partId, references.resource(complete, at('Resources', partId), id)];
    });
  });
  return withoutCircles(Object.fromEntries(assembled), services);
}

/**
 * Takes out that a distribution waits for the traffic of its service, where this service waits for the distribution: its
 * tasks are told their own endpoint, or something that knows it.
 */
function withoutCircles(resources: JsonObject, services: readonly Service[]): JsonObject {
  let current = resources;
  let graph: DependencyGraph | undefined;
  for (const { spec } of services.filter(({ spec: { entry } }) => entry !== undefined)) {
    const [id, traffic] = [logicalId(spec, 'Distribution'), logicalId(spec, 'Traffic')];
    graph ??= new DependencyGraph(current, new Map());
    if (!graph.reaches(traffic, id)) continue;
    current = { ...current, [id]: notWaitingFor(traffic, current[id]) };
    graph = undefined;
  }
  return current;
}

const notWaitingFor = (awaited: string, resource: Json | undefined): JsonObject =>
  Object.fromEntries(
    Object.entries(isObject(resource) ? resource : {}).flatMap(([key, value]): [string, Json][] => {
      if (key !== 'DependsOn') return [[key, value]];
      const others = [value].flat().filter((id) => id !== awaited);
      return others.length > 0 ? [[key, others]] : [];
    }),
  );

/** The membership and the ECS service wait until the network and the cluster are ready. */
function afterAwaited(
  id: string,
  resource: Resource,
  spec: ServiceSpec,
  both: ServiceDependencies | undefined,
): Resource {
  const edges = id === spec.id ? both?.service : id === logicalId(spec, 'Gateway') ? both?.gateway : undefined;
  if (edges === undefined) return resource;
  const dependsOn = [...new Set([...(resource.DependsOn ?? []), ...edges.dependsOn])];
  const metadata = isObject(resource.Metadata) ? resource.Metadata : {};
  return {
    ...resource,
    ...(dependsOn.length > 0 ? { DependsOn: dependsOn } : {}),
    ...(edges.guarded.length > 0 ? { Metadata: { ...metadata, ExpressDependsOn: edges.guarded } } : {}),
  };
}
