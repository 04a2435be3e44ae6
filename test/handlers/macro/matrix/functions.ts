import type { Json, JsonObject } from '../../../../handlers/template-language/json';

/** One way to write a value, with what the template needs for it. */
export interface Form {
  name: string;
  /** Whether the value can be worked out when the macro runs. */
  known: boolean;
  /** The value, or a part of it, is absent. */
  absent?: true;
  /** The value is a text, although the property takes a list. */
  text?: true;
  value: Json;
  sections?: { Parameters?: JsonObject; Mappings?: JsonObject };
}

/** What every template of the matrix has: conditions that are true, false or not known while the macro runs. */
export const SURROUNDINGS: JsonObject = {
  Parameters: {
    Stage: { Type: 'String', Default: 'prod' },
    Secret: { Type: 'String', NoEcho: true },
  },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Hidden: { 'Fn::Equals': [{ Ref: 'Secret' }, 'x'] },
  },
};
export const STORE: JsonObject = {
  Store: { Type: 'Custom::Store', Properties: { ServiceToken: { 'Fn::ImportValue': 'store' } } },
};

const NONE = { Ref: 'AWS::NoValue' };

/**
 * Every function of CloudFormation that can give a value.
 * @param id a text that is unique in the template, for the names of parameters and mappings
 * @param sample the value that each function gives if it is known when the macro runs
 */
export function formsOf(id: string, sample: Json): Form[] {
  const any: Form[] = [
    { name: 'Fn::If', known: true, value: { 'Fn::If': ['Yes', sample, sample] } },
    { name: 'Fn::If with AWS::NoValue not taken', known: true, value: { 'Fn::If': ['No', NONE, sample] } },
    { name: 'Fn::If with AWS::NoValue taken', known: true, absent: true, value: { 'Fn::If': ['No', sample, NONE] } },
    {
      name: 'Fn::If inside Fn::If',
      known: true,
      value: { 'Fn::If': ['Yes', { 'Fn::If': ['No', sample, sample] }, sample] },
    },
    { name: 'Fn::If with an empty parameter not taken', known: true, ...optional(id, sample, sample) },
    {
      name: 'Fn::If with AWS::NoValue for an empty parameter',
      known: true,
      absent: true,
      ...optional(id, sample, NONE),
    },
    { name: 'Fn::If that nobody can tell', known: false, value: { 'Fn::If': ['Hidden', sample, sample] } },
    { name: 'AWS::NoValue', known: true, absent: true, value: NONE },
    { name: 'Fn::GetAtt', known: false, value: { 'Fn::GetAtt': ['Store', 'Value'] } },
    { name: 'Fn::GetAtt as one text', known: false, value: { 'Fn::GetAtt': 'Store.Value' } },
    ssm(id, sample),
  ];
  if (Array.isArray(sample)) return [...any, ...formsOfList(id, sample)];
  return typeof sample === 'object' ? any : [...any, ...formsOfScalar(id, String(sample), sample)];
}

/** An empty parameter, as users write one for a value that may be left out. */
export function emptyParameter(id: string, sample: Json): Pick<Form, 'value' | 'sections'> {
  const Parameter = Array.isArray(sample)
    ? { Type: 'CommaDelimitedList', Default: '' }
    : typeof sample === 'number'
      ? { Type: 'Number', Default: 0 }
      : { Type: 'String', Default: '' };
  return { value: { Ref: `Empty${id}` }, sections: { Parameters: { [`Empty${id}`]: Parameter } } };
}

function optional(id: string, sample: Json, otherwise: Json): Pick<Form, 'value' | 'sections'> {
  const { value, sections = {} } = emptyParameter(id, sample);
  return { value: { 'Fn::If': ['No', value, otherwise] }, sections };
}

function ssm(id: string, sample: Json): Form {
  // A validator would take a default for the value, so there is none.
  const Type = `AWS::SSM::Parameter::Value<${Array.isArray(sample) ? 'List<String>' : 'String'}>`;
  const Parameters = { [`Ssm${id}`]: { Type } };
  return { name: `Ref of ${Type}`, known: false, value: { Ref: `Ssm${id}` }, sections: { Parameters } };
}

const formsOfScalar = (id: string, text: string, sample: Json): Form[] => [
  {
    name: 'Ref',
    known: true,
    value: { Ref: `P${id}` },
    sections: {
      Parameters: { [`P${id}`]: { Type: typeof sample === 'number' ? 'Number' : 'String', Default: sample } },
    },
  },
  { name: 'Fn::ImportValue', known: false, value: { 'Fn::ImportValue': { 'Fn::Sub': `\${Stage}-${id}` } } },
  { name: 'Ref of NoEcho', known: false, value: { Ref: 'Secret' } },
  {
    name: 'Fn::FindInMap',
    known: true,
    value: { 'Fn::FindInMap': [`M${id}`, { Ref: 'Stage' }, 'Value'] },
    sections: { Mappings: { [`M${id}`]: { prod: { Value: sample }, test: { Value: sample } } } },
  },
  { name: 'Fn::Sub', known: true, value: { 'Fn::Sub': [`\${Given}`, { Given: text }] } },
  { name: 'Fn::Sub of what is known later', known: false, value: { 'Fn::Sub': `\${Store.Value}` } },
  { name: 'Fn::Join', known: true, value: { 'Fn::Join': ['', [text.slice(0, 1), text.slice(1)]] } },
  { name: 'Fn::Select', known: true, value: { 'Fn::Select': [1, ['other', text]] } },
  {
    name: `Fn::Select of ${listType(sample)}`,
    known: true,
    value: { 'Fn::Select': [0, { Ref: `L${id}` }] },
    sections: { Parameters: { [`L${id}`]: { Type: listType(sample), Default: listed(text) } } },
  },
  { name: 'Fn::Split', known: true, value: { 'Fn::Select': ['0', { 'Fn::Split': ['|', `${text}|other`] }] } },
  { name: 'a dynamic reference', known: false, value: `{{resolve:ssm:/value/${id}}}` },
];

const listType = (item: Json): string => (typeof item === 'number' ? 'List<Number>' : 'List<String>');
/** A text that is one item: in the default of a list parameter a comma separates items. */
const listed = (text: string): string => text.split(',')[0] ?? '';

function formsOfList(id: string, sample: Json[]): Form[] {
  if (!sample.every((item) => typeof item === 'string')) return [];
  const text = sample.join(',');
  return [
    {
      name: 'Ref of CommaDelimitedList',
      known: true,
      value: { Ref: `P${id}` },
      sections: { Parameters: { [`P${id}`]: { Type: 'CommaDelimitedList', Default: text } } },
    },
    {
      name: 'Ref of List<String>',
      known: true,
      value: { Ref: `L${id}` },
      sections: { Parameters: { [`L${id}`]: { Type: 'List<String>', Default: text } } },
    },
    {
      name: 'Fn::FindInMap',
      known: true,
      value: { 'Fn::FindInMap': [`M${id}`, { Ref: 'Stage' }, 'Value'] },
      sections: { Mappings: { [`M${id}`]: { prod: { Value: sample }, test: { Value: sample } } } },
    },
    { name: 'Fn::Split', known: true, value: { 'Fn::Split': [',', text] } },
    { name: 'Fn::ImportValue', known: false, text: true, value: { 'Fn::ImportValue': `list-${id}` } },
    {
      name: 'Fn::Split of Fn::ImportValue',
      known: false,
      value: { 'Fn::Split': [',', { 'Fn::ImportValue': `list-${id}` }] },
    },
  ];
}
