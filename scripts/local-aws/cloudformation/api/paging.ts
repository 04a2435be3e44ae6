/** Long answers in pages. */
import { type QueryObject, textOf } from '../../wire/query';
import { validationError } from '../errors';

/** Entries of a page, as CloudFormation gives them at most. */
const PAGE = 100;

/** One page of a list; the token of the next one carries where it begins. */
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
