/** Requests and answers of ECS's JSON 1.1. */

import { jsonResponse, readJson } from '../wire/json';
import type { AwsRequest, AwsResponse } from '../wire/messages';

/**
 * The request as the SDK's type of it. The front stands where AWS's own model check would: a member of a wrong type is
 * the caller's SDK's business.
 */
export function readInput<Input>(request: AwsRequest): Input {
  return readJson(request) as unknown as Input;
}

/** The answer, with every Date as seconds since the epoch. */
export function answer(output: object): AwsResponse {
  return jsonResponse(withEpochs(output) as object);
}

function withEpochs(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(withEpochs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withEpochs(member)]));
}

/** One page of a list, as ListServices and its like give it. @param maxResults default and limit of the operation */
export function page<Item>(
  items: readonly Item[],
  input: { nextToken?: string; maxResults?: number },
  defaultSize: number,
): { items: Item[]; nextToken?: string } {
  const start = Number(input.nextToken ?? 0);
  const end = start + (input.maxResults ?? defaultSize);
  return { items: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined };
}
