/** The beginning of a connection over TLS. */
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { afterLiveTime } from '../live-time';

/**
 * Shakes hands with the client.
 * @param contextFor a client that asks for that host; undefined: it names none
 * @param ms after which a client that does not finish is given up
 * @throws Error of node:tls if they cannot agree; the socket is closed then
 */
export function shakeHands(
  socket: Socket,
  contextFor: (hostName?: string) => SecureContext,
  ms: number,
): Promise<TLSSocket> {
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext: contextFor(),
    // HTTP/2 is not played.
    ALPNProtocols: ['http/1.1'],
    SNICallback: (hostName, done) => {
      try {
        done(null, contextFor(hostName));
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  return new Promise((resolve, reject) => {
    const finished = afterLiveTime(ms, () => secure.destroy(new Error('The client did not finish the handshake')));
    const failed = (error: Error) => {
      finished();
      socket.destroy();
      reject(error);
    };
    const closed = () => failed(new Error('The client went away during the handshake'));
    secure.on('error', failed);
    secure.on('close', closed);
    secure.on('secure', () => {
      finished();
      secure.off('error', failed);
      secure.off('close', closed);
      resolve(secure);
    });
  });
}
