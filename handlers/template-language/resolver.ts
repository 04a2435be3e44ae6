import { branchesOf, functionOf, getAttArguments, isNoValue, subArguments, subParts, valueBehind } from './intrinsics';
import { isObject, isScalar, type Json, type JsonObject, member, textOf } from './json';
import { MOST_BYTES } from './limits';
import { splitList } from './lists';

/** What is known about a value before CloudFormation computes it. The value `undefined` is known to be absent. */
export type Resolved = { known: true; value: Json | undefined } | { known: false; why: string };

/** Whether a condition holds, or why that is not known yet. */
export type Truth = { known: true; value: boolean } | { known: false; why: string };

/** A template, and all that a macro is told besides it. */
export interface ResolverInput {
  template: JsonObject;
  /** Values by parameter name, as CloudFormation passes them: strings, or lists of them. */
  parameters: Readonly<Record<string, unknown>>;
  region: string;
  accountId: string;
  partition: string;
}

const known = (value: Json | undefined): Resolved => ({ known: true, value });
const truth = (value: boolean): Truth => ({ known: true, value });
const unknown = (why: string): { known: false; why: string } => ({ known: false, why });

/** Resolves a template's values, as far as parameters, mappings and conditions determine them. Never throws. */
export class Resolver {
  readonly #input: ResolverInput;
  readonly #conditions = new Map<string, Truth>();

  constructor(input: ResolverInput) {
    this.#input = input;
  }

  /** The literal that a value resolves to, or why that is not known yet. Lists and objects are resolved throughout. */
  resolve(value: Json): Resolved {
    if (Array.isArray(value)) return this.#list(value);
    if (!isObject(value)) return known(value);
    const name = functionOf(value);
    if (name !== undefined) return this.#call(name, value[name] ?? null);
    const members: [string, Json][] = [];
    for (const [key, item] of Object.entries(value)) {
      const result = this.resolve(item);
      if (!result.known) return result;
      if (result.value !== undefined) members.push([key, result.value]);
    }
    return known(Object.fromEntries(members));
  }

  /** Whether a condition of the template holds. */
  condition(name: string): Truth {
    for (const next of this.#inTurn(name)) this.#evaluate(next);
    return this.#conditions.get(name) ?? circular(name);
  }

  /**
   * The branch that an `Fn::If` takes, unresolved, with its index among the arguments. Undefined when the value is not
   * a well-formed `Fn::If`.
   */
  branch(value: Json): { known: true; value: Json; index: 1 | 2 } | { known: false; why: string } | undefined {
    const args = member(value, 'Fn::If');
    if (functionOf(value) !== 'Fn::If' || !Array.isArray(args) || args.length !== 3) return undefined;
    const [name, whenTrue = null, whenFalse = null] = args;
    if (typeof name !== 'string') return undefined;
    const holds = this.condition(name);
    if (!holds.known) return holds;
    return holds.value ? { known: true, value: whenTrue, index: 1 } : { known: true, value: whenFalse, index: 2 };
  }

  /**
   * A condition, after all conditions that it needs and that are not known yet. There is no recursion, because a
   * template may have a chain of thousands. A condition that was begun counts as unknown, so that circles end.
   */
  *#inTurn(first: string): Generator<string> {
    const begun: { name: string; needs: string[] }[] = [];
    const begin = (name: string): void => {
      if (this.#conditions.has(name)) return;
      this.#conditions.set(name, circular(name));
      begun.push({ name, needs: [...conditionsIn(member(this.#input.template.Conditions, name) ?? null)] });
    };
    begin(first);
    for (let last = begun.at(-1); last !== undefined; last = begun.at(-1)) {
      const next = last.needs.shift();
      if (next !== undefined) {
        begin(next);
        continue;
      }
      begun.pop();
      yield last.name;
    }
  }

  #evaluate(name: string): void {
    const definition = member(this.#input.template.Conditions, name);
    const missing = unknown(`the template has no condition ${name}`);
    this.#conditions.set(name, definition === undefined ? missing : this.#predicate(definition));
  }

  #predicate(value: Json): Truth {
    if (isObject(value) && Object.keys(value).length === 1) {
      const [[name, args = null] = ['', null]] = Object.entries(value);
      if (name === 'Condition' && typeof args === 'string') return this.condition(args);
      if (name === 'Fn::Equals' && Array.isArray(args) && args.length === 2) return this.#equals(args);
      if (name === 'Fn::Not' && Array.isArray(args) && args.length === 1) {
        const result = this.#predicate(args[0] ?? null);
        return result.known ? truth(!result.value) : result;
      }
      if ((name === 'Fn::And' || name === 'Fn::Or') && Array.isArray(args)) return this.#combine(name, args);
    }
    return unknown('a condition is written in a form that this macro does not know');
  }

  #equals(args: Json[]): Truth {
    const [left, right] = args.map((side) => this.resolve(side));
    if (left?.known !== true || right?.known !== true) return unknown(whyOf(left) ?? whyOf(right) ?? '');
    // CloudFormation compares values as text: 1 equals "1".
    return truth(textOf(left.value) === textOf(right.value));
  }

  /** `Fn::And` and `Fn::Or`: one deciding operand is enough, even when others are unknown. */
  #combine(name: 'Fn::And' | 'Fn::Or', operands: Json[]): Truth {
    const decides = name === 'Fn::Or';
    const results = operands.map((operand) => this.#predicate(operand));
    if (results.some((result) => result.known && result.value === decides)) return truth(decides);
    return results.find((result) => !result.known) ?? truth(!decides);
  }

  #list(items: Json[]): Resolved {
    const values: Json[] = [];
    for (const item of items) {
      const result = this.resolve(item);
      if (!result.known) return result;
      if (result.value !== undefined) values.push(result.value);
    }
    return known(values);
  }

  #call(name: string, args: Json): Resolved {
    switch (name) {
      case 'Ref':
        return isNoValue({ Ref: args }) ? known(undefined) : this.#ref(args);
      case 'Fn::If': {
        const taken = this.branch({ 'Fn::If': args });
        if (taken === undefined) return unknown('Fn::If takes the name of a condition and two values');
        return taken.known ? this.resolve(taken.value) : taken;
      }
      case 'Fn::FindInMap':
        return this.#findInMap(args);
      case 'Fn::Sub':
        return this.#sub(args);
      case 'Fn::Join':
      case 'Fn::Split':
      case 'Fn::Select':
        return this.#onLists(name, args);
      case 'Fn::GetAtt':
        return unknown(
          `Fn::GetAtt of ${getAttArguments(args)?.logicalId ?? 'a resource'} is known only once it exists`,
        );
      default:
        return unknown(`${name} runs only after the macro`);
    }
  }

  #ref(target: Json): Resolved {
    const { template, region, accountId, partition } = this.#input;
    if (typeof target !== 'string') return unknown('Ref takes a name');
    if (target === 'AWS::Region') return known(region);
    if (target === 'AWS::AccountId') return known(accountId);
    if (target === 'AWS::Partition') return known(partition);
    const declared = member(template.Parameters, target);
    if (declared !== undefined) return this.#parameter(target, declared);
    if (target.startsWith('AWS::')) return unknown(`${target} is known only to CloudFormation`);
    return unknown(`Ref of ${target} is known only once that resource exists`);
  }

  #parameter(name: string, declared: Json): Resolved {
    const type = member(declared, 'Type');
    // A macro receives the name in Parameter Store, or asterisks, and not the value that will be used.
    if (typeof type === 'string' && type.startsWith('AWS::SSM::Parameter::Value')) {
      return unknown(`parameter ${name} is read from Parameter Store after the macro has run`);
    }
    if (textOf(member(declared, 'NoEcho')) === 'true') return unknown(`parameter ${name} is NoEcho`);
    const { parameters } = this.#input;
    const value = Object.hasOwn(parameters, name) ? parameters[name] : member(declared, 'Default');
    if (value === undefined || value === null) return unknown(`parameter ${name} has neither a value nor a default`);
    const isList = typeof type === 'string' && (type === 'CommaDelimitedList' || type.startsWith('List<'));
    if (Array.isArray(value)) return known(value.map(textOf));
    if (isObject(value)) return unknown(`parameter ${name} holds an object`);
    if (!isList) return known(textOf(value));
    const members = splitList(textOf(value));
    // An emptied list is one empty text, as in CloudFormation (issue 102 of aws-cloudformation/cfn-language-discussion).
    return known(members.length > 0 ? members : ['']);
  }

  #findInMap(args: Json): Resolved {
    const result = Array.isArray(args) ? this.#list(args.slice(0, 3)) : known(null);
    if (!result.known) return result;
    const [map, top, second] = Array.isArray(result.value) ? result.value.map(textOf) : [];
    if (map === undefined || top === undefined || second === undefined) {
      return unknown('Fn::FindInMap takes a mapping and two keys');
    }
    const found = member(member(member(this.#input.template.Mappings, map), top), second);
    if (isScalar(found) || (Array.isArray(found) && found.every(isScalar))) return known(found);
    const fallback = Array.isArray(args) ? member(args[3], 'DefaultValue') : undefined;
    return fallback === undefined ? unknown(`mapping ${map} has no entry ${top}.${second}`) : this.resolve(fallback);
  }

  #sub(args: Json): Resolved {
    const parsed = subArguments(args);
    if (parsed === undefined) return unknown('Fn::Sub takes a string, or a string and an object of variables');
    let text = '';
    const values = new Map<string, Resolved>();
    for (const part of subParts(parsed.text)) {
      if (text.length > MOST_BYTES) return unknown(TOO_LONG);
      if ('text' in part) {
        text += part.text.replaceAll('${!', '${');
        continue;
      }
      // Each variable is resolved once: otherwise nested functions would double the work at each level.
      const result = values.get(part.variable) ?? this.resolve(valueBehind(part.variable, parsed.variables));
      values.set(part.variable, result);
      if (!result.known) return result;
      if (!isScalar(result.value)) return unknown(`\${${part.variable}} is not a single value`);
      text += String(result.value);
    }
    return text.length > MOST_BYTES ? unknown(TOO_LONG) : known(text);
  }

  #onLists(name: 'Fn::Join' | 'Fn::Split' | 'Fn::Select', args: Json): Resolved {
    const result = Array.isArray(args) && args.length === 2 ? this.#list(args) : unknown(`${name} takes two values`);
    if (!result.known || !Array.isArray(result.value)) return result;
    const [first, second] = result.value;
    if (name === 'Fn::Split' && isScalar(first) && isScalar(second)) return known(String(second).split(String(first)));
    if (name === 'Fn::Join' && isScalar(first) && Array.isArray(second)) return joined(String(first), second);
    if (name === 'Fn::Select' && isScalar(first) && Array.isArray(second)) {
      const item = second[Number(first)];
      if (item !== undefined) return known(item);
    }
    return unknown(`${name} has values that it cannot use`);
  }
}

const circular = (name: string): Truth => unknown(`condition ${name} depends on itself`);

/** Nested texts can exhaust all memory; this limit is what a whole template may have. */
const TOO_LONG = `it comes to a text of more than ${MOST_BYTES} characters`;

function joined(delimiter: string, items: readonly Json[]): Resolved {
  const texts = items.map(textOf);
  const length = texts.reduce((sum, text) => sum + text.length + delimiter.length, 0);
  return length > MOST_BYTES ? unknown(TOO_LONG) : known(texts.join(delimiter));
}

/** The conditions that a condition's definition refers to. */
function conditionsIn(value: Json, names = new Set<string>()): Set<string> {
  const name = member(value, 'Condition') ?? branchesOf(value)[0];
  if (typeof name === 'string') names.add(name);
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) conditionsIn(item, names);
  return names;
}

const whyOf = (result: Resolved | undefined): string | undefined => (result?.known === false ? result.why : undefined);
