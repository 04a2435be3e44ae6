import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Change, Condition, ItemValue, Path } from '../../world/store';
import { marshalAttribute } from './marshal';

/** Writes conditions and changes in DynamoDB's expression language, with placeholders for every name and value. */
export class Expression {
  readonly #names = new Map<string, string>();
  readonly #values: Record<string, AttributeValue> = {};

  /** The names and values of the placeholders. DynamoDB refuses an empty map. */
  placeholders(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, AttributeValue>;
  } {
    return {
      ...(this.#names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries(
          [...this.#names].map(([name, placeholder]) => [placeholder, name]),
        ),
      }),
      ...(Object.keys(this.#values).length > 0 && { ExpressionAttributeValues: this.#values }),
    };
  }

  name(name: string): string {
    const known = this.#names.get(name) ?? `#n${this.#names.size}`;
    this.#names.set(name, known);
    return known;
  }

  value(value: ItemValue): string {
    const placeholder = `:v${Object.keys(this.#values).length}`;
    this.#values[placeholder] = marshalAttribute(value);
    return placeholder;
  }

  /** @returns undefined for no conditions: DynamoDB refuses an empty expression. */
  conditions(conditions: readonly Condition[]): string | undefined {
    return conditions.length > 0 ? conditions.map((one) => this.#condition(one)).join(' AND ') : undefined;
  }

  changes(changes: readonly Change[]): string {
    const clauses = {
      SET: changes.flatMap((one) => ('set' in one ? [`${this.#path(one.set)} = ${this.value(one.to)}`] : [])),
      REMOVE: changes.flatMap((one) => ('remove' in one ? [this.#path(one.remove)] : [])),
      ADD: changes.flatMap((one) => ('add' in one ? [`${this.#path(one.add)} ${this.value(one.by)}`] : [])),
    };
    return Object.entries(clauses)
      .filter(([, parts]) => parts.length > 0)
      .map(([clause, parts]) => `${clause} ${parts.join(', ')}`)
      .join(' ');
  }

  #condition(condition: Condition): string {
    if ('anyOf' in condition) return `(${condition.anyOf.map((one) => this.#condition(one)).join(' OR ')})`;
    const path = this.#path(condition.path);
    if ('is' in condition) return `attribute_${condition.is === 'present' ? 'exists' : 'not_exists'}(${path})`;
    if ('atMost' in condition) return `${path} <= ${this.value(condition.atMost)}`;
    return 'equals' in condition
      ? `${path} = ${this.value(condition.equals)}`
      : `size(${path}) ${condition.size} ${this.value(condition.than)}`;
  }

  #path(path: Path): string {
    return path.map((name) => this.name(name)).join('.');
  }
}
