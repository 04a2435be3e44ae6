/** Splits long lists into pages. */

import { validationError } from '../../wire/errors';
import { type QueryObject, textOf } from '../../wire/query';

/** The most entries that CloudFormation puts into a page. */
const PAGE = 100;

/** One page of a list. The token of the next page holds the index at which that page begins. */
export function page<Entry>(entries: readonly Entry[], query: QueryObject): { entries: Entry[]; NextToken?: string } {
  const token = textOf(query.NextToken);
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw validationError('NextToken is invalid');
  const end = start + PAGE;
  return {
    entries: entries.slice(start, end),
    ...(end < entries.length && { NextToken: Buffer.from(String(end)).toString('base64url') }),
  };
}
