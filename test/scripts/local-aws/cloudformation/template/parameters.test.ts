import {
  type ParameterInput,
  readParameters,
  refValue,
} from '../../../../../scripts/local-aws/cloudformation/template/parameters';

const given = (values: Record<string, string>): ParameterInput[] =>
  Object.entries(values).map(([key, value]) => ({ key, value, usePrevious: false }));

test('a given value takes precedence over the default, and a previous value can be kept', () => {
  const definitions = { A: { Type: 'String', Default: 'x' }, B: { Type: 'Number', Default: 5 }, C: { Type: 'String' } };
  const previous = readParameters(definitions, given({ C: 'old' }), []);
  const inputs = [...given({ A: 'y' }), { key: 'C', usePrevious: true }];
  expect(readParameters(definitions, inputs, previous).map(({ key, value }) => [key, value])).toEqual([
    ['A', 'y'],
    ['B', '5'],
    ['C', 'old'],
  ]);
});

test('Ref gives a list for a list type, and a string for any other type', () => {
  expect(refValue('CommaDelimitedList', 'a, b')).toEqual(['a', 'b']);
  expect(refValue('List<AWS::EC2::Subnet::Id>', 'a,b')).toEqual(['a', 'b']);
  expect(refValue('AWS::SSM::Parameter::Value<List<String>>', 'a,b')).toEqual(['a', 'b']);
  expect(refValue('CommaDelimitedList', '')).toEqual([]);
  expect(refValue('Number', '5')).toBe('5');
});

test('NoEcho is read from a boolean or a string', () => {
  const read = (NoEcho: boolean | string) =>
    readParameters({ A: { Type: 'String', NoEcho } }, given({ A: 'x' }), [])[0]?.noEcho;
  expect([read(true), read('true'), read(false)]).toEqual([true, true, false]);
});

test('the error names all missing values at once, or all unknown parameters', () => {
  const definitions = { A: { Type: 'String' }, B: { Type: 'String' } };
  expect(() => readParameters(definitions, [], [])).toThrow('Parameters: [A, B] must have values');
  expect(() => readParameters({}, given({ X: '1', Y: '2' }), [])).toThrow(
    'Parameters: [X, Y] do not exist in the template',
  );
});

test.each([
  [{ Type: 'Number' }, 'x', 'must be a number.'],
  [{ Type: 'Number', MinValue: 5 }, '4', 'must be a number not less than 5'],
  [{ Type: 'Number', MaxValue: 5 }, '6', 'must be a number not greater than 5'],
  [{ Type: 'String', AllowedValues: ['a', 'b'] }, 'c', 'must be one of AllowedValues'],
  [{ Type: 'Number', AllowedValues: [1, 2] }, '3', 'must be one of AllowedValues'],
  [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'ab1', 'must match pattern [a-z]+'],
  [{ Type: 'String', MinLength: 2 }, 'a', 'must contain at least 2 characters'],
  [{ Type: 'String', MaxLength: '2' }, 'abc', 'must contain at most 2 characters'],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a'] }, 'a,b', 'must be one of AllowedValues'],
  [{ Type: 'List<Number>' }, '1,x', 'must be a number.'],
  [
    { Type: 'String', AllowedValues: ['a'], ConstraintDescription: 'say a' },
    'b',
    "Parameter 'P' failed to satisfy constraint: say a",
  ],
  [{ Type: 'Text' }, 'x', 'Unrecognized parameter type: Text'],
  [{}, 'x', 'Every Parameters object must contain a Type member'],
])('a parameter %j refuses the value %j', (definition, value, message) => {
  expect(() => readParameters({ P: definition as never }, given({ P: value }), [])).toThrow(message);
});

test.each([
  [{ Type: 'Number', AllowedValues: [1, 2] }, '2'],
  [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'abc'],
  [{ Type: 'AWS::EC2::VPC::Id' }, 'vpc-1'],
  [{ Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' }, '/name'],
  [{ Type: 'List<AWS::EC2::SecurityGroup::Id>' }, 'sg-1,sg-2'],
])('a parameter %j accepts the value %j', (definition, value) => {
  expect(readParameters({ P: definition as never }, given({ P: value }), [])[0]?.value).toBe(value);
});

test('UsePreviousValue is refused for a parameter without a previous value', () => {
  expect(() => readParameters({ A: { Type: 'String' } }, [{ key: 'A', usePrevious: true }], [])).toThrow(
    'Cannot specify usePreviousValue as true for a parameter key not in the previous template',
  );
});
