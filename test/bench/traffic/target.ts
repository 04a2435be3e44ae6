/** The target: a small page. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tell, tellUsage } from './parts';

export function target(): void {
  const server = createServer((_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/plain', 'content-length': '5' });
    outgoing.end('hello');
  });
  tellUsage();
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
}
