/** ASN.1 in DER, as far as a certificate needs it (X.690). node:crypto makes keys and signatures, but no certificates. */

const TAGS = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
};

function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export const sequence = (...contents: readonly Uint8Array[]): Buffer => element(TAGS.sequence, ...contents);
export const set = (...contents: readonly Uint8Array[]): Buffer => element(TAGS.set, ...contents);
export const octets = (content: Uint8Array): Buffer => element(TAGS.octets, content);
export const utf8 = (text: string): Buffer => element(TAGS.utf8, Buffer.from(text));
export const TRUE: Uint8Array = element(TAGS.boolean, Buffer.from([0xff]));

/** A whole number that is not negative, its most significant byte first. */
export const integer = (bytes: Uint8Array): Buffer =>
  element(TAGS.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes);

/** @param unused how many of the last bits mean nothing */
export const bits = (content: Uint8Array, unused = 0): Buffer => element(TAGS.bits, Buffer.from([unused]), content);

/** An element that its place gives a meaning: `[number]`. */
export const tagged = (number: number, constructed: boolean, content: Uint8Array): Buffer =>
  element((constructed ? 0xa0 : 0x80) | number, content);

/** @param text `1.2.840.10045.4.3.2` */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return element(TAGS.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let rest = arc >> 7; rest > 0; rest >>= 7) digits.unshift(0x80 | (rest & 0x7f));
  return digits;
}

/** Years from 2050 on have another form (RFC 5280, 4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050
    ? element(TAGS.utcTime, Buffer.from(digits.slice(2)))
    : element(TAGS.generalizedTime, Buffer.from(digits));
}
