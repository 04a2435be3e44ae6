import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshalAttribute } from '../../../handlers/gateway/aws/dynamodb/marshal';
import type { Change, Condition, ItemValue, Path } from '../../../handlers/gateway/world/store';

/** The placeholders of a request. */
export interface Placeholders {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** Reads the expressions that `DynamoStore` writes: not all of DynamoDB's language. */
export class ExpressionReader {
  readonly #names: Record<string, string>;
  readonly #values: Record<string, AttributeValue>;

  constructor({ ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Placeholders) {
    this.#names = ExpressionAttributeNames;
    this.#values = ExpressionAttributeValues;
  }

  conditions(expression = ''): Condition[] {
    return expression === '' ? [] : expression.split(' AND ').map((one) => this.#condition(one));
  }

  changes(expression = ''): Change[] {
    return expression.split(/ ?\b(?=(?:SET|REMOVE|ADD) )/).flatMap((clause) => {
      const [, verb, rest = ''] = /^(SET|REMOVE|ADD) (.*)$/.exec(clause) ?? [];
      return rest.split(', ').map((part): Change => {
        const [path = '', value = ''] = part.split(/ = | /);
        if (verb === 'SET') return { set: this.#path(path), to: this.#value(value) };
        return verb === 'ADD'
          ? { add: this.#path(path), by: Number(this.#value(value)) }
          : { remove: this.#path(path) };
      });
    });
  }

  #condition(text: string): Condition {
    const [, alternatives] = /^\((.* OR .*)\)$/.exec(text) ?? [];
    if (alternatives !== undefined) return { anyOf: alternatives.split(' OR ').map((one) => this.#condition(one)) };
    const [, not, existing] = /^attribute_(not_)?exists\((.+)\)$/.exec(text) ?? [];
    if (existing !== undefined) return { path: this.#path(existing), is: not ? 'absent' : 'present' };
    const [, sized, size, than = ''] = /^size\((.+)\) ([<=>]) (.+)$/.exec(text) ?? [];
    if (sized !== undefined) {
      return { path: this.#path(sized), size: size as '<' | '=' | '>', than: Number(this.#value(than)) };
    }
    const [path = '', sign, value = ''] = text.split(' ');
    return sign === '<='
      ? { path: this.#path(path), atMost: Number(this.#value(value)) }
      : { path: this.#path(path), equals: this.#value(value) as string | number };
  }

  #path(text: string): Path {
    const [first = '', ...rest] = text.split('.').map((name) => this.#names[name] ?? name);
    return [first, ...rest];
  }

  #value(placeholder: string): ItemValue {
    const value = this.#values[placeholder];
    if (!value) throw new Error(`There is no value ${placeholder}`);
    return unmarshalAttribute(value);
  }
}
