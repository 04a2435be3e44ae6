import { type Intrinsic, split, sub } from '../../template-language/intrinsics';
import type { Json } from '../../template-language/json';
import { arnText } from '../names';

/** The ARNs that a role must be allowed to read. A value that is not known yet may be of either kind. */
export interface SecretSource {
  secrets: Json[];
  parameters: Json[];
}

/** What a value refers to when it is a name and not an ARN. */
export type SourceOfName = (name: Json) => SecretSource;

/** A parameter's name is `name` or `/path/name`; its ARN has one slash before it in either case. */
export function parameterNamed(name: Json): SecretSource {
  const prefix = arnText('ssm', 'parameter');
  if (typeof name === 'string') return { secrets: [], parameters: [sub(`${prefix}/${name.replace(/^\//, '')}`)] };
  const both = [`${prefix}/\${Name}`, `${prefix}\${Name}`].map((text) => sub(text, { Name: name }));
  return { secrets: [], parameters: both };
}

/** A secret in the stack's own account and region, which is where ECS looks for a name. */
export function secretNamed(name: Json): SecretSource {
  const prefix = arnText('secretsmanager', 'secret');
  const arn =
    typeof name === 'string'
      ? sub(`${prefix}:${name}${ANY_SUFFIX}`)
      : sub(`${prefix}:\${Name}${ANY_SUFFIX}`, { Name: name });
  return { secrets: [arn], parameters: [] };
}

/**
 * A secret's ARN ends with a hyphen and six characters. Secrets Manager finds a secret without them, too, but a policy
 * is compared with the whole ARN ("Secrets Manager: resources", Service Authorization Reference).
 */
export const ANY_SUFFIX = '-??????';

export const hasSuffix = (arn: string): boolean => /-[A-Za-z0-9]{6}$/.test(arn);

/**
 * For a value that is an ARN or a name, which only CloudFormation will know. IAM refuses a resource that is not an ARN,
 * so this builds an ARN from the value's segments. Segments that are missing come from a text that is appended to the
 * value. A name then gives an ARN that matches nothing, beside the ARN of what it names.
 */
export function arnOrName(named: SourceOfName, value: Json): SecretSource {
  const padded = sub(`\${Value}:none:none:\${AWS::Region}:\${AWS::AccountId}:parameter/none:none`, { Value: value });
  const piece = (index: number): Json => ({ 'Fn::Select': [index, split(':', padded)] });
  const place = { Region: piece(3), Account: piece(4) };
  const arn = (rest: string): string => `arn:\${AWS::Partition}:${rest}`;
  const secret = arn(`secretsmanager:\${Region}:\${Account}:secret:\${Name}`);
  const parameter = sub(arn(`ssm:\${Region}:\${Account}:\${Resource}`), { ...place, Resource: piece(5) });
  const other = named(value);
  return {
    secrets: [
      ...[secret, secret + ANY_SUFFIX].map((text) => sub(text, { ...place, Name: piece(6) })),
      ...other.secrets,
    ],
    parameters: other.parameters.length > 0 ? [parameter, ...other.parameters] : [],
  };
}

/**
 * Pairs the ARNs of both branches in `Fn::If`s, so that the policy has a resource whichever branch is taken. A branch
 * without a secret gets an ARN that matches nothing.
 */
export function conditional(condition: Json, whenTrue: SecretSource, whenFalse: SecretSource): SecretSource {
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

/** All sources in one, each ARN once. */
export const mergeSources = (sources: readonly SecretSource[]): SecretSource => ({
  secrets: unique(sources.flatMap((source) => source.secrets)),
  parameters: unique(sources.flatMap((source) => source.parameters)),
});

function unique(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
