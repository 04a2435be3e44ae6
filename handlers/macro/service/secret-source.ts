import type { Value } from '../intrinsics';
import {
  functionOf,
  getAtt,
  type Intrinsic,
  isNoValue,
  ref,
  type SubPart,
  sub,
  subArguments,
  subParts,
  subText,
} from '../intrinsics';
import { isObject, type Json, type JsonObject, member, textOf } from '../json';
import { arnText } from '../names';
import type { Resolver } from '../resolve';

/** `arn:partition:secretsmanager:region:account:secret:name`: what comes after is ECS's own. */
const ARN_SEGMENTS = 7;

/** The ARNs that a role must be allowed to read; a value nobody knows yet may be either kind. */
export interface SecretSource {
  secrets: Json[];
  parameters: Json[];
}

/**
 * Where ECS will read a secret. `ValueFrom` may be a secret's ARN, with a JSON key, version stage and version id after
 * it (which are no part of the ARN that a policy names), a parameter's ARN, or a parameter's name.
 */
export class SecretSources {
  readonly #resolver: Resolver;
  readonly #template: JsonObject;

  /** @param template what a `Ref` gives depends on the type of the resource there */
  constructor(resolver: Resolver, template: JsonObject) {
    this.#resolver = resolver;
    this.#template = template;
  }

  /** Everything that must be readable for all of the values, each ARN once. */
  of(values: readonly Value<string>[]): SecretSource {
    const sources = values.map((value) => this.#source(value));
    return {
      secrets: unique(sources.flatMap((source) => source.secrets)),
      parameters: unique(sources.flatMap((source) => source.parameters)),
    };
  }

  #source(value: Json): SecretSource {
    if (isNoValue(value)) return { secrets: [], parameters: [] };
    if (typeof value === 'string') return fromText(value);
    const name = functionOf(value) ?? '';
    const args = isObject(value) ? (value[name] ?? null) : null;
    if (name === 'Fn::If' && Array.isArray(args)) {
      const [condition = null, whenTrue = null, whenFalse = null] = args;
      return conditional(condition, this.#source(whenTrue), this.#source(whenFalse));
    }
    const parsed = name === 'Fn::Sub' ? subArguments(args) : undefined;
    if (parsed !== undefined) return this.#fromSub(parsed.text, parsed.variables);
    if (name === 'Ref' && typeof args === 'string') {
      const type = textOf(member(member(this.#template.Resources, args), 'Type'));
      if (type === 'AWS::SSM::Parameter') return parameterNamed(value);
      if (type.startsWith('AWS::SecretsManager::')) return { secrets: [value], parameters: [] };
    }
    return this.#looked(value);
  }

  /** What a value comes to tells its kind; the function stays in place, unless the ARN has to be cut. */
  #looked(value: Json): SecretSource {
    const result = this.#resolver.resolve(value);
    if (!result.known || typeof result.value !== 'string') return { secrets: [value], parameters: [value] };
    const [arn, , service, ...rest] = result.value.split(':');
    if (arn !== 'arn') return parameterNamed(value);
    if (service !== 'secretsmanager') return { secrets: [], parameters: [value] };
    return rest.length > ARN_SEGMENTS - 3 ? fromText(result.value) : { secrets: [value], parameters: [] };
  }

  /** A text with variables: the ARN written out, or a variable that holds it, perhaps with a JSON key behind. */
  #fromSub(text: string, variables: JsonObject): SecretSource {
    const segments = arnSegments(subParts(text));
    const [first = []] = segments;
    const [holder] = first;
    if (first.length === 1 && holder !== undefined && 'variable' in holder) {
      const { variable } = holder;
      return this.#source(
        (Object.hasOwn(variables, variable) ? variables[variable] : undefined) ?? valueOfVariable(variable),
      );
    }
    const whole = (parts: SubPart[][]): Intrinsic => {
      const used = parts.flat().flatMap((part) => ('variable' in part ? [part.variable] : []));
      const own = Object.entries(variables).filter(([name]) => used.includes(name));
      return sub(parts.map(subText).join(':'), own.length > 0 ? Object.fromEntries(own) : undefined);
    };
    if (subText(first) !== 'arn') return parameterNamed(whole(segments));
    return subText(segments[2] ?? []) === 'secretsmanager'
      ? { secrets: [whole(segments.slice(0, ARN_SEGMENTS))], parameters: [] }
      : { secrets: [], parameters: [whole(segments)] };
  }
}

function fromText(text: string): SecretSource {
  const [arn, , service] = text.split(':');
  if (arn !== 'arn') return parameterNamed(text);
  return service === 'secretsmanager'
    ? { secrets: [text.split(':').slice(0, ARN_SEGMENTS).join(':')], parameters: [] }
    : { secrets: [], parameters: [text] };
}

/**
 * One ARN per branch, side by side, so that whichever branch is taken no policy is left without a resource; a branch
 * without a secret gets an ARN that nothing has.
 */
function conditional(condition: Json, whenTrue: SecretSource, whenFalse: SecretSource): SecretSource {
  const [left = [], right = []] = [whenTrue, whenFalse].map(({ secrets, parameters }) =>
    unique([...secrets, ...parameters]),
  );
  const pairs = Array.from(
    { length: Math.max(left.length, right.length) },
    (_, index): Json => ({
      'Fn::If': [condition, left[index] ?? left[0] ?? nothing(), right[index] ?? right[0] ?? nothing()],
    }),
  );
  const used = (kind: keyof SecretSource): boolean => whenTrue[kind].length + whenFalse[kind].length > 0;
  return { secrets: used('secrets') ? pairs : [], parameters: used('parameters') ? pairs : [] };
}

const nothing = (): Intrinsic => sub(arnText('secretsmanager', 'secret:none'));

/** A parameter's name is `name` or `/path/name`; in its ARN there is one slash before it in either case. */
function parameterNamed(name: Json): SecretSource {
  const prefix = arnText('ssm', 'parameter');
  if (typeof name === 'string') return { secrets: [], parameters: [sub(`${prefix}/${name.replace(/^\//, '')}`)] };
  const both = [`${prefix}/\${Name}`, `${prefix}\${Name}`].map((text) => sub(text, { Name: name }));
  return { secrets: [], parameters: both };
}

/** The pieces of an ARN; a colon inside a variable (`${AWS::Region}`) divides nothing. */
function arnSegments(parts: readonly SubPart[]): SubPart[][] {
  const segments: SubPart[][] = [[]];
  for (const part of parts) {
    const [first = '', ...more] = 'text' in part ? part.text.split(':') : [];
    segments.at(-1)?.push('text' in part ? { text: first } : part);
    segments.push(...more.map((text): SubPart[] => [{ text }]));
  }
  return segments.map((segment) => segment.filter((part) => !('text' in part) || part.text !== ''));
}

function valueOfVariable(variable: string): Intrinsic {
  const dot = variable.indexOf('.');
  return dot < 0 ? ref(variable) : getAtt(variable.slice(0, dot), variable.slice(dot + 1));
}

function unique(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
