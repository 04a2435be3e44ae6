import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item, ItemValue } from '../../world/store';

/** A value in DynamoDB's wire format. */
export function marshalAttribute(value: ItemValue): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return Array.isArray(value) ? { L: value.map(marshalAttribute) } : { M: marshalMap(value) };
}

export const marshalMap = (map: Readonly<Record<string, ItemValue>>): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, marshalAttribute(value)]));

/** @throws TypeError for a type that the ledger never writes (sets, binary, null). */
export function unmarshalAttribute(value: AttributeValue): ItemValue {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(unmarshalAttribute);
  if (value.M !== undefined) return unmarshalMap(value.M);
  throw new TypeError(`The ledger holds no attributes of type ${Object.keys(value).join()}`);
}

const unmarshalMap = (map: Readonly<Record<string, AttributeValue>>): Record<string, ItemValue> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, unmarshalAttribute(value)]));

/** @throws TypeError if the item has no string keys. */
export function unmarshalItem(item: Readonly<Record<string, AttributeValue>>): Item {
  const { PK, SK, ...rest } = unmarshalMap(item);
  if (typeof PK !== 'string' || typeof SK !== 'string') {
    throw new TypeError('An item of the ledger has string attributes PK and SK');
  }
  return { ...rest, PK, SK };
}
