import { at } from '../../template-language/findings';
import {
  FUNCTIONS,
  functionOf,
  type Intrinsic,
  isIntrinsic,
  isNoValue,
  mayBeAbsent,
} from '../../template-language/intrinsics';
import {
  compact,
  isObject,
  isScalar,
  type Json,
  type JsonObject,
  mapValues,
  member,
  typeName,
} from '../../template-language/json';
import { didYouMean } from '../../template-language/nearest';
import type {
  Choice,
  Flag,
  List,
  Name,
  Pair,
  Pairs,
  Quantity,
  ReadMembers,
  Schema,
  Struct,
  Text,
} from '../properties/schema';
import { KnownReader, UNDECIDED } from './known-reader';
import { checkDecided, checkLiteral } from './literals';
import { readPairs } from './pairs';

/** The value of a property, undefined if the template does not have it, and its path. */
export interface Given {
  given: Json | undefined;
  path: string;
}

/**
 * Reads values by their schema and notes everything that does not fit. A value with a finding becomes undefined, so
 * that checks between properties can still use the rest.
 */
export class Reader extends KnownReader {
  /** The members that a schema names, each from its own place; those that do not fit are missing from the result. */
  members<P extends Struct['properties']>(properties: P, place: (name: string) => Given): Partial<ReadMembers<P>> {
    return this.#members(properties, place) as Partial<ReadMembers<P>>;
  }

  #members(properties: Struct['properties'], place: (name: string) => Given): JsonObject {
    const read = Object.entries(properties).map(([name, schema]): [string, Json | undefined] => {
      const { given, path } = place(name);
      return [name, this.#property(schema, given, path)];
    });
    return compact(Object.fromEntries(read));
  }

  #struct(schema: Struct, given: Json, path: string): JsonObject | undefined {
    const object = schema.orTrue ? this.#objectOrTrue(given, path) : this.object(given, path);
    if (object === undefined) return undefined;
    this.unknown(Object.keys(schema.properties), object.value, object.path, schema.refused);
    return this.#members(schema.properties, placesIn(object.value, object.path));
  }

  #objectOrTrue(given: Json, path: string): { value: JsonObject; path: string } | undefined {
    return this.chosen(given, path, (value, where) => {
      if (value === false || value === 'false') return undefined;
      if (value === true || value === 'true') return { value: {}, path: where };
      if (isObject(value)) return { value, path: where };
      return this.fail(where, `must be true, false or an object, not ${typeName(value)}`);
    });
  }

  #property(schema: Schema, given: Json | undefined, path: string): Json | undefined {
    const before = this.findings.list.length;
    const read = given === undefined || isNoValue(given) ? undefined : this.#read(schema, given, path);
    if (read !== undefined || this.findings.list.length > before) return read;
    // Absent, or an Fn::If whose taken branch is AWS::NoValue.
    if (schema.default !== undefined) return this.#read(schema, copyDefault(schema.default), path);
    if (!schema.required) return undefined;
    if (given !== undefined && !this.held(given)) return placeholder(schema, given);
    return this.fail(path, `is missing: ${lowerFirst(schema.description)}`);
  }

  #read(schema: Schema, given: Json, path: string): Json | undefined {
    const name = functionOf(given);
    if (name !== undefined && !FUNCTIONS.some((known) => known === name)) {
      return this.fail(path, `${name} is not a CloudFormation function${didYouMean(name, FUNCTIONS)}`);
    }
    switch (schema.kind) {
      case 'text':
      case 'integer':
      case 'number':
        return this.scalar(schema, given, path);
      case 'choice':
      case 'flag':
      case 'name':
        return this.#decided(schema, given, path);
      case 'list':
        return this.#isOpened(schema, given)
          ? this.fail(path, `is an empty list, and without items ${schema.without}; ${IF_MEANT}`)
          : this.#list(schema, given, path);
      case 'pairs':
        return this.chosen(given, path, (value, where) => this.#pairs(schema, value, where));
      case 'struct':
        return this.#struct(schema, given, path);
      case 'object':
        return this.object(given, path)?.value;
      case 'json':
        return given;
    }
  }

  /**
   * A single value. A function is kept, and what it resolves to is checked if that is known. An absent branch of an
   * `Fn::If` gets the default of the property.
   */
  scalar(schema: Text | Quantity, given: Json, path: string): Json | undefined {
    if (!isIntrinsic(given)) return this.#literal(schema, given, path);
    if (functionOf(given) === 'Fn::If') {
      if (mustSettle(schema) && mayBeAbsent(given)) {
        return this.#settled(schema, given, path, (reader, branch, where) => reader.scalar(schema, branch, where));
      }
      return this.#branches(schema, given, path, (reader, branch, where) => reader.scalar(schema, branch, where));
    }
    if (!this.used) return given;
    const result = this.resolver.resolve(given);
    if (result.known && result.value !== undefined && this.#literal(schema, result.value, path) === undefined) {
      return undefined;
    }
    return given;
  }

  /** Reads a value whose presence must be known although it stands in an `Fn::If`. */
  #settled<T extends Json>(
    schema: Schema,
    given: Json,
    path: string,
    read: (reader: Reader, value: Json, path: string) => T | undefined,
  ): T | undefined {
    const taken = this.resolver.branch(given);
    if (taken === undefined) return this.fail(path, MALFORMED_IF);
    if (!taken.known && schema.required) {
      return this.fail(path, `is required, so no branch of its Fn::If can be AWS::NoValue while ${taken.why}`);
    }
    if (!taken.known) return this.undecided(path, taken.why);
    return isNoValue(taken.value) ? undefined : read(this, taken.value, at(path, 'Fn::If', taken.index));
  }

  #branches<T extends Json>(
    schema: Schema,
    given: JsonObject,
    path: string,
    read: (reader: Reader, value: Json, path: string) => T | undefined,
  ): Intrinsic | undefined {
    const args = given['Fn::If'];
    if (!Array.isArray(args) || args.length !== 3 || typeof args[0] !== 'string') return this.fail(path, MALFORMED_IF);
    const fallback = schema.default === undefined ? { Ref: 'AWS::NoValue' } : copyDefault(schema.default);
    const taken = this.resolver.branch(given);
    const [whenTrue, whenFalse] = [1, 2].map((index) => {
      const branch = args[index] ?? null;
      const left = taken?.known === true && taken.index !== index;
      const reader = left ? new Reader(this.resolver, this.findings, false) : this;
      return isNoValue(branch) ? fallback : read(reader, branch, at(path, 'Fn::If', index));
    });
    return whenTrue === undefined || whenFalse === undefined ? undefined : { 'Fn::If': [args[0], whenTrue, whenFalse] };
  }

  #literal(schema: Text | Quantity, value: Json, path: string): string | number | undefined {
    const checked = checkLiteral(schema, value);
    return 'wrong' in checked ? this.fail(path, checked.wrong) : checked.value;
  }

  /** A value that must be known when the macro runs. */
  #decided(schema: Choice | Flag | Name, given: Json, path: string): string | boolean | undefined {
    const result = this.resolver.resolve(given);
    if (result.known && result.value === undefined) return undefined;
    const checked = result.known ? checkDecided(schema, result.value ?? null) : { wrong: UNDECIDED + result.why };
    if ('value' in checked) return checked.value;
    return this.held(given) ? this.fail(path, checked.wrong) : undefined;
  }

  #list(schema: List, given: Json, path: string): Json | undefined {
    if (schema.known) return this.chosen(given, path, (value, where) => this.#items(schema, value, where));
    if (!isIntrinsic(given)) return this.#items(schema, given, path);
    if (functionOf(given) === 'Fn::If') {
      const read = (reader: Reader, branch: Json, where: string) => reader.#list(schema, branch, where);
      return mustSettle(schema) && mayBeAbsent(given)
        ? this.#settled(schema, given, path, read)
        : this.#branches(schema, given, path, read);
    }
    const name = functionOf(given) ?? '';
    if (GIVES_TEXT.includes(name)) {
      return this.fail(path, `must be a list, but ${name} gives a string; split it with Fn::Split`);
    }
    const result = this.resolver.resolve(given);
    if (!result.known || result.value === undefined) return given;
    if (!this.used && schema.least !== undefined) return given;
    const items = this.used ? this.#items(schema, result.value, path) : [result.value].flat();
    // A list that is known to be empty (an empty parameter is a list of one empty text) becomes a literal empty list:
    // joined to other items, the function would give an empty text.
    return items?.every((item) => item === '') ? [] : items && given;
  }

  /**
   * Whether a list that restricts something is known to have no items. That of an empty parameter is one empty text. While
   * nobody can tell, the list goes to the gateway, which knows what it was before.
   */
  #isOpened({ without }: List, given: Json): boolean {
    if (!this.used || without === undefined) return false;
    const result = this.resolver.resolve(given);
    return result.known && Array.isArray(result.value) && result.value.every((item) => item === '');
  }

  #pairs(schema: Pairs, given: Json, path: string): Pair[] | undefined {
    return readPairs(this, (value, where) => this.scalar(PAIR_VALUE, value, where), schema, given, path);
  }

  #items({ of, least = 0, most }: List, given: Json, path: string): Json[] | undefined {
    if (!Array.isArray(given)) return this.fail(path, `must be a list, not ${typeName(given)}`);
    const present = [...given.entries()].filter(([, item]) => !isNoValue(item));
    if (most !== undefined && present.length > most) {
      return this.fail(path, `has ${present.length} items, but at most ${most} are allowed`);
    }
    if (present.length < least) {
      return this.fail(path, `has ${present.length} items, but at least ${least} are required`);
    }
    const before = this.findings.list.length;
    const items = present.map(([index, item]) => this.#read(of, item, at(path, index)));
    return this.findings.list.length > before ? undefined : items.filter((item) => item !== undefined);
  }
}

/** Functions that never give a list. */
const GIVES_TEXT: readonly string[] = ['Fn::Sub', 'Fn::Join', 'Fn::ImportValue', 'Fn::Base64', 'Fn::ToJsonString'];

const IF_MEANT = 'give it an item, or leave it out (AWS::NoValue) if that is meant';

const MALFORMED_IF = 'Fn::If takes a list of three: the name of a condition and two values';

/** Whether the presence of a value must be known. */
const mustSettle = (schema: Schema): boolean =>
  schema.required === true || (schema.kind === 'text' && schema.settled === true);

const PAIR_VALUE: Text = { kind: 'text', description: '' };

/** Gives each member of an object with its path. */
export const placesIn =
  (object: JsonObject, path: string) =>
  (name: string): Given => ({ given: member(object, name), path: at(path, name) });

const copyDefault = (value: NonNullable<Schema['default']>): Json =>
  isObject(value) ? mapValues(value, (item) => item) : isScalar(value) ? value : [];

/** Replaces a required value that is absent: a condition leaves out the resources that would use it. */
const placeholder = (schema: Schema, given: Json): Json =>
  schema.kind === 'choice' ? (schema.values[0] ?? '') : schema.kind === 'name' ? 'unknown' : given;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
