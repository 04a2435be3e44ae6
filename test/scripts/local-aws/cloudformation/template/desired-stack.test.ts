import {
  type DesiredStack,
  desiredStackOf,
} from '../../../../../scripts/local-aws/cloudformation/template/desired-stack';
import { resolveObject } from '../../../../../scripts/local-aws/cloudformation/template/intrinsics';
import {
  type ParameterInput,
  readParameters,
  refValue,
} from '../../../../../scripts/local-aws/cloudformation/template/parameters';
import { readSections } from '../../../../../scripts/local-aws/cloudformation/template/sections';
import { readTemplate } from '../../../../../scripts/local-aws/cloudformation/transform/read-template';

const stack = {
  id: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/s/1',
  name: 's',
  region: 'eu-west-1',
  accountId: '123456789012',
  notificationArns: [],
};

function desiredStack(text: string, inputs: Record<string, string> = {}): DesiredStack {
  const sections = readSections(readTemplate({ text, from: 'request' }));
  const given: ParameterInput[] = Object.entries(inputs).map(([key, value]) => ({ key, value, usePrevious: false }));
  const parameters = readParameters(sections.parameters, given, []);
  return desiredStackOf(sections, parameters, {
    stack,
    parameterValues: Object.fromEntries(parameters.map(({ key, type, value }) => [key, refValue(type, value)])),
    importValue: (name) => `imported ${name}`,
    zones: (region) => [`${region}a`, `${region}b`],
  });
}

/** The resolved properties of one resource. References to resources give `<id>` and `<id.attribute>`. */
function resolved(text: string, inputs: Record<string, string> = {}, logicalId = 'R') {
  const { scope, resources } = desiredStack(text, inputs);
  return resolveObject(resources.get(logicalId)?.properties ?? {}, {
    ...scope,
    ref: (name) => (resources.has(name) ? `<${name}>` : scope.ref(name)),
    getAtt: (name, attribute) => `<${name}.${attribute}>`,
  });
}

test('every function in its short form gives its documented value', () => {
  const text = `
Parameters:
  Names: { Type: CommaDelimitedList, Default: 'a, b,c' }
  Env: { Type: String, Default: prod }
Mappings:
  Sizes: { prod: { Cpu: 256 } }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsBoth: !And [!Condition IsProd, !Not [!Equals [a, b]], !Or [!Equals [a, b], !Equals [1, '1']]]
Resources:
  Other: { Type: T }
  R:
    Type: T
    Properties:
      Ref: !Ref Other
      List: !Ref Names
      Att: !GetAtt Other.A.B
      AttList: !GetAtt [Other, A]
      Sub: !Sub '\${AWS::Region} \${Other} \${Other.Arn} \${!Literal} $5'
      SubMap: !Sub ['\${X}-\${Env}', { X: !Ref Other }]
      Join: !Join ['-', [a, !Ref Env, 1]]
      Split: !Split [',', 'a,b']
      Select: !Select ['1', !Ref Names]
      Map: !FindInMap [Sizes, !Ref Env, Cpu]
      Base64: !Base64 hello
      Cidr: !Select [1, !Cidr [10.0.0.0/16, 4, 8]]
      Zones: !GetAZs ''
      OtherZones: !GetAZs us-east-1
      Import: !ImportValue x
      If: !If [IsBoth, yes it is, 'no']
      Gone: !Ref AWS::NoValue
      Parts: [1, !If [IsProd, !Ref AWS::NoValue, 2], 3]
      Nested: { Deep: [{ Sub: !Sub 'x\${Env}' }] }
`;
  expect(resolved(text)).toEqual({
    Ref: '<Other>',
    List: ['a', 'b', 'c'],
    Att: '<Other.A.B>',
    AttList: '<Other.A>',
    Sub: 'eu-west-1 <Other> <Other.Arn> $'.concat('{Literal} $5'),
    SubMap: '<Other>-prod',
    Join: 'a-prod-1',
    Split: ['a', 'b'],
    Select: 'b',
    Map: 256,
    Base64: 'aGVsbG8=',
    Cidr: '10.0.1.0/24',
    Zones: ['eu-west-1a', 'eu-west-1b'],
    OtherZones: ['us-east-1a', 'us-east-1b'],
    Import: 'imported x',
    If: 'yes it is',
    Parts: [1, 3],
    Nested: { Deep: [{ Sub: 'xprod' }] },
  });
});

test('pseudo parameters give the values of the stack', () => {
  const names = ['AccountId', 'Region', 'Partition', 'StackId', 'StackName', 'URLSuffix', 'NotificationARNs'];
  const properties = Object.fromEntries(names.map((name) => [name, { Ref: `AWS::${name}` }]));
  expect(resolved(JSON.stringify({ Resources: { R: { Type: 'T', Properties: properties } } }))).toEqual({
    AccountId: '123456789012',
    Region: 'eu-west-1',
    Partition: 'aws',
    StackId: stack.id,
    StackName: 's',
    URLSuffix: 'amazonaws.com',
    NotificationARNs: [],
  });
});

test('a false condition removes its resource, its outputs, and dependencies on the resource', () => {
  const text = `
Conditions: { Never: !Equals [a, b] }
Resources:
  Gone: { Type: T, Condition: Never }
  R: { Type: T, DependsOn: Gone, Properties: { P: !If [Never, !Ref Gone, x] } }
Outputs:
  Lost: { Condition: Never, Value: !Ref Gone }
  Kept: { Value: !If [Never, !Ref Gone, !Ref R] }
`;
  const { resources, outputs } = desiredStack(text);
  expect([...resources.keys()]).toEqual(['R']);
  expect(resources.get('R')?.dependsOn).toEqual([]);
  expect(outputs).toEqual([{ name: 'Kept', value: { Ref: 'R' } }]);
});

test('dependencies come from Ref, GetAtt, Sub and DependsOn, but not from branches that are not taken', () => {
  const text = `
Conditions: { Never: !Equals [a, b] }
Resources:
  A: { Type: T }
  B: { Type: T }
  C: { Type: T }
  D: { Type: T }
  E: { Type: T }
  R:
    Type: T
    DependsOn: D
    Properties: { P: [!Ref A, !GetAtt B.X, !Sub ['\${C.Y} \${V}', { V: 1 }], !If [Never, !Ref E, x]] }
`;
  const { resources, order } = desiredStack(text);
  expect([...(resources.get('R')?.dependsOn ?? [])].sort()).toEqual(['A', 'B', 'C', 'D']);
  expect(order.at(-1)).toBe('R');
});

test('the order follows the dependencies, whatever the order of the template', () => {
  const text = 'Resources: { C: { Type: T, DependsOn: B }, B: { Type: T, DependsOn: A }, A: { Type: T } }';
  expect(desiredStack(text).order).toEqual(['A', 'B', 'C']);
});

const resources = (properties: string, more = ''): string =>
  `Conditions: { Never: !Equals [a, b] }\nResources: { R: { Type: T, Properties: { P: ${properties} } }, Gone: { Type: T, Condition: Never } }\n${more}`;

test.each([
  [
    'a circle',
    'Resources: { A: { Type: T, DependsOn: B }, B: { Type: T, Properties: { P: !Ref A } }, C: { Type: T, DependsOn: A } }',
    'Circular dependency between resources: [A, B]',
  ],
  [
    'an unknown Ref',
    resources('!Ref X'),
    'Template format error: Unresolved resource dependencies [X] in the Resources block of the template',
  ],
  ['an unknown Sub variable', resources("!Sub '$".concat("{X.Arn}'")), 'Unresolved resource dependencies [X]'],
  [
    'a GetAtt of a parameter',
    `Parameters: { P: { Type: String, Default: x } }\n${resources('!GetAtt P.X')}`,
    'Unresolved resource dependencies [P]',
  ],
  [
    'an unknown reference in an untaken branch',
    resources('!If [Never, !Ref X, 1]'),
    'Unresolved resource dependencies [X]',
  ],
  ['an unknown DependsOn', 'Resources: { A: { Type: T, DependsOn: X } }', 'Unresolved resource dependencies [X]'],
  [
    'an output of a resource whose condition is false',
    resources('1', 'Outputs: { O: { Value: !Ref Gone } }'),
    'Unresolved resource dependencies [Gone]',
  ],
  [
    'an unknown reference in an output',
    resources('1', 'Outputs: { O: { Value: !Ref X } }'),
    'in the Outputs block of the template',
  ],
  ['an unknown condition of a resource', 'Resources: { A: { Type: T, Condition: X } }', 'Unresolved dependencies [X]'],
  ['an unknown condition in If', resources('!If [X, 1, 2]'), 'Condition X is not defined'],
  [
    'a condition that refers to itself',
    'Conditions: { A: !Not [!Condition A] }\nResources: { R: { Type: T } }',
    'Circular dependency at condition A',
  ],
  [
    'a condition on a resource',
    'Conditions: { A: !Equals [!GetAtt R.X, 1] }\nResources: { R: { Type: T } }',
    'conditions can only depend on parameters and mappings',
  ],
  [
    'a broken rule',
    'Parameters: { E: { Type: String, Default: x } }\nRules: { Only: { Assertions: [{ Assert: !Contains [[a, b], !Ref E], AssertDescription: a or b }] } }\nResources: { R: { Type: T } }',
    'Rule Only failed: a or b',
  ],
])('a template with %s is refused', (_, text, message) => {
  expect(() => desiredStack(text)).toThrow(message);
});

test.each([
  ['!And [!Equals [a, a]]', 'every Fn::And object requires a list of at least 2 and at most 10'],
  ['!Not [!Equals [a, a], !Equals [a, a]]', 'is not a condition'],
  ['!Equals [a]', 'is not a condition'],
  ['plain', 'is not a condition'],
  ['{ Fn::Join: [a, [b]] }', 'is not a condition'],
  ['!Condition Missing', 'Unresolved condition dependency Missing'],
])('the condition %s is refused', (condition, message) => {
  expect(() => desiredStack(`Conditions: { C: ${condition} }\nResources: { R: { Type: T } }`)).toThrow(message);
});

test.each([
  ['!EachMemberIn [!Ref L, [a, b, c]]', true],
  ['!EachMemberIn [!Ref L, [a]]', false],
  ['!EachMemberEquals [[a, a], a]', true],
  ['!EachMemberEquals [!Ref L, a]', false],
  ['!Contains [!Ref L, b]', true],
])('the assertion %s is %s of the list a,b', (assertion, holds) => {
  const text = `Parameters: { L: { Type: CommaDelimitedList, Default: 'a,b' } }\nRules: { Only: { Assertions: [{ Assert: ${assertion} }] } }\nResources: { R: { Type: T } }`;
  const outcome = expect(() => desiredStack(text));
  if (holds) outcome.not.toThrow();
  else outcome.toThrow('Rule Only failed');
});

test.each([
  ['{ Only: {} }', 'Rule Only needs a list of Assertions'],
  ['{ Only: { Assertions: [{}] } }', 'every assertion needs an Assert'],
  ['{ Only: { Assertions: [{ Assert: !Equals [!GetAtt R.X, 1] }] } }', 'rules can only depend on parameters'],
])('the rules %s are refused', (rules, message) => {
  expect(() => desiredStack(`Rules: ${rules}\nResources: { R: { Type: T } }`)).toThrow(message);
});

test('the assertions of a rule are not checked if its condition is false', () => {
  const rule = '{ RuleCondition: !Equals [a, b], Assertions: [{ Assert: !Equals [a, b] }] }';
  expect(() => desiredStack(`Rules: { Only: ${rule} }\nResources: { R: { Type: T } }`)).not.toThrow();
});

test.each([
  ['no resources', '{}', 'At least one Resources member must be defined'],
  ['an unknown section', 'Resource: {}', 'Invalid template property or properties [Resource]'],
  ['a resource without a type', 'Resources: { R: {} }', 'Every Resources object must contain a Type member'],
  [
    'an unknown attribute of a resource',
    'Resources: { R: { Type: T, Propertys: {} } }',
    "Invalid template resource property 'Propertys'",
  ],
  ['a logical id with other characters', 'Resources: { a-b: { Type: T } }', 'Resource name a-b is non alphanumeric'],
  ['a resource that is no map', 'Resources: { R: x }', '[/Resources/R] is not an object'],
  ['a snapshot policy', 'Resources: { R: { Type: T, DeletionPolicy: Snapshot } }', 'does not support Snapshot'],
  [
    'an unknown policy',
    'Resources: { R: { Type: T, DeletionPolicy: Keep } }',
    'Unrecognized value at /Resources/R/DeletionPolicy',
  ],
  [
    'a null',
    'Resources: { R: { Type: T, Properties: { P: [1, ] , Q: } } }',
    "[/Resources/R/Properties/Q] 'null' values",
  ],
  ['an empty section', 'Resources: { R: { Type: T } }\nOutputs:', "[/Outputs] 'null' values are not allowed"],
  [
    'a list as an output',
    'Resources: { R: { Type: T } }\nOutputs: { O: { Value: [!Ref R] } }',
    'must evaluate to a String and not a List. (O)',
  ],
  [
    'an output of another name than letters and digits',
    'Resources: { R: { Type: T } }\nOutputs: { A-b: { Value: x } }',
    'Output name A-b is non alphanumeric',
  ],
  ['a description that is a list', 'Description: [a]\nResources: { R: { Type: T } }', 'Description must be a string'],
  [
    'a parameter with a member that parameters do not have',
    'Parameters: { P: { Type: String, Foo: 1 } }\nResources: { R: { Type: T } }',
    "Invalid template parameter property 'Foo' (/Parameters/P)",
  ],
  [
    'a parameter and a resource of one name',
    'Parameters: { R: { Type: String, Default: a } }\nResources: { R: { Type: T } }',
    '[R] names a parameter and a resource',
  ],
  [
    'a mapping of three levels',
    'Mappings: { M: { a: { b: { c: d } } } }\nResources: { R: { Type: T } }',
    'Every Mappings attribute must be a String or a List. (/Mappings/M/a/b)',
  ],
  [
    'a mapping of one level',
    'Mappings: { M: { a: b } }\nResources: { R: { Type: T } }',
    '[/Mappings/M/a] is not an object',
  ],
  ['an output without a value', 'Resources: { R: { Type: T } }\nOutputs: { O: {} }', 'Output O is malformed'],
  [
    'another format version',
    "AWSTemplateFormatVersion: '2011-01-01'\nResources: { R: { Type: T } }",
    'unsupported value for AWSTemplateFormatVersion',
  ],
  ['broken YAML', 'Resources: { R: [', 'Template format error: line 1'],
  [
    'a function of a transform',
    'Resources: { R: { Type: T, Properties: { P: !Length [a] } } }',
    'does not provide Fn::Length',
  ],
  [
    'two functions in one map',
    'Resources: { R: { Type: T, Properties: { P: { Ref: R2, X: 1 } } }, R2: { Type: T } }',
    'Ref must be the only key of its object',
  ],
  [
    'Select beyond the end',
    'Resources: { R: { Type: T, Properties: { P: !Select [2, [a, b]] } } }',
    'Fn::Select cannot select nonexistent value at index 2',
  ],
  [
    'FindInMap of a missing key',
    'Mappings: { M: { a: { b: c } } }\nResources: { R: { Type: T, Properties: { P: !FindInMap [M, a, x] } } }',
    'Unable to get mapping for M::a::x',
  ],
  [
    'Fn::If without three members',
    'Conditions: { C: !Equals [a, a] }\nResources: { R: { Type: T, Properties: { P: !If [C, 1] } } }',
    'Fn::If requires a list argument',
  ],
  [
    'a GetAtt without an attribute',
    'Resources: { R: { Type: T, Properties: { P: { Fn::GetAtt: [R] } } } }',
    'every Fn::GetAtt object requires two non-empty parameters',
  ],
  [
    'a Sub of a number',
    'Resources: { R: { Type: T, Properties: { P: { Fn::Sub: 5 } } } }',
    'do not specify expected arguments',
  ],
  [
    'a list in a Sub',
    "Resources: { R: { Type: T, Properties: { P: !Sub ['$".concat("{X}', { X: [a] }] } } }"),
    'variable X in Fn::Sub expression does not resolve to a string',
  ],
  [
    'Split without a delimiter',
    "Resources: { R: { Type: T, Properties: { P: !Split ['', a] } } }",
    'every Fn::Split object requires',
  ],
  [
    'Select without an index',
    'Resources: { R: { Type: T, Properties: { P: !Select [x, [a]] } } }',
    'every Fn::Select object requires',
  ],
  [
    'Base64 of a list',
    'Resources: { R: { Type: T, Properties: { P: !Base64 [a] } } }',
    'every Fn::Base64 object requires',
  ],
  ['a Ref to a list', 'Resources: { R: { Type: T, Properties: { P: { Ref: [a] } } } }', 'Ref takes the name'],
  [
    'a transform as a function',
    'Resources: { R: { Type: T, Properties: { P: !Transform { Name: X } } } }',
    'does not provide Fn::Transform',
  ],
  [
    'a missing mapping',
    'Resources: { R: { Type: T, Properties: { P: !FindInMap [M, a, b] } } }',
    "Mapping named 'M' is not present",
  ],
  [
    'properties that are no map',
    'Resources: { R: { Type: T, Properties: x } }',
    '[/Resources/R/Properties] is not an object',
  ],
  ['hooks', 'Resources: { R: { Type: T } }\nHooks: { H: {} }', 'does not provide the Hooks section'],
  [
    'a creation policy',
    'Resources: { R: { Type: T, CreationPolicy: {} } }',
    'does not provide CreationPolicy (/Resources/R)',
  ],
  [
    'a DependsOn that is no name',
    'Resources: { R: { Type: T, DependsOn: { a: b } } }',
    '[/Resources/R/DependsOn] is not a string or a list of strings',
  ],
  [
    'an export without a name',
    'Resources: { R: { Type: T } }\nOutputs: { O: { Value: x, Export: y } }',
    'Export needs a Name',
  ],
  ['a section that is a list', 'Resources: []', 'Resources section is not an object'],
  [
    'a transform that is a map',
    'Transform: { Name: X }\nResources: { R: { Type: T } }',
    'Transform is a name or a list of names here',
  ],
  [
    'a list in Join',
    'Resources: { R: { Type: T, Properties: { P: !Join [",", [[a]]] } } }',
    'every Fn::Join object requires',
  ],
])('a template with %s is refused', (_, text, message) => {
  expect(() => resolved(text)).toThrow(message);
});

test('a template with more than 500 resources is refused', () => {
  const many = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`R${i}`, { Type: 'T' }]));
  expect(() => desiredStack(JSON.stringify({ Resources: many }))).toThrow(
    'Number of resources, 501, is greater than maximum allowed, 500',
  );
});
