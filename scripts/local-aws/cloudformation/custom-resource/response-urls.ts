/** Where custom resources answer: signed URLs, each good for one answer. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AwsRequest, AwsResponse } from '../../wire/messages';

/** Paths under which the front hands requests over to `receive`. */
export const RESPONSE_PATH = '/cloudformation-response/';

/** What is kept of an answer that is too long to be read. CloudFormation takes 4096 bytes. */
export const RESPONSE_LIMIT = 4096;

export interface ResponseUrls {
  /**
   * A URL to answer at, and the text of the first answer that comes there.
   * @param key names the request: `<stack id>|<logical id>|<request id>`
   */
  open(key: string): { url: string; answer: Promise<string>; close(): void };
  receive(request: AwsRequest): Promise<AwsResponse>;
}

/** A presigned URL of CloudFormation's is good for two hours. */
const LIFETIME_SECONDS = 2 * 60 * 60;

/** @param endpoint read when a URL is made: the front knows its port only then */
export function createResponseUrls(endpoint: () => string, now: () => number = Date.now): ResponseUrls {
  const secret = randomBytes(32);
  const open = new Map<string, (text: string) => void>();
  const sign = (path: string, expires: string): string =>
    createHmac('sha256', secret).update(`PUT\n${path}\n${expires}`).digest('base64url');
  return {
    open: (key) => {
      const path = `${RESPONSE_PATH}${encodeURIComponent(key)}`;
      const expires = String(Math.floor(now() / 1000) + LIFETIME_SECONDS);
      const url = new URL(path, endpoint());
      url.searchParams.set('Expires', expires);
      url.searchParams.set('Signature', sign(url.pathname, expires));
      const { promise, resolve } = withResolvers<string>();
      open.set(url.pathname, resolve);
      return { url: url.href, answer: promise, close: () => void open.delete(url.pathname) };
    },
    receive: async ({ method, url, headers, body }) => {
      const expires = url.searchParams.get('Expires') ?? '';
      const signature = url.searchParams.get('Signature') ?? '';
      if (method !== 'PUT') return s3Error(405, 'MethodNotAllowed', 'The specified method is not allowed');
      // The signature covers an empty content type, as S3's does for the URLs that CloudFormation makes.
      const isSigned = isSame(signature, sign(url.pathname, expires)) && (headers['content-type'] ?? '') === '';
      if (!isSigned) return s3Error(403, 'SignatureDoesNotMatch', 'The request signature does not match');
      if (Number(expires) * 1000 < now()) return s3Error(403, 'AccessDenied', 'Request has expired');
      open.get(url.pathname)?.(body.toString('utf8'));
      open.delete(url.pathname);
      return { status: 200, headers: {}, body: '' };
    },
  };
}

/** The name of the stack that an answer is for; empty when its URL was not made here. */
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
