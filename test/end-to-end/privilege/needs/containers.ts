import { isObject, type JsonObject } from '../../../../handlers/template-language/json';
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
      return [given.services].flat().map((service) => on(scene, serviceArn(scene, given.cluster, String(service))));
    case 'DescribeServiceDeployments':
      return [given.serviceDeploymentArns].flat().map((deployment) => on(scene, String(deployment)));
    case 'DescribeServiceRevisions':
      return [given.serviceRevisionArns].flat().map((revision) => on(scene, String(revision)));
    case 'DeleteCluster':
      return [on(scene, arn(given.cluster))];
    case 'CreateCluster': {
      const list = Array.isArray(given.tags) ? given.tags.filter(isObject) : [];
      const brought = Object.fromEntries(list.map(({ key, value }) => [String(key), String(value)]));
      const cluster = arn(given.clusterName);
      const creation = { action: scene.action, resource: cluster, context: requestTags(brought) };
      return [creation, tagged(scene, cluster, brought, 'ecs:TagResource', 'ecs:CreateAction')];
    }
    default:
      return undefined;
  }
}

/** A service may be asked for by its ARN or by its name. */
const serviceArn = ({ region, accountId }: Scene, cluster: unknown, service: string): string =>
  service.startsWith('arn:') ? service : `arn:aws:ecs:${region}:${accountId}:service/${String(cluster)}/${service}`;
