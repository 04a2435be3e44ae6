import { at } from '../../template-language/findings';
import {
  functionOf,
  getAttArguments,
  isIntrinsic,
  sub,
  subArguments,
  subParts,
} from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject } from '../../template-language/json';
import type { Resolver } from '../../template-language/resolver';
import { type Bindings, fill } from './bindings';
import { Budget } from './budget';

/** Makes an object without its loops. */
type Unroll = (object: JsonObject, path: string, bindings: Bindings) => JsonObject;

/** Puts items in place of their identifiers, in texts and in the functions that can name something. */
export class Filler {
  /** What functions asked for by a name or an attribute that came of a loop, as `LogicalId.Attribute`. */
  readonly asked = new Set<string>();
  readonly budget = new Budget();
  readonly #resolver: Resolver;
  readonly #unroll: Unroll;

  constructor(resolver: Resolver, unroll: Unroll) {
    this.#resolver = resolver;
    this.#unroll = unroll;
  }

  /** A copy of a value, without the loops in it. */
  value(value: Json, path: string, bindings: Bindings): Json {
    if (bindings.size > 0) this.budget.spend(1);
    if (typeof value === 'string') return this.text(value, bindings);
    if (Array.isArray(value)) return value.map((item, index) => this.value(item, at(path, index), bindings));
    if (!isObject(value)) return value;
    switch (functionOf(value)) {
      case 'Ref':
        return this.#ref(value.Ref ?? null, path, bindings);
      case 'Fn::GetAtt':
        return this.#getAtt(value['Fn::GetAtt'] ?? null, at(path, 'Fn::GetAtt'), bindings);
      case 'Fn::Sub':
        return this.#sub(value, path, bindings);
      default:
        return this.#unroll(value, path, bindings);
    }
  }

  #ref(target: Json, path: string, bindings: Bindings): Json {
    if (typeof target !== 'string') return { Ref: this.#name(this.value(target, at(path, 'Ref'), bindings)) };
    const item = bindings.get(target);
    if (item === undefined) return { Ref: this.text(target, bindings) };
    this.budget.spend(item.length);
    return item;
  }

  #getAtt(target: Json, path: string, bindings: Bindings): Json {
    const filled = this.value(target, path, bindings);
    const names = Array.isArray(filled) ? filled.map((name) => this.#name(name)) : filled;
    if (bindings.size > 0 && JSON.stringify(filled) !== JSON.stringify(target)) this.#ask(names);
    return { 'Fn::GetAtt': names };
  }

  #sub(value: JsonObject, path: string, bindings: Bindings): Json {
    const given = value['Fn::Sub'];
    const parsed = subArguments(given);
    if (parsed === undefined) return this.#unroll(value, path, bindings);
    // A variable of the function's own hides the identifier, as it hides everything else of that name.
    const visible = new Map([...bindings].filter(([name]) => !Object.hasOwn(parsed.variables, name)));
    const text = this.text(parsed.text, visible);
    const parts = subParts(text);
    if (text !== parsed.text) for (const part of parts) if ('variable' in part) this.#ask(part.variable);
    if (bindings.size > 0 && !parts.some((part) => 'variable' in part)) return text.replaceAll('${!', '${');
    const variables = this.#unroll(parsed.variables, at(path, 'Fn::Sub', 1), bindings);
    return sub(text, Array.isArray(given) ? variables : undefined);
  }

  #ask(target: Json): void {
    const { logicalId, attribute } = getAttArguments(target) ?? {};
    if (typeof attribute === 'string') this.asked.add(`${logicalId}.${attribute}`);
  }

  /** What a name comes to that a function gives; the function itself, where that is not known. */
  #name(value: Json): Json {
    const settled = this.settled(value);
    return typeof settled === 'string' ? settled : value;
  }

  /** A name that a function gives, undefined where it says that there is none; anything else as it is. */
  settled(value: Json): Json | undefined {
    const result = isIntrinsic(value) ? this.#resolver.resolve(value) : undefined;
    return result?.known && (result.value === undefined || typeof result.value === 'string') ? result.value : value;
  }

  text(text: string, bindings: Bindings): string {
    return fill(text, bindings, this.budget.spend);
  }
}
