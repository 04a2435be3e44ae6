/** Tags of hosted zones. */
import { notPlayed } from '../wire/errors';
import type { RestXmlObject } from '../wire/rest-xml';
import { membersAt, textAt } from '../wire/xml-tree';
import { answer, type HostedZone, type Route53Operation, type Route53State, zoneOf } from './model';

export const listTagsForResource: Route53Operation = ({ parameters, state }) =>
  answer('ListTagsForResourceResponse', { ResourceTagSet: tagSet(taggedZone(state, parameters.path)) });

export const listTagsForResources: Route53Operation = ({ parameters, state }) => {
  const ids = membersAt(parameters.body(), 'ResourceIds').map(({ text }) => text);
  const zones = ids.map((ResourceId) => taggedZone(state, { ...parameters.path, ResourceId }));
  return answer('ListTagsForResourcesResponse', { ResourceTagSets: { ResourceTagSet: zones.map(tagSet) } });
};

export const changeTagsForResource: Route53Operation = ({ parameters, state }) => {
  const { tags } = taggedZone(state, parameters.path);
  const body = parameters.body();
  for (const { text } of membersAt(body, 'RemoveTagKeys')) tags.delete(text);
  for (const tag of membersAt(body, 'AddTags')) tags.set(textAt(tag, 'Key') ?? '', textAt(tag, 'Value') ?? '');
  return answer('ChangeTagsForResourceResponse', {});
};

const tagSet = ({ id, tags }: HostedZone): RestXmlObject => ({
  ResourceType: 'hostedzone',
  ResourceId: id,
  Tags: { Tag: [...tags].map(([Key, Value]) => ({ Key, Value })) },
});

function taggedZone(state: Route53State, { ResourceType, ResourceId }: Readonly<Record<string, string>>): HostedZone {
  if (ResourceType !== 'hostedzone') throw notPlayed(`Tags of a ${ResourceType}`);
  return zoneOf(state, ResourceId);
}
