/**
 * `X-Amzn-Trace-Id`, with which a request can be followed through load balancers and services.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
import { randomBytes } from 'node:crypto';

/** 16 of the 24 digits are the same for a whole run: random numbers for each request would cost more than all the rest of it. */
const RUN = randomBytes(8).toString('hex');
let last = 0;

/** A new id. @param seconds since the epoch */
function newId(seconds: number): string {
  last = (last + 1) % 0x1_0000_0000;
  return `1-${Math.floor(seconds).toString(16).padStart(8, '0')}-${RUN}${last.toString(16).padStart(8, '0')}`;
}

/**
 * The header that goes to the target. What the client's header has besides `Self` is kept.
 * @param sent the client's header
 */
export function traceId(sent: string | undefined, seconds: number): string {
  if (sent === undefined || sent === '') return `Root=${newId(seconds)}`;
  const fields = sent.split(';').filter((field) => field !== '' && !field.startsWith('Self='));
  const own = fields.some((field) => field.startsWith('Root=')) ? 'Self' : 'Root';
  return [`${own}=${newId(seconds)}`, ...fields].join(';');
}
