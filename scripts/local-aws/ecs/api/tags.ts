/** Tags of clusters and services; those of everything else are moto's. */
import type { ListTagsForResourceRequest, Tag, TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-ecs';
import type { Operation } from '../ecs';
import { invalidParameter } from '../errors';
import { shortName } from '../names';
import type { EcsState } from '../state';

/** Most tags of a resource (API reference of `TagResource`). */
const MOST = 50;

/** What carries tags here. */
interface Tagged {
  tags: Tag[];
}

export const tagResource: Operation<TagResourceRequest> = async ({ state }, input, moto) => {
  const { resourceArn = '', tags = [] } = input;
  const tagged = findTagged(state, resourceArn);
  if (tagged === undefined) return moto.call('TagResource', input);
  const added = new Set(tags.map(({ key }) => key));
  const merged = [...tagged.tags.filter(({ key }) => !added.has(key)), ...tags];
  if (merged.length > MOST) throw invalidParameter(`A resource can have at most ${MOST} tags.`);
  tagged.tags = merged;
  await moto.call('TagResource', input);
  return {};
};

export const untagResource: Operation<UntagResourceRequest> = async ({ state }, input, moto) => {
  const { resourceArn = '', tagKeys = [] } = input;
  const tagged = findTagged(state, resourceArn);
  if (tagged !== undefined) tagged.tags = tagged.tags.filter(({ key = '' }) => !tagKeys.includes(key));
  await moto.call('UntagResource', input);
  return {};
};

export const listTagsForResource: Operation<ListTagsForResourceRequest> = ({ state }, input, moto) => {
  const tagged = findTagged(state, input.resourceArn ?? '');
  return tagged === undefined ? moto.call('ListTagsForResource', input) : { tags: tagged.tags };
};

/**
 * @throws AwsError ClusterNotFoundException, ServiceNotFoundException, ServiceNotActiveException
 */
function findTagged(state: EcsState, arn: string): Tagged | undefined {
  const [kind, cluster, name] = arn.slice(arn.lastIndexOf(':') + 1).split('/');
  if (kind === 'cluster') return state.activeCluster(arn);
  if (kind === 'service' && name !== undefined) return state.activeService(cluster, shortName(arn));
  return undefined;
}
