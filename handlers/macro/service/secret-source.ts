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

/** What a value that is no ARN names. */
type Named = (name: Json) => SecretSource;

/**
 * Where ECS will read a secret. `ValueFrom` may be a secret's ARN, with a JSON key, version stage and version id after
 * it (which are no part of the ARN that a policy names), a parameter's ARN, or a parameter's name; the login of a registry
 * a secret's ARN or name.
 */
export class SecretSources {
  readonly #resolver: Resolver;
  readonly #template: JsonObject;

  /** @param template what a `Ref` gives depends on the type of the resource there */
  constructor(resolver: Resolver, template: JsonObject) {
    this.#resolver = resolver;
    this.#template = template;
  }

  /** Everything that must be readable for all of the values of `ValueFrom`, each ARN once. */
  of(values: readonly Value<string>[]): SecretSource {
    return together(values.map((value) => this.#source(value, parameterNamed)));
  }

  /** The same for values of `CredentialsParameter`. */
  logins(values: readonly Value<string>[]): SecretSource {
    return together(values.map((value) => this.#source(value, secretNamed)));
  }

  #source(value: Json, named: Named): SecretSource {
    if (isNoValue(value)) return { secrets: [], parameters: [] };
    if (typeof value === 'string') return fromText(value, named);
    const name = functionOf(value) ?? '';
    const args = isObject(value) ? (value[name] ?? null) : null;
    if (name === 'Fn::If' && Array.isArray(args)) {
      const [condition = null, whenTrue = null, whenFalse = null] = args;
      return conditional(condition, this.#source(whenTrue, named), this.#source(whenFalse, named));
    }
    const parsed = name === 'Fn::Sub' ? subArguments(args) : undefined;
    if (parsed !== undefined) return this.#fromSub(parsed.text, parsed.variables, named);
    if (name === 'Ref' && typeof args === 'string') {
      const type = textOf(member(member(this.#template.Resources, args), 'Type'));
      if (type === 'AWS::SSM::Parameter') return named(value);
      if (type.startsWith('AWS::SecretsManager::')) return { secrets: [value], parameters: [] };
    }
    return this.#looked(value, named);
  }

  /** What a value comes to tells its kind; the function stays in place, unless the ARN has to be cut. */
  #looked(value: Json, named: Named): SecretSource {
    const result = this.#resolver.resolve(value);
    if (!result.known || typeof result.value !== 'string') return { secrets: [value], parameters: [value] };
    const [arn, , service, ...rest] = result.value.split(':');
    if (arn !== 'arn') return named(value);
    if (service !== 'secretsmanager') return { secrets: [], parameters: [value] };
    if (rest.length > ARN_SEGMENTS - 3) return fromText(result.value, named);
    const whole = isWhole(result.value) ? [] : [sub(`\${Arn}${ANY_SUFFIX}`, { Arn: value })];
    return { secrets: [value, ...whole], parameters: [] };
  }

  /** A text with variables: the ARN written out, or a variable that holds it, perhaps with a JSON key behind. */
  #fromSub(text: string, variables: JsonObject, named: Named): SecretSource {
    const segments = arnSegments(subParts(text));
    const [first = []] = segments;
    const [holder] = first;
    if (first.length === 1 && holder !== undefined && 'variable' in holder) {
      const { variable } = holder;
      return this.#source(
        (Object.hasOwn(variables, variable) ? variables[variable] : undefined) ?? valueOfVariable(variable),
        named,
      );
    }
    const whole = (parts: SubPart[][]): Intrinsic => {
      const used = parts.flat().flatMap((part) => ('variable' in part ? [part.variable] : []));
      const own = Object.entries(variables).filter(([name]) => used.includes(name));
      return sub(parts.map(subText).join(':'), own.length > 0 ? Object.fromEntries(own) : undefined);
    };
    if (subText(first) !== 'arn') return named(whole(segments));
    if (subText(segments[2] ?? []) !== 'secretsmanager') return { secrets: [], parameters: [whole(segments)] };
    const arn = segments.slice(0, ARN_SEGMENTS);
    const suffixed = [...arn.slice(0, -1), [...(arn.at(-1) ?? []), { text: ANY_SUFFIX }]];
    const isAll = isWhole(arn.map(subText).join(':'));
    return { secrets: [whole(arn), ...(isAll ? [] : [whole(suffixed)])], parameters: [] };
  }
}

function fromText(text: string, named: Named): SecretSource {
  const segments = text.split(':');
  const [arn, , service] = segments;
  if (arn !== 'arn') return named(text);
  if (service !== 'secretsmanager') return { secrets: [], parameters: [text] };
  const secret = segments.slice(0, ARN_SEGMENTS).join(':');
  return { secrets: [secret, ...(isWhole(secret) ? [] : [`${secret}${ANY_SUFFIX}`])], parameters: [] };
}

/**
 * Secrets Manager ends an ARN with a hyphen and six characters, and finds a secret without them, too; but a policy is held
 * against the whole ARN ("Secrets Manager: resources", Service Authorization Reference).
 */
const ANY_SUFFIX = '-??????';

const isWhole = (arn: string): boolean => /-[A-Za-z0-9]{6}$/.test(arn);

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

/** A secret in the stack's own account and region, which is where ECS looks for a name. */
function secretNamed(name: Json): SecretSource {
  const prefix = arnText('secretsmanager', 'secret');
  const arn =
    typeof name === 'string'
      ? sub(`${prefix}:${name}${ANY_SUFFIX}`)
      : sub(`${prefix}:\${Name}${ANY_SUFFIX}`, { Name: name });
  return { secrets: [arn], parameters: [] };
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

/** Each ARN once. */
export const together = (sources: readonly SecretSource[]): SecretSource => ({
  secrets: unique(sources.flatMap((source) => source.secrets)),
  parameters: unique(sources.flatMap((source) => source.parameters)),
});

function unique(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
