/** A WebSocket: after the target's 101, bytes go both ways and nobody looks at them. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';

interface TunnelEnd {
  socket: Socket;
  /** What came behind the header. */
  head: Buffer;
}

/**
 * Tells the client that the target has agreed, and joins the two connections. Either of them ends with the other.
 * @param answer of the target, 101
 * @param cookies values of `Set-Cookie` headers
 */
export function openTunnel(
  client: TunnelEnd,
  target: TunnelEnd,
  answer: IncomingMessage,
  cookies: readonly string[],
): void {
  const { rawHeaders, statusCode, statusMessage } = answer;
  const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
  const set = cookies.map((cookie) => `Set-Cookie: ${cookie}`);
  client.socket.write(
    `${[`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, ...set].join('\r\n')}\r\n\r\n`,
    'latin1',
  );
  client.socket.write(target.head);
  target.socket.write(client.head);
  target.socket.setTimeout(0);
  pipeline(client.socket, target.socket, () => client.socket.destroy());
  pipeline(target.socket, client.socket, () => target.socket.destroy());
}
