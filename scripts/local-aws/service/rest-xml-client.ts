/** Calls of a REST API with XML bodies, through the front, for a service whose SDK client is not here. */
import { parseXml, textAt, type XmlNode } from '../wire/xml-tree';
import type { LocalWorld } from '../world';

/** An error of the API, in the form of an SDK's. */
export class RestXmlError extends Error {
  readonly $fault = 'client';
  readonly $metadata: { httpStatusCode: number; requestId?: string };

  constructor(code: string, message: string, httpStatusCode: number, requestId?: string) {
    super(message);
    this.name = code;
    this.$metadata = { httpStatusCode, requestId };
  }
}

export interface RestXmlAnswer {
  /** Undefined without a body. */
  root?: XmlNode;
  etag?: string;
}

export interface RestXmlCall {
  method: string;
  /** With its query. */
  path: string;
  body?: string;
  ifMatch?: string;
}

/** @throws RestXmlError */
export type RestXmlClient = (call: RestXmlCall) => Promise<RestXmlAnswer>;

/**
 * @param service its signing name
 * @param caller the access key id, by which the front tells who asks
 */
export function createRestXmlClient(
  { endpoint, signal }: Pick<LocalWorld, 'endpoint' | 'signal'>,
  service: string,
  caller: string,
): RestXmlClient {
  const scope = `${caller}/20000101/us-east-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  return async ({ method, path, body, ifMatch }) => {
    const headers = {
      authorization,
      ...(body !== undefined && { 'content-type': 'application/xml' }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    };
    const answer = await fetch(new URL(path, endpoint), { method, headers, body, signal });
    const text = (await answer.text()).trim();
    const root = text === '' ? undefined : parseXml(text);
    if (answer.ok) return { root, etag: answer.headers.get('etag') ?? undefined };
    const [code, message] = ['Code', 'Message'].map((name) => root && textAt(root, 'Error', name));
    throw new RestXmlError(code ?? 'UnknownError', message ?? '', answer.status, root && textAt(root, 'RequestId'));
  };
}
