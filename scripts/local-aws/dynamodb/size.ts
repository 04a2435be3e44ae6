import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Attributes = Record<string, AttributeValue>;

/** Bytes of a map or list itself, and of each of its elements. */
const COLLECTION = 3;
const ELEMENT = 1;

/** The size of an item in bytes ("DynamoDB item sizes and formats" in its developer guide). */
export const sizeOfItem = (item: Attributes): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);

export function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/\D/g, '').length / 2) + 1;
  if (value.M !== undefined) return COLLECTION + Object.keys(value.M).length * ELEMENT + sizeOfItem(value.M);
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + ELEMENT + sizeOfValue(one), COLLECTION);
  // Binary values come in Base64. What is left is a truth value or null, or a set, which is counted as it is written.
  if (value.B !== undefined) return Buffer.from(String(value.B), 'base64').length;
  return value.BOOL !== undefined || value.NULL !== undefined ? 1 : Buffer.byteLength(JSON.stringify(value));
}
