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
import { fill, type Iteration } from './iteration';
import { LoopLimits } from './limits';

/** Gives a copy of an object without its loops. */
type Unroll = (object: JsonObject, path: string, iteration: Iteration) => JsonObject;

/** Replaces identifiers with their items, in texts and in functions that refer to something. */
export class IdentifierReplacer {
  /** Attributes that functions refer to, as `LogicalId.Attribute`. Only references that a loop changed are listed. */
  readonly asked = new Set<string>();
  readonly limits = new LoopLimits();
  readonly #resolver: Resolver;
  readonly #unroll: Unroll;

  constructor(resolver: Resolver, unroll: Unroll) {
    this.#resolver = resolver;
    this.#unroll = unroll;
  }

  /** A copy of a value, without the loops in it. */
  value(value: Json, path: string, iteration: Iteration): Json {
    if (iteration.size > 0) this.limits.spend(1);
    if (typeof value === 'string') return this.text(value, iteration);
    if (Array.isArray(value)) return value.map((item, index) => this.value(item, at(path, index), iteration));
    if (!isObject(value)) return value;
    switch (functionOf(value)) {
      case 'Ref':
        return this.#ref(value.Ref ?? null, path, iteration);
      case 'Fn::GetAtt':
        return this.#getAtt(value['Fn::GetAtt'] ?? null, at(path, 'Fn::GetAtt'), iteration);
      case 'Fn::Sub':
        return this.#sub(value, path, iteration);
      default:
        return this.#unroll(value, path, iteration);
    }
  }

  #ref(target: Json, path: string, iteration: Iteration): Json {
    if (typeof target !== 'string') return { Ref: this.#name(this.value(target, at(path, 'Ref'), iteration)) };
    const item = iteration.get(target);
    if (item === undefined) return { Ref: this.text(target, iteration) };
    this.limits.spend(item.length);
    return item;
  }

  #getAtt(target: Json, path: string, iteration: Iteration): Json {
    const filled = this.value(target, path, iteration);
    const names = Array.isArray(filled) ? filled.map((name) => this.#name(name)) : filled;
    if (iteration.size > 0 && JSON.stringify(filled) !== JSON.stringify(target)) this.#ask(names);
    return { 'Fn::GetAtt': names };
  }

  #sub(value: JsonObject, path: string, iteration: Iteration): Json {
    const given = value['Fn::Sub'];
    const parsed = subArguments(given);
    if (parsed === undefined) return this.#unroll(value, path, iteration);
    // The function's own variable hides the identifier, as it hides everything else of that name.
    const visible = new Map([...iteration].filter(([name]) => !Object.hasOwn(parsed.variables, name)));
    const text = this.text(parsed.text, visible);
    const parts = subParts(text);
    if (text !== parsed.text) for (const part of parts) if ('variable' in part) this.#ask(part.variable);
    if (iteration.size > 0 && !parts.some((part) => 'variable' in part)) return text.replaceAll('${!', '${');
    const variables = this.#unroll(parsed.variables, at(path, 'Fn::Sub', 1), iteration);
    return sub(text, Array.isArray(given) ? variables : undefined);
  }

  #ask(target: Json): void {
    const { logicalId, attribute } = getAttArguments(target) ?? {};
    if (typeof attribute === 'string') this.asked.add(`${logicalId}.${attribute}`);
  }

  /** The name that a function gives. If the name is not known, the function is returned unchanged. */
  #name(value: Json): Json {
    const name = this.nameOf(value);
    return typeof name === 'string' ? name : value;
  }

  /** The name that a function gives; undefined if it gives AWS::NoValue. Any other value is returned unchanged. */
  nameOf(value: Json): Json | undefined {
    const result = isIntrinsic(value) ? this.#resolver.resolve(value) : undefined;
    return result?.known && (result.value === undefined || typeof result.value === 'string') ? result.value : value;
  }

  text(text: string, iteration: Iteration): string {
    return fill(text, iteration, this.limits.spend);
  }
}
