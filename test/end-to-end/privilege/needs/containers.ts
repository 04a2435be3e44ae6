import { isObject, type JsonObject } from '../../../../handlers/template-language/json';
import { requestTags } from '../tags';
import { type Needs, on, type ReaderInput, tagged } from './reader-input';

/** Calls to ECS that name resources. */
export function containers(given: JsonObject, input: ReaderInput): Needs {
  const arn = (name: unknown): string => `arn:aws:ecs:${input.region}:${input.accountId}:cluster/${String(name)}`;
  const [, operation] = input.action.split(':');
  switch (operation) {
    case 'DescribeClusters':
      return [given.clusters]
        .flat()
        .map((name) => on(input, String(name).startsWith('arn:') ? String(name) : arn(name)));
    case 'DescribeServices':
      return [given.services].flat().map((service) => on(input, serviceArn(input, given.cluster, String(service))));
    case 'DescribeServiceDeployments':
      return [given.serviceDeploymentArns].flat().map((deployment) => on(input, String(deployment)));
    case 'DescribeServiceRevisions':
      return [given.serviceRevisionArns].flat().map((revision) => on(input, String(revision)));
    case 'DeleteCluster':
      return [on(input, arn(given.cluster))];
    case 'CreateCluster': {
      const list = Array.isArray(given.tags) ? given.tags.filter(isObject) : [];
      const brought = Object.fromEntries(list.map(({ key, value }) => [String(key), String(value)]));
      const cluster = arn(given.clusterName);
      const creation = { action: input.action, resource: cluster, context: requestTags(brought) };
      return [creation, tagged(input, cluster, brought, 'ecs:TagResource', 'ecs:CreateAction')];
    }
    default:
      return undefined;
  }
}

/** A request may name a service by its ARN or by its name. */
const serviceArn = ({ region, accountId }: ReaderInput, cluster: unknown, service: string): string =>
  service.startsWith('arn:') ? service : `arn:aws:ecs:${region}:${accountId}:service/${String(cluster)}/${service}`;
