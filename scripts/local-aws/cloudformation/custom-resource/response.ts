/** Reads the response of a custom resource. */
import { isObject, type JsonObject } from '../../../../handlers/template-language/json';
import { ResourceError } from '../resources/resource-type';
import { RESPONSE_LIMIT } from './response-urls';

/** What a response must repeat of its request. */
export interface Expected {
  RequestId: string;
  StackId: string;
  LogicalResourceId: string;
}

export interface CustomResourceResult {
  physicalId: string;
  data: JsonObject;
}

/**
 * The most bytes of a physical id:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html
 */
const ID_LIMIT = 1024;

/**
 * @throws ResourceError if the response is malformed or says FAILED. The error carries the physical id in the response.
 */
export function readResponse(text: string, expected: Expected): CustomResourceResult {
  if (Buffer.byteLength(text) > RESPONSE_LIMIT) throw new ResourceError('Response object is too long.');
  const response = parse(text);
  if (!isObject(response)) throw new ResourceError('Invalid response object: it is not a JSON object');
  const foreign = Object.entries(expected).find(([name, value]) => response[name] !== value);
  if (foreign !== undefined) throw new ResourceError(`Invalid response object: ${foreign[0]} is not the request's`);
  const { Status: status, Reason: reason, PhysicalResourceId: physicalId, Data: data = {} } = response;
  if (status !== 'SUCCESS' && status !== 'FAILED') {
    throw new ResourceError('Invalid response object: Status must be SUCCESS or FAILED');
  }
  if (typeof physicalId !== 'string' || physicalId === '') throw new ResourceError('Invalid PhysicalResourceId');
  if (Buffer.byteLength(physicalId) > ID_LIMIT) throw new ResourceError(`PhysicalResourceId exceeds ${ID_LIMIT} bytes`);
  if (status === 'FAILED') {
    if (typeof reason !== 'string' || reason === '') {
      throw new ResourceError('Invalid response object: a FAILED response needs a Reason', physicalId);
    }
    throw new ResourceError(
      `Received response status [FAILED] from custom resource. Message returned: ${reason}`,
      physicalId,
    );
  }
  if (!isObject(data)) throw new ResourceError('Invalid response object: Data is not an object', physicalId);
  return { physicalId, data };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
