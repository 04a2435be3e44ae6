/** Which of AWS's protocols a request uses. */
import type { AwsRequest } from './messages';

export type Protocol = 'query' | 'ec2' | 'json' | 'rest-json' | 'rest-xml';

const REST_XML = new Set(['s3', 'route53', 'cloudfront']);
const FORM = 'application/x-www-form-urlencoded';

export function protocolOf({ service, headers }: Pick<AwsRequest, 'service' | 'headers'>): Protocol {
  if (headers['x-amz-target'] !== undefined) return 'json';
  if (headers['content-type']?.startsWith(FORM)) return service === 'ec2' ? 'ec2' : 'query';
  return REST_XML.has(service) ? 'rest-xml' : 'rest-json';
}

/**
 * The operation, if the protocol names it: what follows the dot in `X-Amz-Target`, or `Action` of a query. Undefined for the
 * REST protocols, in which the method and the path name the operation.
 */
export function operationOf(headers: Record<string, string>, body: Buffer): string | undefined {
  const target = headers['x-amz-target'];
  if (target !== undefined) return target.slice(target.lastIndexOf('.') + 1);
  if (!headers['content-type']?.startsWith(FORM)) return undefined;
  return new URLSearchParams(body.toString()).get('Action') ?? undefined;
}
