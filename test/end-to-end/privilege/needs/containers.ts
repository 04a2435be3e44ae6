import { isJsonObject, type JsonObject } from '../../../../scripts/local-aws/wire/json';
import { requestTags } from '../tags';
import { type Needs, on, type Scene, tagged } from './scene';

/** Calls to ECS that name resources. */
export function containers(given: JsonObject, scene: Scene): Needs {
  const arn = (name: unknown): string => `arn:aws:ecs:${scene.region}:${scene.accountId}:cluster/${String(name)}`;
  const [, operation] = scene.action.split(':');
  switch (operation) {
    case 'DescribeClusters':
      return [given.clusters]
        .flat()
        .map((name) => on(scene, String(name).startsWith('arn:') ? String(name) : arn(name)));
    case 'DescribeServices':
      return [given.services].flat().map((service) => on(scene, String(service)));
    case 'DeleteCluster':
      return [on(scene, arn(given.cluster))];
    case 'CreateCluster': {
      const list = Array.isArray(given.tags) ? given.tags.filter(isJsonObject) : [];
      const brought = Object.fromEntries(list.map(({ key, value }) => [String(key), String(value)]));
      const cluster = arn(given.clusterName);
      const creation = { action: scene.action, resource: cluster, context: requestTags(brought) };
      return [creation, tagged(scene, cluster, brought, 'ecs:TagResource', 'ecs:CreateAction')];
    }
    default:
      return undefined;
  }
}
