/** Errors of AWS APIs, and how each protocol writes them. */
import { randomUUID } from 'node:crypto';
import type { AwsRequest, AwsResponse } from './messages';
import { protocolOf } from './protocol';
import { writeElement, type XmlObject, xmlResponse } from './xml';

/** An error of an AWS API. A service throws it; the front writes it in the protocol of the request. */
export class AwsError extends Error {
  /**
   * @param code the error code of the API: `ListenerNotFound`, `ValidationError`, …
   * @param status HTTP status; SDKs try again at 500 and above, except at 501
   * @param members further members of a JSON error (`Type` of Lambda's, `CancellationReasons` of DynamoDB's)
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** What most query APIs answer when a parameter is wrong. */
export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

/** The error of what neither the embedded AWS nor moto does. 501, because no SDK tries that again. */
export const notPlayed = (what: string): AwsError =>
  new AwsError('NotImplemented', `${what} is not played by the embedded AWS`, 501);

/** The sentence in an error of any kind. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The error, written in the protocol of the request. */
export function errorResponse(request: AwsRequest, error: AwsError): AwsResponse {
  const requestId = randomUUID();
  switch (protocolOf(request)) {
    case 'ec2':
      return xmlResponse(error.status, ec2Error(error, requestId));
    case 'query':
      return xmlResponse(error.status, queryError(error, requestId));
    case 'rest-xml':
      return restXmlError(request, error, requestId);
    default:
      return jsonError(request, error, requestId);
  }
}

function queryError({ code, message, status }: AwsError, requestId: string): string {
  const fault: XmlObject = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
  return writeElement('ErrorResponse', { Error: fault, RequestId: requestId });
}

function ec2Error({ code, message }: AwsError, requestId: string): string {
  return writeElement('Response', { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId });
}

/** S3 answers with a bare `Error`; other rest-xml services (Route 53) wrap it. */
function restXmlError(request: AwsRequest, error: AwsError, requestId: string): AwsResponse {
  const { code, message } = error;
  const document =
    request.service === 's3'
      ? writeElement('Error', { Code: code, Message: message, RequestId: requestId })
      : queryError(error, requestId);
  return xmlResponse(error.status, document);
}

function jsonError(request: AwsRequest, error: AwsError, requestId: string): AwsResponse {
  const { code, message, status, members } = error;
  return {
    status,
    headers: {
      'content-type': (protocolOf(request) === 'json' && request.headers['content-type']) || 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': code,
    },
    body: JSON.stringify({ __type: code, message, ...members }),
  };
}
