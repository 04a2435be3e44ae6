/** Tags of distributions. */
import { AwsError, notPlayed } from '../wire/errors';
import { membersAt, textAt, type XmlNode } from '../wire/xml-tree';
import { answer, type CloudFrontOperation, type CloudFrontState, type Distribution } from './model';

export const readTags = (body: XmlNode): Map<string, string> => new Map(tagsIn(membersAt(body, 'Tags', 'Items')));

const tagsIn = (nodes: readonly XmlNode[]): [string, string][] =>
  nodes.map((node) => [textAt(node, 'Key') ?? '', textAt(node, 'Value') ?? '']);

export const listTagsForResource: CloudFrontOperation = ({ parameters, state }) => {
  const { tags } = tagged(state, parameters.query);
  return answer(200, 'Tags', { Items: { Tag: [...tags].map(([Key, Value]) => ({ Key, Value })) } });
};

/** TagResource and UntagResource, at one path. */
export const changeTags: CloudFrontOperation = ({ parameters, state }) => {
  const { tags } = tagged(state, parameters.query);
  const items = membersAt(parameters.body(), 'Items');
  switch (parameters.query.get('Operation')) {
    case 'Tag':
      for (const [key, value] of tagsIn(items)) tags.set(key, value);
      break;
    case 'Untag':
      for (const { text } of items) tags.delete(text);
      break;
    default:
      throw notPlayed('This operation on tags');
  }
  return { status: 204, headers: {}, body: '' };
};

function tagged({ distributions }: CloudFrontState, query: URLSearchParams): Distribution {
  const arn = query.get('Resource');
  const found = [...distributions.values()].find((each) => each.arn === arn);
  if (found === undefined) throw new AwsError('NoSuchResource', 'The specified resource does not exist.', 404);
  return found;
}
