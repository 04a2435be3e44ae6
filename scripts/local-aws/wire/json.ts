/** Reads and writes the bodies of AWS's JSON protocols (1.0, 1.1 and rest-json). */
import { randomUUID } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../../../handlers/template-language/json';
import { AwsError } from './errors';
import type { AwsRequest, AwsResponse } from './messages';

/**
 * The members of a request's body; none if the body is empty.
 * @throws AwsError SerializationException when the body is not a JSON object
 */
export function readJson(request: AwsRequest): JsonObject {
  if (request.body.length === 0) return {};
  try {
    const parsed: Json = JSON.parse(request.body.toString('utf8'));
    if (isObject(parsed)) return parsed;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object');
}

/** The answer of a JSON 1.1 operation. A Date is written as seconds since the epoch. */
export function jsonResponse(body: object): AwsResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(withEpochs(body)),
  };
}

function withEpochs(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(withEpochs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withEpochs(member)]));
}
