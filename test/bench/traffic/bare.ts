/** The least that a proxy of node:http can do. */
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { targetPort, tell, tellUsage } from './parts';

export function bare(): void {
  const agent = new Agent({ keepAlive: true });
  const port = targetPort();
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const toTarget = request({ agent, host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(toTarget);
  });
  tellUsage();
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
}
