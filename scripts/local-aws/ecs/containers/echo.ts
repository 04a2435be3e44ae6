/** A WebSocket that sends back what it receives (RFC 6455). */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';

/** RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const FIN = 0x80;
const MASKED = 0x80;
/** Longer payloads are not echoed: the connection is closed with 1009, "too big". */
const MOST_BYTES = 1024 * 1024;
export const GOING_AWAY = 1001;
const PROTOCOL_ERROR = 1002;
const TOO_BIG = 1009;

/** The answer to an upgrade to `websocket` with that `Sec-WebSocket-Key`. */
export function acceptance(key: string): string {
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  return `${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`;
}

/** Echoes every frame until the other side closes. @param head what came with the request */
export function echoFrames(socket: Duplex, head: Buffer): void {
  let kept = head;
  const take = () => {
    for (;;) {
      const frame = readFrame(kept);
      if (frame === undefined) return;
      if (typeof frame === 'number') return closeSocket(socket, frame);
      kept = kept.subarray(frame.bytes);
      if (frame.opcode === CLOSE) {
        socket.end(encode(FIN | CLOSE, frame.payload));
        return;
      }
      if (frame.opcode === PING) socket.write(encode(FIN | PONG, frame.payload));
      else if (frame.opcode !== PONG) socket.write(encode(frame.first, frame.payload));
    }
  };
  socket.on('data', (chunk: Buffer) => {
    kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    take();
  });
  take();
}

/** Says why, and ends the connection. */
export function closeSocket(socket: Duplex, code: number): void {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  socket.end(encode(FIN | CLOSE, payload));
}

interface Frame {
  /** The first byte: FIN, reserved bits and opcode. */
  first: number;
  opcode: number;
  payload: Buffer;
  /** Of the whole frame. */
  bytes: number;
}

/** The first frame, undefined if there is not yet a whole one, or the code with which the connection must be closed. */
function readFrame(data: Buffer): Frame | number | undefined {
  if (data.length < 2) return undefined;
  const first = data.readUInt8(0);
  const second = data.readUInt8(1);
  // Clients mask everything that they send.
  if ((second & MASKED) === 0) return PROTOCOL_ERROR;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + extended + 4;
  if (data.length < start) return undefined;
  const length = extended === 2 ? data.readUInt16BE(2) : extended === 8 ? Number(data.readBigUInt64BE(2)) : short;
  if (length > MOST_BYTES) return TOO_BIG;
  if (data.length < start + length) return undefined;
  const mask = data.subarray(start - 4, start);
  const payload = Buffer.from(data.subarray(start, start + length));
  for (let at = 0; at < length; at += 1) payload[at] = (payload[at] ?? 0) ^ (mask[at % 4] ?? 0);
  return { first, opcode: first & 0x0f, payload, bytes: start + length };
}

function encode(first: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head.writeUInt8(first, 0);
  head.writeUInt8(length < 126 ? length : length < 65_536 ? 126 : 127, 1);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
