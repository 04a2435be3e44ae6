/** The connections of a load balancer to its targets, which outlive a request. */
import { Agent, type AgentOptions } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { LoadBalancerCounts } from './counts';

/** Connections that wait for their next request, to each target. */
const WAITING = 1024;

export interface TargetAgents {
  http: Agent;
  https: TlsAgent;
  /** Closes all connections. */
  close(): void;
}

/** @param idleMs after which a connection without a request is closed */
export function createTargetAgents(counts: LoadBalancerCounts, idleMs: number): TargetAgents {
  const options: AgentOptions = { keepAlive: true, maxFreeSockets: WAITING, timeout: idleMs, noDelay: true };
  const http = new Agent(options);
  // "The load balancer does not validate these certificates" (target groups, routing configuration).
  const https = new TlsAgent({ ...options, rejectUnauthorized: false });
  for (const agent of [http, https]) countConnections(agent, counts);
  return {
    http,
    https,
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

function countConnections(agent: Agent, counts: LoadBalancerCounts): void {
  const connect = agent.createConnection;
  agent.createConnection = (options, callback) => {
    counts.newConnections.add(1);
    return connect.call(agent, options, callback);
  };
}
