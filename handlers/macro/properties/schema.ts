import type { Intrinsic, Value } from '../../template-language/intrinsics';
import type { Json, JsonObject } from '../../template-language/json';

/**
 * How the properties of a block are described. One description (`block.ts`) serves them all: the reader and its types,
 * the suggestions for misspelt names, and whatever documents or validates a block elsewhere.
 */
export type Schema = Text | Name | Choice | Flag | Quantity | List | Pairs | Struct | Free;

interface Described {
  readonly description: string;
  /** The value an absent property has. */
  readonly default?: string | number | boolean | readonly never[] | Readonly<Record<string, never>>;
  readonly required?: true;
}

/** A string; numbers and booleans become one, as they would in CloudFormation. */
export interface Text extends Described {
  readonly kind: 'text';
  readonly pattern?: RegExp;
  /** What the pattern requires, as the end of the sentence "it must be …". */
  readonly form?: string;
  /** The most characters. */
  readonly longest?: number;
  readonly values?: readonly string[];
  /** Its presence decides what is generated, so that must be known when the macro runs; its value need not be. */
  readonly settled?: true;
}

/** A string that other parts of the block refer to: it must be known when the macro runs. */
export interface Name extends Described {
  readonly kind: 'name';
  readonly pattern: RegExp;
  readonly form: string;
}

/** A string that decides what is generated: it must be known when the macro runs. */
export interface Choice extends Described {
  readonly kind: 'choice';
  readonly values: readonly string[];
}

/** A boolean that decides what is generated: it must be known when the macro runs. */
export interface Flag extends Described {
  readonly kind: 'flag';
}

export interface Quantity extends Described {
  readonly kind: 'integer' | 'number';
  readonly minimum: number;
  readonly maximum: number;
  /** The only values that are allowed between them. */
  readonly values?: readonly number[];
  /** Every value is a multiple of it. */
  readonly step?: number;
}

export interface List extends Described {
  readonly kind: 'list';
  readonly of: Schema;
  readonly least?: number;
  readonly most?: number;
  /**
   * What happens without items, where that opens what was meant to be closed. A list that is known to be empty is then
   * refused, an absent one is not.
   */
  readonly without?: string;
  /** The items are read one by one, so the list itself must be known when the macro runs. */
  readonly known?: true;
}

/** Names with values, as a list of `{Name, Value}` or as a map from name to value. */
export interface Pairs extends Described {
  readonly kind: 'pairs';
  readonly value: 'Value' | 'ValueFrom';
}

export interface Struct extends Described {
  readonly kind: 'struct';
  readonly properties: Readonly<Record<string, Schema>>;
  /** `true` is the object without members, and `false` is no object. */
  readonly orTrue?: true;
  /** Members that would be taken for properties, each with the reason why there is none. */
  readonly refused?: Readonly<Record<string, string>>;
}

/** Any value, or any object. It is not checked, and its functions are kept. */
export interface Free extends Described {
  readonly kind: 'json' | 'object';
}

/** The name of a pair is a literal; its value may be known only later. */
export type Pair = {
  name: string;
  value: Value<string>;
  path: string;
};

/** The type that the reader gives for a value that fits a schema. */
export type Read<S> = S extends { kind: 'choice'; values: readonly (infer V)[] }
  ? V
  : S extends Flag
    ? boolean
    : S extends Name
      ? string
      : S extends Text
        ? Value<string>
        : S extends Quantity
          ? Value<number>
          : S extends { kind: 'list'; known: true; of: infer Item }
            ? Read<Item>[]
            : S extends { kind: 'list'; of: infer Item }
              ? Read<Item>[] | Intrinsic
              : S extends Pairs
                ? Pair[]
                : S extends { kind: 'struct'; properties: infer Properties }
                  ? ReadMembers<Properties>
                  : S extends { kind: 'object' }
                    ? JsonObject
                    : S extends { kind: 'json' }
                      ? Json
                      : never;

type Present<P> = P extends { required: true } | { default: unknown } ? Read<P> : Read<P> | undefined;

export type ReadMembers<P> = { [K in keyof P]: Present<P[K]> };
