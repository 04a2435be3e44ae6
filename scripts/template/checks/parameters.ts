import { at, type Finding } from '../../../handlers/template-language/findings';
import { isObject, isScalar, type JsonObject, textOf } from '../../../handlers/template-language/json';
import { didYouMean, nearest } from '../../../handlers/template-language/nearest';
import { entriesOf } from '../entries';
import { wrongValue } from './parameter-values';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
const KEYS = [
  'Type',
  'Default',
  'Description',
  'NoEcho',
  'AllowedValues',
  'AllowedPattern',
  'ConstraintDescription',
  'MinLength',
  'MaxLength',
  'MinValue',
  'MaxValue',
];

/** The types in CloudFormation's list, for suggestions. Any AWS type of the right form is accepted. */
const TYPES = [
  'String',
  'Number',
  'List<Number>',
  'CommaDelimitedList',
  ...[
    'AWS::EC2::AvailabilityZone::Name',
    'AWS::EC2::Image::Id',
    'AWS::EC2::Instance::Id',
    'AWS::EC2::SecurityGroup::GroupName',
    'AWS::EC2::SecurityGroup::Id',
    'AWS::EC2::Subnet::Id',
    'AWS::EC2::VPC::Id',
    'AWS::EC2::Volume::Id',
    'AWS::Route53::HostedZone::Id',
  ].flatMap((name) => [name, `List<${name}>`]),
  'AWS::EC2::KeyPair::KeyName',
  'AWS::SSM::Parameter::Name',
  'AWS::SSM::Parameter::Value<String>',
];
const PLAIN = 'String|Number|CommaDelimitedList|List<(String|Number)>';
const AWS_OWN = String.raw`AWS(::\w+){3}|List<AWS(::\w+){3}>`;
const TYPE = new RegExp(`^(${PLAIN}|${AWS_OWN}|AWS::SSM::Parameter::Value<(${PLAIN}|${AWS_OWN})>)$`);

/** Finds parameters that CloudFormation refuses. */
export const malformedParameters = ({ Parameters }: JsonObject): Finding[] =>
  entriesOf(Parameters).flatMap(([name, parameter]) =>
    isObject(parameter) ? wrongWith(parameter, at('Parameters', name)) : [],
  );

function wrongWith(parameter: JsonObject, path: string): Finding[] {
  const { Type: type, Default: preset } = parameter;
  const findings = Object.keys(parameter)
    .filter((key) => !KEYS.includes(key))
    .map((key) => ({ path: at(path, key), message: `is not a key of a parameter${didYouMean(key, KEYS)}` }));
  if (type === undefined) {
    return findings.length > 0 ? findings : [{ path, message: 'has no Type; most are of type String' }];
  }
  if (type === null) return findings;
  if (typeof type !== 'string' || !TYPE.test(type)) {
    const near =
      nearest(textOf(type), TYPES) === undefined ? '; the usual types are String, Number and CommaDelimitedList' : '';
    const message = `there is no parameter type ${textOf(type)}${didYouMean(textOf(type), TYPES)}${near}`;
    return [...findings, { path: at(path, 'Type'), message }];
  }
  // The YAML parser has already read words such as yes as booleans, perhaps not as CloudFormation does.
  const wrong = isScalar(preset) && typeof preset !== 'boolean' ? wrongValue(parameter, textOf(preset)) : undefined;
  return wrong === undefined ? findings : [...findings, { path: at(path, 'Default'), message: wrong }];
}
