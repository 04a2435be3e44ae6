import type { Value } from '../../template-language/intrinsics';
import {
  functionOf,
  getAttArguments,
  isNoValue,
  type SubPart,
  subText,
  valueBehind,
} from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject, member, textOf } from '../../template-language/json';
import type { Resolver } from '../../template-language/resolver';
import {
  arnSegments,
  fromSubstitution,
  joined,
  type Substitution,
  substitutionOf,
} from '../../template-language/substitution';
import {
  ANY_SUFFIX,
  arnOrName,
  conditional,
  hasSuffix,
  mergeSources,
  parameterNamed,
  type SecretSource,
  type SourceOfName,
  secretNamed,
} from './policy';

/** `arn:partition:secretsmanager:region:account:secret:name`. ECS defines the segments after that. */
const ARN_SEGMENTS = 7;

/** The segments after an ARN in a variable: a JSON key, a version stage and a version id, which only secrets have. */
const KEY_SEGMENTS = 3;

/** Is called with what is wrong with a value for which no policy can be written. */
type Refuse = (message: string) => void;

/** How a value is interpreted. */
interface Interpretation {
  /** What it refers to when it is a name. */
  named: SourceOfName;
  refuse: Refuse;
  /** The whole value, if this one is only its beginning. */
  whole?: Json;
}

const NONE: SecretSource = { secrets: [], parameters: [] };

/**
 * Where ECS reads secrets. `ValueFrom` is a secret's ARN, a parameter's ARN or a parameter's name. A JSON key, version
 * stage and version id may follow a secret's ARN; they are not part of the ARN in a policy. The login of a registry is
 * a secret's ARN or name.
 */
export class SecretSources {
  readonly #resolver: Resolver;
  readonly #template: JsonObject;

  /** @param template has the types of the resources, on which the meaning of a `Ref` depends */
  constructor(resolver: Resolver, template: JsonObject) {
    this.#resolver = resolver;
    this.#template = template;
  }

  /** Everything that must be readable for all of the values of `ValueFrom`, each ARN once. */
  of(values: readonly Value<string>[], refuse: Refuse = () => undefined): SecretSource {
    return mergeSources(values.map((value) => this.#source(value, { named: parameterNamed, refuse })));
  }

  /** The same for values of `CredentialsParameter`. */
  logins(values: readonly Value<string>[], refuse: Refuse = () => undefined): SecretSource {
    return mergeSources(values.map((value) => onlySecrets(this.#source(value, { named: secretNamed, refuse }))));
  }

  #source(value: Json, how: Interpretation): SecretSource {
    if (isNoValue(value)) return NONE;
    const name = functionOf(value) ?? '';
    const args = isObject(value) ? (value[name] ?? null) : null;
    if (name === 'Fn::If' && Array.isArray(args)) {
      const [condition = null, whenTrue = null, whenFalse = null] = args;
      return conditional(condition, this.#source(whenTrue, how), this.#source(whenFalse, how));
    }
    if (name === 'Fn::Select' && Array.isArray(args)) {
      const [index = null, list] = args;
      const item = Array.isArray(list) ? list[Number(this.#known(index))] : undefined;
      if (item !== undefined) return this.#source(item, how);
    }
    if (name === 'Ref' || name === 'Fn::GetAtt') return this.#referenced(value, args, how);
    const text = substitutionOf(value);
    return text === undefined ? this.#resolved(value, how) : this.#fromText(text, value, how);
  }

  #referenced(value: Json, args: Json, how: Interpretation): SecretSource {
    const target = typeof args === 'string' && !args.includes('.') ? undefined : getAttArguments(args);
    const type = textOf(member(member(this.#template.Resources, target?.logicalId ?? textOf(args)), 'Type'));
    // These types give ARNs by Ref and by the attribute Id.
    if (type.startsWith('AWS::SecretsManager::')) return { secrets: [value], parameters: [] };
    if (target === undefined && (type === 'AWS::SSM::Parameter' || textOf(args).startsWith('AWS::'))) {
      return how.named(value);
    }
    if (textOf(target?.attribute).endsWith('Arn')) return { secrets: [value], parameters: [value] };
    return this.#resolved(value, how);
  }

  /** The resolved value decides the kind. The function itself goes into the policy, unless the ARN must be cut. */
  #resolved(value: Json, how: Interpretation): SecretSource {
    const text = this.#known(value);
    if (text === undefined) return this.#unclear(how.whole ?? value, how);
    const segments = arnSegments([{ text }]);
    if (text.startsWith(REFERENCE)) return this.#fromText({ parts: [{ text }], variables: {} }, text, how);
    const [arn, , service] = segments.map(subText);
    if (arn !== 'arn') return how.named(value);
    if (service !== 'secretsmanager') return { secrets: [], parameters: [value] };
    if (segments.length > ARN_SEGMENTS) return cutSecret(segments, {});
    const suffixed = hasSuffix(text) ? [] : [{ 'Fn::Sub': [`\${Arn}${ANY_SUFFIX}`, { Arn: value }] }];
    return { secrets: [value, ...suffixed], parameters: [] };
  }

  /** A text with variables: a whole ARN, or a variable that holds one, perhaps followed by a JSON key. */
  #fromText(text: Substitution, value: Json, how: Interpretation): SecretSource {
    const segments = arnSegments(text.parts);
    const [first = []] = segments;
    const [start] = first;
    const limited = segments.length > KEY_SEGMENTS ? onlySecrets : (source: SecretSource) => source;
    if (start !== undefined && 'variable' in start && !start.variable.startsWith('AWS::')) {
      const held = valueBehind(start.variable, text.variables);
      const isAll = first.length === 1 && !this.#beginsArn(held);
      return limited(isAll ? this.#source(held, { ...how, whole: how.whole ?? value }) : this.#resolved(value, how));
    }
    if (subText(first).startsWith(REFERENCE)) {
      if (segments.length > KEY_SEGMENTS) return cutSecret(segments.slice(0, 1), text.variables);
      return this.#unclear(value, how);
    }
    if (subText(first) !== 'arn') return how.named(fromSubstitution(text.parts, text.variables));
    const service = subText(segments[2] ?? []);
    if (service === 'secretsmanager') return cutSecret(segments, text.variables);
    return { secrets: [], parameters: [fromSubstitution(text.parts, text.variables)] };
  }

  /** Whether a value is only the beginning of an ARN. */
  #beginsArn(value: Json): boolean {
    const segments = (this.#known(value) ?? '').split(':');
    return (
      segments[0] === 'arn' && segments.length < (segments[2] === 'secretsmanager' ? ARN_SEGMENTS : ARN_SEGMENTS - 1)
    );
  }

  /**
   * It is not known whether the value is an ARN. CloudFormation's functions find out when they run, but they run before
   * dynamic references are resolved.
   */
  #unclear(value: Json, { named, refuse }: Interpretation): SecretSource {
    const text = JSON.stringify(value);
    if (!text.includes(REFERENCE)) return arnOrName(named, value);
    refuse(/\{\{resolve:(secretsmanager|ssm-secure):/.test(text) ? THE_SECRET_ITSELF : UNCLEAR);
    return NONE;
  }

  #known(value: Json): string | undefined {
    const result = this.#resolver.resolve(value);
    return result.known && result.value !== undefined && result.value !== null ? textOf(result.value) : undefined;
  }
}

const REFERENCE = '{{resolve:';

const UNCLEAR =
  'is a dynamic reference, and the role that reads it must know whether it gives an ARN or a name; Ref a parameter of type AWS::SSM::Parameter::Value<String>, or set ExecutionRoleArn';

const THE_SECRET_ITSELF =
  'gives the secret itself instead of its ARN or name; for one key of it, put :key:: after the ARN';

const onlySecrets = ({ secrets }: SecretSource): SecretSource => ({ secrets, parameters: [] });

/** A secret's ARN without the segments that ECS defines. */
function cutSecret(segments: readonly SubPart[][], variables: JsonObject): SecretSource {
  const arn = joined(segments.slice(0, ARN_SEGMENTS));
  const suffixed = hasSuffix(subText(arn)) ? [] : [fromSubstitution([...arn, { text: ANY_SUFFIX }], variables)];
  return { secrets: [fromSubstitution(arn, variables), ...suffixed], parameters: [] };
}
