/** One health check: a real request to a target. */
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { afterLiveTime } from '../../live-time';

/** `failed`: there was no connection, or no answer that is HTTP. */
export type ProbeResult = { type: 'status'; status: number } | { type: 'timeout' } | { type: 'failed' };

export interface Probe {
  /** Where the bytes go: a port on 127.0.0.1. */
  port: number;
  protocol: 'HTTP' | 'HTTPS';
  /** The address and port of the target as the load balancer knows them: `10.0.0.1:8080`. */
  host: string;
  path: string;
  /** Real milliseconds. */
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Each check has a connection of its own. The certificate of a target is not looked at (target groups, Application Load Balancers:
 * "The load balancer does not validate these certificates").
 */
export function probe({ port, protocol, host, path, timeoutMs, signal }: Probe): Promise<ProbeResult> {
  const options: RequestOptions & { rejectUnauthorized: boolean } = {
    host: '127.0.0.1',
    port,
    path,
    agent: false,
    signal,
    headers: { host, 'user-agent': 'ELB-HealthChecker/2.0' },
    rejectUnauthorized: false,
  };
  return new Promise((resolve) => {
    const sent = protocol === 'HTTPS' ? httpsRequest(options) : httpRequest(options);
    const answered = afterLiveTime(timeoutMs, () => {
      resolve({ type: 'timeout' });
      sent.destroy();
    });
    sent.once('close', answered);
    sent.on('error', () => resolve({ type: 'failed' }));
    sent.once('upgrade', (_, socket) => {
      resolve({ type: 'failed' });
      socket.destroy();
    });
    sent.once('response', (answer) => {
      resolve({ type: 'status', status: answer.statusCode ?? 0 });
      answer.resume();
    });
    sent.end();
  });
}
