/** Reads and writes the bodies of AWS's JSON protocols (1.0, 1.1 and rest-json). */
import { randomUUID } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../../../handlers/template-language/json';
import { AwsError } from './errors';
import type { AwsRequest, AwsResponse } from './messages';

/**
 * The members of a request's body; none when it is empty.
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

/** The answer of a JSON 1.1 operation. Dates are for the caller to write as seconds since the epoch. */
export function jsonResponse(body: object, status = 200): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}

/** The answer of a rest-json operation (Lambda, Scheduler). No body: 204 and the like. */
export function restResponse(status: number, body?: object, headers: Record<string, string> = {}): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}
