/** Passes requests on to moto. */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createQueue } from '../queue';
import { AwsError, notPlayed } from '../wire/errors';
import type { AwsRequest, AwsResponse, Forward } from '../wire/messages';
import { NOW_HEADER } from './launcher';

/**
 * Milliseconds for which a broken connection is not told to the client. When moto ends, its connections break a moment before the
 * process is gone, and the client is to be told of the process.
 */
const BROKEN_MS = 1000;

/** Headers that hold for one connection only (RFC 9110, 7.6.1). */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect', 'upgrade']);

/**
 * A `Forward` to the moto on that port, which stamps what it does with the dates of `now`. The `Host` header is kept, because S3
 * finds the bucket in it.
 *
 * Requests are sent one at a time, because moto's handlers share plain dictionaries without a lock. With concurrent
 * requests, an iteration can meet a dictionary that changes its size (500), and a failing DynamoDB transaction can put back
 * a copy of the table that lacks what others wrote meanwhile. Python runs one thread at a time, so this costs nothing.
 *
 * The promise rejects with AwsError `NotImplemented` (501, which no SDK tries again) if moto lacks the operation, and with
 * `InternalFailure` (501 too, because a second try would fail in the same way) if moto broke down on it.
 */
export function createForward(port: number, now: () => Date): Forward {
  // moto's server closes every connection after its answer, so there is nothing to keep alive.
  const agent = new Agent({ keepAlive: false });
  const queue = createQueue();
  return async (request) => {
    const answer = await queue(() => send(agent, port, request, now())).catch(async (error) => {
      await delay(BROKEN_MS, undefined, { ref: false });
      throw error;
    });
    const problem = answer.headers['x-moto-error'];
    if (problem !== undefined) throw failure(request, answer.status, problem);
    return answer;
  };
}

function failure(request: AwsRequest, status: number, problem: string): AwsError {
  const operation = request.operation ?? `${request.method} ${request.url.pathname}`;
  return status === 501
    ? notPlayed(`${request.service} ${operation}`)
    : new AwsError(
        'InternalFailure',
        `The embedded AWS broke down on ${request.service} ${operation}: ${problem}`,
        501,
      );
}

async function send(
  agent: Agent,
  port: number,
  { method, url, headers, body }: AwsRequest,
  now: Date,
): Promise<AwsResponse> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_HEADERS.has(name)));
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const path = `${url.pathname}${url.search}`;
    const options = {
      agent,
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { ...kept, 'content-length': body.length, [NOW_HEADER]: String(now.getTime() / 1000) },
    };
    httpRequest(options, resolve).once('error', reject).end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return { status: answer.statusCode ?? 500, headers: headersOf(answer), body: Buffer.concat(chunks) };
}

function headersOf(answer: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answer.headers)
      .filter(([name]) => !HOP_HEADERS.has(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
