/** The answers that a load balancer gives by itself, as Application Load Balancers give them. */
import { STATUS_CODES } from 'node:http';

export interface OwnAnswer {
  status: number;
  reason: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
}

/** Where Application Load Balancers have other words than the RFCs; codes of their own have none. */
const REASONS: Readonly<Record<number, string>> = {
  408: 'Request Time-out',
  414: 'Request-URI Too Large',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
  505: 'HTTP Version Not Supported',
};

const reasonOf = (status: number): string => REASONS[status] ?? STATUS_CODES[status] ?? '';

/** The answer for an error: a page with the status, 122 bytes for a 502 and 162 for a 503. */
export const errorAnswer = (status: number): OwnAnswer => page(status, []);

/** @param location is sent as it is */
export const redirectAnswer = (status: number, location: string): OwnAnswer => page(status, [['Location', location]]);

function page(status: number, headers: OwnAnswer['headers']): OwnAnswer {
  const title = `${status} ${reasonOf(status)}`.trim();
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '</body>',
    '</html>',
    '',
  ];
  return {
    status,
    reason: reasonOf(status),
    headers: [['Content-Type', 'text/html'], ...headers],
    body: lines.join('\r\n'),
  };
}

/** @param contentType `text/plain`, `text/html`, … as in the action; undefined: it has none */
export function fixedAnswer(status: number, contentType: string | undefined, body: string): OwnAnswer {
  const type = contentType ?? 'text/plain';
  return { status, reason: reasonOf(status), headers: [['Content-Type', `${type}; charset=utf-8`]], body };
}

/**
 * The bytes of an answer to what is no request: the connection ends with it.
 * @param date as the header has it
 */
export function rawAnswer({ status, reason, headers, body }: OwnAnswer, date: string): string {
  const lines = [
    `HTTP/1.1 ${status} ${reason}`,
    'Server: awselb/2.0',
    `Date: ${date}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
