import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Attributes, sizeOfItem, sizeOfValue } from './size';

/** One write, of its own or in a transaction. */
export interface TableWrite {
  kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
  TableName: string;
  Item?: Attributes;
  Key?: Attributes;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Attributes;
}

/** @returns the writes of a transaction; those of a shape that moto refuses are left out */
export const writesOf = (items: readonly TransactWriteItem[]): TableWrite[] =>
  items.flatMap((item) =>
    (['Put', 'Update', 'Delete', 'ConditionCheck'] as const).flatMap((kind) => {
      const write = item[kind];
      return write?.TableName === undefined ? [] : [{ ...(write as TableWrite), kind }];
    }),
  );

/** How many bytes the item has afterwards. @param before undefined: there is none */
export function sizeAfter(write: TableWrite, before: Attributes | undefined): number {
  switch (write.kind) {
    case 'Put':
      return sizeOfItem(write.Item ?? {});
    case 'Update':
      return sizeOfItem(before ?? write.Key ?? {}) + growth(write, before);
    default:
      return write.kind === 'Delete' || !before ? 0 : sizeOfItem(before);
  }
}

/** How many bytes an update adds. A value that is worked out from others is taken to be as large as those. */
function growth(write: TableWrite, before: Attributes | undefined): number {
  const { UpdateExpression = '', ExpressionAttributeValues: values = {} } = write;
  const clauses = UpdateExpression.split(/\b(?=(?:SET|REMOVE|ADD|DELETE)\s)/i);
  return clauses.reduce((sum, clause) => {
    const [, verb = '', rest = ''] = /^(\w+)\s+(.*)$/s.exec(clause) ?? [];
    // A comma also stands between the arguments of a function.
    return (
      sum +
      rest.split(/,(?![^(]*\))/).reduce((bytes, part) => {
        const [path = '', ...to] = part.trim().split(/\s*=\s*|\s+/);
        const names = path.split('.').map((name) => write.ExpressionAttributeNames?.[name] ?? name);
        const old = valueAt(before, names);
        const oldBytes = old ? bytesOf(names, old) : 0;
        if (/^remove$/i.test(verb)) return bytes - oldBytes;
        const added = [...to.join(' ').matchAll(/:\w+/g)].flatMap(([name]) => values[name] ?? []);
        const size = added.reduce((all, value) => all + sizeOfValue(value), 0);
        return bytes + bytesOf(names) + size - (/^set$/i.test(verb) ? oldBytes : 0);
      }, 0)
    );
  }, 0);
}

const bytesOf = (names: readonly string[], value?: AttributeValue): number =>
  Buffer.byteLength(names.at(-1) ?? '') + (value ? sizeOfValue(value) : 0) + (names.length > 1 ? 1 : 0);

const valueAt = (
  item: Attributes | undefined,
  [first = '', ...rest]: readonly string[],
): AttributeValue | undefined => {
  const value = item?.[first];
  return rest.length === 0 ? value : valueAt(value?.M, rest);
};
