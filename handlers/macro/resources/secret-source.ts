import {
  functionOf,
  getAtt,
  type Intrinsic,
  ref,
  type SubPart,
  sub,
  subArguments,
  subParts,
  subText,
  type Value,
} from '../intrinsics';
import { isObject, type Json, type JsonObject } from '../json';
import { arnText } from './names';

type ResourceTypes = Readonly<Record<string, string>>;

/** `arn:partition:secretsmanager:region:account:secret:name`: what comes after is ECS's own. */
const ARN_SEGMENTS = 7;

/** The ARNs that must be readable for one `ValueFrom`; a value nobody knows yet may be either kind. */
export interface SecretSource {
  secrets: Json[];
  parameters: Json[];
}

/**
 * Where ECS will read a secret. `ValueFrom` may be a secret's ARN, with a JSON key, version stage and version id after
 * it (which are no part of the ARN that a policy names), a parameter's ARN, or a parameter's name.
 */
export function sourceOf(value: Value<string>, types: ResourceTypes): SecretSource {
  if (typeof value === 'string') return fromText(value);
  const args = value[functionOf(value) ?? ''] ?? null;
  switch (functionOf(value)) {
    case 'Fn::If': {
      const [condition = null, whenTrue = null, whenFalse = null] = Array.isArray(args) ? args : [];
      return conditional(condition, branch(whenTrue, types), branch(whenFalse, types));
    }
    case 'Fn::Sub': {
      const parsed = subArguments(args);
      if (parsed !== undefined) return fromSub(parsed.text, parsed.variables, types);
      break;
    }
    case 'Ref':
      if (typeof args === 'string' && types[args] === 'AWS::SSM::Parameter') return parameterNamed(ref(args));
  }
  return { secrets: [value], parameters: [value] };
}

const branch = (value: Json, types: ResourceTypes): SecretSource =>
  typeof value === 'string' || isObject(value) ? sourceOf(value, types) : { secrets: [], parameters: [] };

/** One ARN per branch, side by side, so that whichever branch is taken no policy is left without a resource. */
function conditional(condition: Json, whenTrue: SecretSource, whenFalse: SecretSource): SecretSource {
  const [left, right] = [whenTrue, whenFalse].map((source) => [...source.secrets, ...source.parameters]);
  const pairs = Array.from({ length: Math.max(left?.length ?? 0, right?.length ?? 0) }, (_, index): Json => {
    const [a, b] = [left?.[index] ?? left?.[0], right?.[index] ?? right?.[0]];
    return a === undefined || b === undefined ? (a ?? b ?? null) : { 'Fn::If': [condition, a, b] };
  });
  const used = (kind: keyof SecretSource): boolean => whenTrue[kind].length + whenFalse[kind].length > 0;
  return { secrets: used('secrets') ? pairs : [], parameters: used('parameters') ? pairs : [] };
}

function fromText(text: string): SecretSource {
  const [arn, , service] = text.split(':');
  if (arn !== 'arn') return parameterNamed(text);
  return service === 'secretsmanager'
    ? { secrets: [text.split(':').slice(0, ARN_SEGMENTS).join(':')], parameters: [] }
    : { secrets: [], parameters: [text] };
}

/** A text with variables: the ARN written out, or a variable that holds it, perhaps with a JSON key behind. */
function fromSub(text: string, variables: JsonObject, types: ResourceTypes): SecretSource {
  const segments = arnSegments(subParts(text));
  const [first = []] = segments;
  const [holder] = first;
  if (first.length === 1 && holder !== undefined && 'variable' in holder) {
    const held = Object.hasOwn(variables, holder.variable)
      ? variables[holder.variable]
      : variableValue(holder.variable);
    if (typeof held === 'string' || isObject(held)) return sourceOf(held, types);
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

function variableValue(variable: string): Intrinsic {
  const dot = variable.indexOf('.');
  return dot < 0 ? ref(variable) : getAtt(variable.slice(0, dot), variable.slice(dot + 1));
}

/** A parameter's name is `name` or `/path/name`; in its ARN there is one slash before it in either case. */
function parameterNamed(name: Value<string>): SecretSource {
  const prefix = arnText('ssm', 'parameter');
  if (typeof name === 'string') return { secrets: [], parameters: [sub(`${prefix}/${name.replace(/^\//, '')}`)] };
  const both = [`${prefix}/\${Name}`, `${prefix}\${Name}`].map((text) => sub(text, { Name: name }));
  return { secrets: [], parameters: both };
}

export const secretStatement = (resources: Json[]): JsonObject => ({
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: resources,
});

export const parameterStatement = (resources: Json[]): JsonObject => ({
  Effect: 'Allow',
  Action: 'ssm:GetParameters',
  Resource: resources,
});
