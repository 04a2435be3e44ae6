import {
  functionOf,
  getAttArguments,
  isNoValue,
  subArguments,
  subParts,
} from '../../handlers/template-language/intrinsics';
import { isObject, isScalar, type Json, type JsonObject, member } from '../../handlers/template-language/json';
import type { Resolver } from '../../handlers/template-language/resolver';
import { concatenation, reference } from './unknown-values';

/** Works out values, and brings those that stay unknown into their normal form; see `unknown-values.ts`. */
export class NormalForm {
  readonly #template: JsonObject;
  readonly #resolver: Resolver;

  constructor(template: JsonObject, resolver: Resolver) {
    this.#template = template;
    this.#resolver = resolver;
  }

  /** Whether a condition holds. No condition, and one that cannot be decided yet, count as true. */
  holds(condition: Json | undefined): boolean {
    const result = typeof condition === 'string' ? this.#resolver.condition(condition) : undefined;
    return result?.known !== true || result.value;
  }

  /** The normal form of a value; undefined for `AWS::NoValue`. */
  of(value: Json): Json | undefined {
    if (Array.isArray(value)) return value.map((item) => this.of(item)).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    if (isNoValue(value)) return undefined;
    const name = functionOf(value);
    if (name !== undefined) return this.#call(name, value[name] ?? null, value);
    const members = Object.entries(value).map(([key, item]): [string, Json | undefined] => [key, this.of(item)]);
    return Object.fromEntries(members.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  }

  #call(name: string, argument: Json, whole: JsonObject): Json | undefined {
    const result = this.#resolver.resolve(whole);
    if (result.known) return result.value;
    switch (name) {
      case 'Ref':
        return reference(String(argument));
      case 'Fn::GetAtt':
        return this.#getAtt(argument);
      case 'Fn::Sub':
        return this.#sub(argument);
      case 'Fn::Join':
        return this.#join(argument);
      case 'Fn::If':
        return this.#if(argument);
      default:
        return { Function: name, Arguments: this.of(argument) ?? null };
    }
  }

  #getAtt(argument: Json): Json {
    const { logicalId = '', attribute = '' } = getAttArguments(argument) ?? {};
    const text = this.of(attribute);
    return typeof text === 'string' ? reference(logicalId, text) : { Function: 'Fn::GetAtt', Arguments: argument };
  }

  #sub(argument: Json): Json {
    const parsed = subArguments(argument);
    if (parsed === undefined) return { Function: 'Fn::Sub', Arguments: argument };
    return concatenation(
      subParts(parsed.text).map((part) => {
        if ('text' in part) return part.text.replaceAll('${!', '${');
        const own = member(parsed.variables, part.variable);
        return this.of(own ?? referenceOf(part.variable)) ?? '';
      }),
    );
  }

  /** The same form as a `Fn::Sub` of the parts. If the list is not known yet, it stays a function. */
  #join(argument: Json): Json {
    const [delimiter, list] = Array.isArray(argument) ? argument.map((item) => this.of(item)) : [];
    if (!isScalar(delimiter) || !Array.isArray(list)) {
      return { Function: 'Fn::Join', Arguments: this.of(argument) ?? null };
    }
    return concatenation(list.flatMap((item, index) => (index === 0 ? [item] : [delimiter, item])));
  }

  #if(argument: Json): Json | undefined {
    const taken = this.#resolver.branch({ 'Fn::If': argument });
    if (taken?.known === true) return this.of(taken.value);
    const [condition = null, ...branches] = Array.isArray(argument) ? argument : [];
    const definition = typeof condition === 'string' ? member(this.#template.Conditions, condition) : undefined;
    // The condition's definition, not its name: if the definition changes, the value does.
    return {
      Function: 'Fn::If',
      Arguments: [this.of(definition ?? condition) ?? null, ...branches.map((branch) => this.of(branch) ?? null)],
    };
  }
}

const referenceOf = (variable: string): Json =>
  variable.includes('.') ? { 'Fn::GetAtt': variable } : { Ref: variable };
