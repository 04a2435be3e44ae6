import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const names = (count: number, name: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => name(index));
const hosts = (count: number) => names(count, (index) => `h${index}.example.com`);
const paths = (count: number) => names(count, (index) => `/p${index}`);
const cidrs = (count: number) => names(count, (index) => `10.0.${index}.0/24`);

test.each<[JsonObject, JsonObject]>([
  [{ Hosts: hosts(5) }, { Hosts: hosts(4), Paths: paths(2) }],
  [
    { Hosts: hosts(3), Paths: paths(2) },
    { Hosts: hosts(3), Paths: paths(2), AllowedCidrs: cidrs(1) },
  ],
  [
    { Paths: paths(4), AllowedCidrs: cidrs(1) },
    { Paths: paths(1), AllowedCidrs: cidrs(5) },
  ],
  [{ AllowedCidrs: cidrs(3) }, { AllowedCidrs: cidrs(4) }],
])('Hosts, paths and addresses together have at most five values, of which a default path is two', (most, tooMany) => {
  expect(findingsOf(service(most))).toEqual([]);
  expect(findingsOf(service(tooMany))).toEqual([
    'Resources.Web.Properties: Hosts, Paths (two when neither is given) and AllowedCidrs are 6 values, but a listener rule allows 5',
  ]);
});

const NONE = { Ref: 'AWS::NoValue' };
const list = (items: string[]): JsonObject => ({ Type: 'CommaDelimitedList', Default: items.join(',') });
const TEMPLATE: JsonObject = {
  Parameters: { Hosts: list(hosts(3)), Paths: list(paths(3)), Secret: { Type: 'String', NoEcho: true } },
  Mappings: { Cidrs: { few: { Of: cidrs(1) }, many: { Of: cidrs(4) } } },
  Conditions: {
    Yes: { 'Fn::Equals': ['a', 'a'] },
    No: { 'Fn::Equals': ['a', 'b'] },
    Hidden: { 'Fn::Equals': [{ Ref: 'Secret' }, 'x'] },
  },
};
const cidrsOf = (size: string) => ({ 'Fn::FindInMap': ['Cidrs', size, 'Of'] });

test.each<[string, JsonObject, number]>([
  ['parameters', { Hosts: { Ref: 'Hosts' }, Paths: { Ref: 'Paths' } }, 6],
  ['a mapping beside a default path', { AllowedCidrs: cidrsOf('many') }, 6],
  ['texts taken apart', { Paths: { 'Fn::Split': ['|', '/a|/b|/c'] }, Hosts: { Ref: 'Hosts' } }, 6],
  ['a branch that is taken', { Hosts: { 'Fn::If': ['Yes', { Ref: 'Hosts' }, NONE] }, Paths: paths(3) }, 6],
  ['paths that a condition leaves out', { Paths: { 'Fn::If': ['No', paths(1), NONE] }, AllowedCidrs: cidrs(4) }, 6],
  [
    'the smaller branch while nobody can tell',
    { Hosts: { 'Fn::If': ['Hidden', hosts(3), hosts(4)] }, Paths: paths(3) },
    6,
  ],
])('The values that functions give are counted: %s', (_, properties, count) => {
  expect(findingsOf(service(properties, TEMPLATE))).toEqual([
    expect.stringContaining(`AllowedCidrs are ${count} values`),
  ]);
});

test.each<[string, JsonObject]>([
  ['a branch that is not taken', { Hosts: { 'Fn::If': ['No', { Ref: 'Hosts' }, NONE] }, Paths: paths(5) }],
  [
    'an item that is left out',
    { Hosts: [...hosts(5), { 'Fn::If': ['No', 'x.example.com', NONE] }].slice(1), Paths: paths(1) },
  ],
  ['a default path, where hosts are given', { Hosts: { Ref: 'Hosts' }, AllowedCidrs: cidrs(2) }],
  ['a list that is known later', { Hosts: { 'Fn::Split': [',', { 'Fn::ImportValue': 'hosts' }] }, Paths: paths(4) }],
  [
    'a default path that hosts may take the place of',
    { Hosts: { 'Fn::If': ['Hidden', hosts(1), NONE] }, AllowedCidrs: cidrs(4) },
  ],
  ['what may be left out', { Hosts: { 'Fn::If': ['Hidden', hosts(3), NONE] }, Paths: paths(5) }],
])('A value that may be absent is not counted: %s', (_, properties) => {
  expect(findingsOf(service(properties, TEMPLATE))).toEqual([]);
});

const EMPTIED: JsonObject = {
  ...TEMPLATE,
  Parameters: { Emptied: list([]), Secret: { Type: 'CommaDelimitedList', NoEcho: true } },
  Mappings: { Lists: { of: { None: [] } } },
};
const block = (name: string, value: Json) =>
  service(name === 'Subnets' ? { NetworkConfiguration: { Subnets: value } } : { [name]: value }, EMPTIED);

const OPENED =
  'Resources.Web.Properties.AllowedCidrs: is an empty list, and without items the service admits every address; give it an item, or leave it out (AWS::NoValue) if that is meant';

test.each<[string, Json]>([
  ['a literal', []],
  ['with an item that is left out', [NONE]],
  ['with an item that a condition leaves out', [{ 'Fn::If': ['No', 'x', NONE] }]],
  ['a parameter without a value', { Ref: 'Emptied' }],
  ['a mapping', { 'Fn::FindInMap': ['Lists', 'of', 'None'] }],
  ['a text without items', { 'Fn::Split': [',', ''] }],
  ['a branch that is taken', { 'Fn::If': ['No', NONE, []] }],
  ['a parameter in a branch that is taken', { 'Fn::If': ['Yes', { Ref: 'Emptied' }, NONE] }],
])('AllowedCidrs that are known to be empty are refused, because they would admit everybody: %s', (_, value) => {
  expect(findingsOf(block('AllowedCidrs', value))).toEqual([OPENED]);
});

test.each<[string, Json]>([
  ['absent', NONE],
  ['absent by a condition', { 'Fn::If': ['Yes', NONE, []] }],
  ['in a branch that is not taken', { 'Fn::If': ['No', [], NONE] }],
  ['known later', { Ref: 'Secret' }],
])('AllowedCidrs are not refused: %s', (_, value) => {
  expect(findingsOf(block('AllowedCidrs', value))).toEqual([]);
});

describe('An empty list goes to the gateway, which knows whether it was empty before:', () => {
  /** What the gateway gets of the property. */
  const sent = (name: string, value: Json): Json | undefined => {
    const [id, property] = name === 'Subnets' ? ['WebGateway', 'SubnetIds'] : ['WebRoute', name];
    return resource(expanded(block(name, value)), id).Properties[property];
  };

  test.each(['Hosts', 'Paths', 'Subnets'])('literal %s', (name) => {
    expect(sent(name, [])).toEqual([]);
    expect(sent(name, [NONE])).toEqual([]);
    expect(sent(name, { 'Fn::FindInMap': ['Lists', 'of', 'None'] })).toEqual([]);
  });

  test('Subnets of a parameter without a value, which means the default VPC', () => {
    expect(sent('Subnets', { Ref: 'Emptied' })).toEqual([]);
  });

  test.each(['AllowedCidrs', 'Hosts', 'Paths', 'Subnets'])(
    '%s under a condition that the macro cannot know',
    (name) => {
      expect(sent(name, { 'Fn::If': ['Hidden', [], NONE] })).toEqual({ 'Fn::If': ['Hidden', [], NONE] });
    },
  );

  test.each(['Hosts', 'Paths'])('but not %s of a parameter without a value: they have an empty text', (name) => {
    const findings = findingsOf(block(name, { Ref: 'Emptied' }));
    expect(findings).toEqual([expect.stringContaining(`Properties.${name}.0: is ""`)]);
  });
});
