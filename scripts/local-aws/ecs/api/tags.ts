/** The tags of clusters and services. moto keeps all other tags. */

import type { ListTagsForResourceRequest, Tag, TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../errors';
import { shortName } from '../names';
import type { EcsOperation } from '../operation';
import type { EcsResources } from '../resources';

/** How many tags a resource may have (API reference of `TagResource`). */
const MOST = 50;

interface Tagged {
  tags: Tag[];
}

export const tagResource: EcsOperation<TagResourceRequest> = async ({
  state: { resources },
  parameters: input,
  moto,
}) => {
  const { resourceArn = '', tags = [] } = input;
  const tagged = findTagged(resources, resourceArn);
  if (tagged === undefined) return moto.json('TagResource', input);
  const added = new Set(tags.map(({ key }) => key));
  const merged = [...tagged.tags.filter(({ key }) => !added.has(key)), ...tags];
  if (merged.length > MOST) throw invalidParameter(`A resource can have at most ${MOST} tags.`);
  tagged.tags = merged;
  await moto.json('TagResource', input);
  return {};
};

export const untagResource: EcsOperation<UntagResourceRequest> = async ({
  state: { resources },
  parameters: input,
  moto,
}) => {
  const { resourceArn = '', tagKeys = [] } = input;
  const tagged = findTagged(resources, resourceArn);
  if (tagged !== undefined) tagged.tags = tagged.tags.filter(({ key = '' }) => !tagKeys.includes(key));
  await moto.json('UntagResource', input);
  return {};
};

export const listTagsForResource: EcsOperation<ListTagsForResourceRequest> = ({
  state: { resources },
  parameters: input,
  moto,
}) => {
  const tagged = findTagged(resources, input.resourceArn ?? '');
  return tagged === undefined ? moto.json('ListTagsForResource', input) : { tags: tagged.tags };
};

/**
 * @throws AwsError ClusterNotFoundException, ServiceNotFoundException, ServiceNotActiveException
 */
function findTagged(resources: EcsResources, arn: string): Tagged | undefined {
  const [kind, cluster, name] = arn.slice(arn.lastIndexOf(':') + 1).split('/');
  if (kind === 'cluster') return resources.activeCluster(arn);
  if (kind === 'service' && name !== undefined) return resources.activeService(cluster, shortName(arn));
  return undefined;
}
