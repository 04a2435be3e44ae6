/** What every reader of calls gets, and the shapes that the readers share. */
import type { AwsCall } from '../../../../scripts/local-aws/wire/messages';
import { parseQuery, type QueryObject, textOf } from '../../../../scripts/local-aws/wire/query';
import { parseXml, type XmlNode } from '../../../../scripts/local-aws/wire/xml-tree';
import type { Need } from '../evaluate';
import { requestTags, type TagsSeen } from '../tags';

export interface AccountRegion {
  region: string;
  accountId: string;
}

export interface ReaderInput extends AccountRegion {
  tags: TagsSeen;
  /** `service:Operation`. */
  action: string;
}

/** Undefined for a call that the reader does not know. */
export type Needs = Need[] | undefined;

export interface QueryCall {
  given: QueryObject;
  /** Absent when the call was refused. */
  answer?: XmlNode;
}

/** Reads a call of one of the query protocols. */
export function queryOf(call: AwsCall): QueryCall {
  const answer = call.response.status === 200 ? parseXml(call.response.body.toString()) : undefined;
  return { given: parseQuery(call.request.body), answer };
}

/** The permission for an existing resource, with its tags. */
export const on = ({ action, tags }: ReaderInput, resource = ''): Need => ({
  action,
  resource,
  context: tags.contextOf(resource),
});

export const pairs = (tags: QueryObject[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [textOf(Key) ?? '', textOf(Value) ?? '']));

/** The permission to tag a resource that is created with tags: AddTags or a similar action. */
export function tagged(
  input: ReaderInput,
  resource: string,
  given: Record<string, string>,
  tagging: string,
  key: string,
): Need {
  input.tags.add(resource, given);
  const [, operation = ''] = input.action.split(':');
  return { action: tagging, resource, context: { ...requestTags(given), [key]: operation } };
}
