/** Where custom resources send their responses: signed URLs, each for one response. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AwsRequest, AwsResponse } from '../../wire/messages';
import type { LocalWorld } from '../../world';

/** The front passes requests with this path prefix to `receive`. */
export const RESPONSE_PATH = '/cloudformation-response/';

/** The most bytes of a response that CloudFormation accepts. */
export const RESPONSE_LIMIT = 4096;

export interface ResponseUrls {
  /**
   * A URL to respond to, and the text of the first response that arrives there.
   * @param key names the request: `<stack id>|<logical id>|<request id>`
   */
  open(key: string): { url: string; response: Promise<string>; close(): void };
  receive(request: AwsRequest): Promise<AwsResponse>;
}

/** A URL that CloudFormation presigns is valid for two hours. */
const LIFETIME_SECONDS = 2 * 60 * 60;

/**
 * The date of a URL is AWS time, because functions order CloudFormation's requests by it. Its two hours pass in real time, as the
 * function does that must answer.
 */
export function createResponseUrls({
  endpoint,
  now,
  minuteMs,
}: Pick<LocalWorld, 'endpoint' | 'now' | 'minuteMs'>): ResponseUrls {
  const secret = randomBytes(32);
  const open = new Map<string, (text: string) => void>();
  const sign = (path: string, expires: string): string =>
    createHmac('sha256', secret).update(`PUT\n${path}\n${expires}`).digest('base64url');
  return {
    open: (key) => {
      const path = `${RESPONSE_PATH}${encodeURIComponent(key)}`;
      const expires = String(Math.floor(now().getTime() / 1000) + LIFETIME_SECONDS);
      const url = new URL(path, endpoint);
      url.searchParams.set('Expires', expires);
      url.searchParams.set('Signature', sign(url.pathname, expires));
      const { promise, resolve } = withResolvers<string>();
      open.set(url.pathname, resolve);
      return { url: url.href, response: promise, close: () => void open.delete(url.pathname) };
    },
    receive: async ({ method, url, headers, body }) => {
      const expires = url.searchParams.get('Expires') ?? '';
      const signature = url.searchParams.get('Signature') ?? '';
      if (method !== 'PUT') return s3Error(405, 'MethodNotAllowed', 'The specified method is not allowed');
      // The signature covers an empty content type, as in the S3 URLs that CloudFormation presigns.
      const isSigned = isSame(signature, sign(url.pathname, expires)) && (headers['content-type'] ?? '') === '';
      if (!isSigned) return s3Error(403, 'SignatureDoesNotMatch', 'The request signature does not match');
      const age = now().getTime() / 1000 - (Number(expires) - LIFETIME_SECONDS);
      if ((age * minuteMs) / 60_000 > LIFETIME_SECONDS) return s3Error(403, 'AccessDenied', 'Request has expired');
      open.get(url.pathname)?.(body.toString('utf8'));
      open.delete(url.pathname);
      return { status: 200, headers: {}, body: '' };
    },
  };
}

/** The name of the stack that a response is for; empty if its URL was not made here. */
export function stackOfResponse({ url }: AwsRequest): string {
  const key = decodeURIComponent(url.pathname.slice(RESPONSE_PATH.length));
  return /:stack\/([^/]+)\//.exec(key)?.[1] ?? '';
}

function withResolvers<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const s3Error = (status: number, code: string, message: string): AwsResponse => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
