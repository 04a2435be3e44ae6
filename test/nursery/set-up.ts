import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { findMoto } from '../../scripts/local-aws/moto/install';
import type { MotoServer } from '../../scripts/local-aws/moto/process';
import { PORT_VARIABLE } from './port';
import { NURSERY } from './program';

/**
 * Vitest's globalSetup. The nursery itself starts when a test file first asks for its port: most runs need none.
 * @returns what ends it
 */
export default async function openNursery(): Promise<() => Promise<void>> {
  let nursery: Promise<MotoServer> | undefined;
  const server = createServer((socket) => {
    // A test file that is ended while it asks is no error.
    socket.on('error', () => {});
    nursery ??= findMoto(() => {}, { program: NURSERY });
    nursery.then(
      ({ port }) => socket.end(String(port)),
      (error: Error) => socket.end(error.message),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  process.env[PORT_VARIABLE] = String((server.address() as AddressInfo).port);
  return async () => {
    server.close();
    await (await nursery?.catch(() => undefined))?.stop();
  };
}
