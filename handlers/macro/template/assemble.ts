import { at } from '../../template-language/findings';
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
  return Object.fromEntries(assembled);
}

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
