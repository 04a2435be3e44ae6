import { findIn, withWeb } from './find';

const ofSections = (rest: string): string[] => findIn(withWeb('', rest));

describe('a template that CloudFormation does not accept', () => {
  test.each([
    ['Parametrs: {}', 'Parametrs: is not a section of a template; did you mean Parameters?'],
    ['Output: {}', 'Output: is not a section of a template; did you mean Outputs?'],
    ['x-mine: {}', 'x-mine: is not a section of a template'],
    ['Outputs: [x]', 'Outputs: must be a map, not a list'],
    ['Outputs: { A: hello }', 'Outputs.A: must be a map, not a string'],
    ['Conditions: 3', 'Conditions: must be a map, not a number'],
    ['Conditions: { A: yes }', 'Conditions.A: must be a map, not a boolean'],
    ['Mappings: q', 'Mappings: must be a map, not a string'],
    ['Mappings: { A: { B: c } }', 'Mappings.A.B: must be a map, not a string'],
    ['Parameters: [a]', 'Parameters: must be a map, not a list'],
    ['Parameters: { P: String }', 'Parameters.P: must be a map, not a string'],
  ])('%s', (rest, line) => {
    expect(ofSections(rest)).toEqual([line]);
  });

  test.each([
    ['{ Vlue: x }', '.Vlue: is not a key of an output; did you mean Value?'],
    ['{ Description: x }', ': has no Value'],
    ['{ Value: { a: 1 } }', '.Value: must be a string, or a function that gives one; it is a map'],
    ['{ Value: x, Export: y }', '.Export: must be a map with a Name'],
  ])('has an output %s', (output, line) => {
    expect(ofSections(`Outputs: { A: ${output} }`)).toEqual([`Outputs.A${line}`]);
  });

  test.each([
    ['{ Type: Strin }', '.Type: there is no parameter type Strin; did you mean String?'],
    [
      '{ Type: Nonsense }',
      '.Type: there is no parameter type Nonsense; the usual types are String, Number and CommaDelimitedList',
    ],
    [
      '{ Type: "List<AWS::EC2::Subnet>" }',
      '.Type: there is no parameter type List<AWS::EC2::Subnet>; did you mean List<AWS::EC2::Subnet::Id>?',
    ],
    ['{ Tpye: String }', '.Tpye: is not a key of a parameter; did you mean Type?'],
    ['{ Default: x }', ': has no Type; most are of type String'],
    ['{ Type: Number, Default: ten }', '.Default: must be a number'],
    ['{ Type: String, Default: c, AllowedValues: [a, b] }', '.Default: must be one of a, b'],
  ])('has a parameter %s', (parameter, line) => {
    expect(ofSections(`Parameters: { P: ${parameter} }`)).toEqual([`Parameters.P${line}`]);
  });

  test.each([
    'Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: } }',
    'Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: ~ } }',
  ])('has a forgotten value: %s', (bucket) => {
    expect(findIn(withWeb(`  ${bucket}`))).toEqual([
      'Resources.Bucket.Properties.BucketName: is null, which CloudFormation refuses; give it a value or remove it',
    ]);
  });

  test('has a forgotten section', () => {
    expect(ofSections('Outputs:')).toEqual([
      'Outputs: is null, which CloudFormation refuses; give it a value or remove it',
    ]);
  });
});

describe('a template that CloudFormation accepts', () => {
  test.each([
    'AWSTemplateFormatVersion: 2010-09-09\nDescription: x\nMetadata: { A: }\nRules: { R: { Assertions: [] } }',
    'Mappings: { A: { B: { C: [d] } } }',
    `Outputs: { A: { Value: 3, Description: x, Export: { Name: !Sub "\${AWS::StackName}-a" } } }`,
    'Parameters: { A: { Type: "AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>", Default: /a }, B: { Type: "List<String>" } }',
    'Parameters: { A: { Type: "AWS::SSM::Parameter::Value<Number>", Default: /a }, B: { Type: AWS::New::Kind::Id } }',
  ])('%s', (rest) => {
    expect(ofSections(rest)).toEqual([]);
  });

  test('may need another macro that changes it', () => {
    const text = withWeb('', 'Globals: {}\nParametrs: {}\nOutputs: { A: { Vlue: !Ref Nope } }');
    expect(findIn(text)).toHaveLength(4);
    expect(findIn(text.replace('Transform: Express', 'Transform: [Express, Mine]'))).toEqual([]);
    expect(findIn(`${text}Mappings: { "Fn::Transform": { Name: AWS::Include } }\n`)).toEqual([]);
  });
});
