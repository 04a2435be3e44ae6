/** How each wire protocol names an operation, reads its parameters and writes its answer. */

import { jsonResponse, readJson } from './json';
import type { AwsRequest, AwsResponse } from './messages';
import { parseQuery, type QueryObject } from './query';
import { ec2Response, queryResponse, type XmlContent } from './xml';

export interface WireFormat<Parameters, Answer> {
  /** The operation that a request asks for; undefined if it names none. */
  nameOf(request: AwsRequest): string | undefined;
  /** @throws AwsError when the parameters cannot be read */
  read(request: AwsRequest): Parameters;
  write(operation: string, answer: Answer): AwsResponse;
}

const nameOf = ({ operation }: AwsRequest): string | undefined => operation;

/** awsQuery: form-encoded parameters, an XML answer. */
export function queryFormat(xmlns: string): WireFormat<QueryObject, XmlContent> {
  return {
    nameOf,
    read: ({ body }) => parseQuery(body),
    write: (operation, answer) => queryResponse(operation, xmlns, answer),
  };
}

/** EC2's variant of awsQuery. */
export const ec2Format: WireFormat<QueryObject, XmlContent> = {
  nameOf,
  read: ({ body }) => parseQuery(body),
  write: (operation, answer) => ec2Response(operation, answer),
};

/**
 * awsJson. Each operation declares the type of its parameters, usually the SDK's. Nothing checks it: a member of a wrong
 * type is a mistake that the SDK's types prevent.
 */
export const jsonFormat: WireFormat<never, object> = {
  nameOf,
  read: (request) => readJson(request) as never,
  write: (_operation, answer) => jsonResponse(answer),
};
