/** Reads parameters: their definitions, their values and their constraints. */

import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { splitList } from '../../../../handlers/template-language/lists';
import { validationError } from '../../wire/errors';

/** A parameter value in a request. */
export interface ParameterInput {
  key: string;
  value?: string;
  usePrevious: boolean;
}

/** A parameter with its value, before anything is looked up. */
export interface Parameter {
  key: string;
  type: string;
  /** As given: a list is one string with commas, and an SSM parameter is its name. */
  value: string;
  noEcho: boolean;
}

/** What is shown in place of a NoEcho value. */
export const MASK = '****';

const PLAIN_TYPES = ['String', 'Number', 'List<Number>', 'CommaDelimitedList'];
const AWS_TYPE =
  /^(List<)?AWS::(EC2::(AvailabilityZone::Name|Image::Id|Instance::Id|KeyPair::KeyName|SecurityGroup::(Id|GroupName)|Subnet::Id|Volume::Id|VPC::Id)|Route53::HostedZone::Id)>?$/;
const SSM_TYPE = /^AWS::SSM::Parameter::(Name|Value<(.+)>)$/;

/** The type of the value that an SSM parameter type stands for; undefined for any other type. */
export const ssmValueType = (type: string): string | undefined => SSM_TYPE.exec(type)?.[2];

/** Whether `Ref` gives a list. */
export function isListType(type: string): boolean {
  const inner = ssmValueType(type) ?? type;
  return inner === 'CommaDelimitedList' || inner.startsWith('List<');
}

/**
 * The values of all parameters of a template.
 * @param previous the values of the stack's last operation, for UsePreviousValue
 * @throws AwsError ValidationError that names all missing ones, all unknown ones, or the first invalid one
 */
export function readParameters(
  definitions: Readonly<Record<string, JsonObject>>,
  inputs: readonly ParameterInput[],
  previous: readonly Parameter[],
): Parameter[] {
  const unknown = inputs.filter(({ key }) => definitions[key] === undefined).map(({ key }) => key);
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const given = new Map(inputs.map((input) => [input.key, inputText(input, previous)]));
  const missing = Object.entries(definitions)
    .filter(([key, definition]) => given.get(key) === undefined && definition.Default === undefined)
    .map(([key]) => key);
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  return Object.entries(definitions).map(([key, definition]) => {
    const type = readType(key, definition);
    const value = given.get(key) ?? defaultText(definition.Default ?? '');
    // Constraints of an SSM parameter type apply to the name of the SSM parameter, as CloudFormation documents.
    checkConstraints(key, type, value, definition);
    return { key, type, value, noEcho: String(definition.NoEcho) === 'true' };
  });
}

function inputText({ key, value, usePrevious }: ParameterInput, previous: readonly Parameter[]): string | undefined {
  if (!usePrevious) return value;
  const found = previous.find((parameter) => parameter.key === key);
  if (found === undefined) {
    throw validationError(
      `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
    );
  }
  return found.value;
}

function readType(key: string, { Type: type }: JsonObject): string {
  if (typeof type !== 'string') {
    throw validationError(`Template format error: Every Parameters object must contain a Type member. (${key})`);
  }
  const inner = ssmValueType(type) ?? type;
  const known = PLAIN_TYPES.includes(inner) || inner === 'List<String>' || AWS_TYPE.test(inner) || SSM_TYPE.test(type);
  if (known) return type;
  throw validationError(`Template format error: Unrecognized parameter type: ${type}`);
}

const defaultText = (value: Json): string => (Array.isArray(value) ? value.join(',') : String(value));

function checkConstraints(key: string, type: string, value: string, definition: JsonObject): void {
  const refuse = (constraint: string): never => {
    const custom = definition.ConstraintDescription;
    const what = typeof custom === 'string' ? custom : constraint;
    throw validationError(
      `Parameter '${key}' ${typeof custom === 'string' ? 'failed to satisfy constraint: ' : ''}${what}`,
    );
  };
  const members = isListType(type) && ssmValueType(type) === undefined ? splitList(value) : [value];
  const { AllowedValues: allowed, AllowedPattern: pattern } = definition;
  if (type === 'Number' || type === 'List<Number>') {
    if (members.some((member) => member.trim() === '' || Number.isNaN(Number(member)))) refuse('must be a number.');
  }
  if (Array.isArray(allowed)) {
    const texts = allowed.map(String);
    if (members.some((member) => !texts.includes(member))) refuse(`must be one of AllowedValues`);
  }
  if (typeof pattern === 'string' && members.some((member) => !new RegExp(`^(?:${pattern})$`).test(member))) {
    refuse(`must match pattern ${pattern}`);
  }
  const limit = (name: string): number | undefined =>
    definition[name] === undefined ? undefined : Number(definition[name]);
  const [minLength = 0, maxLength = Infinity] = [limit('MinLength'), limit('MaxLength')];
  if (members.some(({ length }) => length < minLength)) refuse(`must contain at least ${minLength} characters`);
  if (members.some(({ length }) => length > maxLength)) refuse(`must contain at most ${maxLength} characters`);
  const [min = -Infinity, max = Infinity] = [limit('MinValue'), limit('MaxValue')];
  if (type.includes('Number') && members.some((member) => Number(member) < min)) {
    refuse(`must be a number not less than ${min}`);
  }
  if (type.includes('Number') && members.some((member) => Number(member) > max)) {
    refuse(`must be a number not greater than ${max}`);
  }
}

/** What `Ref` gives for a value of that type. */
export const refValue = (type: string, value: string): Json => (isListType(type) ? splitList(value) : value);
