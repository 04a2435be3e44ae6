/** A port of this machine on which something of AWS listens. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export interface OpenPort {
  number: number;
  /** Takes no further connections. Those that there are stay. */
  close(): void;
}

/** How often another port is tried if somebody has the free port of 127.0.0.1 on ::1. */
const TRIES = 20;

/**
 * Opens one free port on 127.0.0.1 and on ::1; on a machine without IPv6, on 127.0.0.1 alone.
 * @throws Error of node:net if this machine has no port left
 */
export async function openPort(accept: (socket: Socket) => void): Promise<OpenPort> {
  for (let left = TRIES; ; left--) {
    const first = await listen('127.0.0.1', 0, accept);
    const { port } = first.address() as AddressInfo;
    try {
      const second = await listen('::1', port, accept);
      return opened(port, [first, second]);
    } catch (error) {
      if (!isTaken(error)) return opened(port, [first]);
      first.close();
      if (left === 0) throw error;
    }
  }
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const opened = (number: number, servers: readonly Server[]): OpenPort => ({
  number,
  close() {
    for (const server of servers) server.close();
  },
});

async function listen(host: string, port: number, accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ noDelay: true }, accept);
  // Node's own bound of 511 for connections that nobody has taken yet would refuse a burst of them.
  server.listen({ host, port, backlog: 4096 });
  await once(server, 'listening');
  return server;
}
