import type { JsonObject } from '../../../../handlers/template-language/json';
import { wrongValue } from '../../../../scripts/template/checks/parameter-values';

test.each<[JsonObject, string, string]>([
  [{ Type: 'String', AllowedValues: ['a', 'b'] }, 'c', 'must be one of a, b'],
  [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'ab1', 'must match "[a-z]+"'],
  [{ Type: 'String', MinLength: 2 }, 'a', 'must have at least 2 characters'],
  [{ Type: 'String', MaxLength: '2' }, 'abc', 'must have at most 2 characters'],
  [{ Type: 'Number' }, 'x', 'must be a number'],
  [{ Type: 'Number' }, '', 'must be a number'],
  [{ Type: 'Number', MinValue: 2 }, '1', 'must be at least 2'],
  [{ Type: 'Number', MaxValue: 2 }, '3', 'must be at most 2'],
  [{ Type: 'List<Number>' }, '1, b', 'each member must be a number'],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a'] }, 'a, b', 'each member must be one of a'],
])('%j does not accept %j: it %s', (definition, value, rule) => {
  expect(wrongValue(definition, value)).toBe(rule);
});

test.each<[JsonObject, string]>([
  [{ Type: 'String', AllowedValues: [1, 2.5] }, '2.5'],
  [{ Type: 'Number', AllowedValues: [1] }, '1.0'],
  // A value that YAML has read as true may have been any of several words.
  [{ Type: 'String', AllowedValues: [true, false] }, 'Y'],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a', 'b,c'] }, 'b,c'],
  [{ Type: 'CommaDelimitedList', AllowedPattern: '[a-z]' }, 'a, b'],
  [{ Type: 'Number', MinValue: 2, MaxValue: 2 }, ' 2 '],
  [{ Type: 'AWS::SSM::Parameter::Value<Number>' }, '/app/port'],
  // Java patterns that JavaScript refuses or reads differently.
  [{ Type: 'String', AllowedPattern: String.raw`\p{Upper}+` }, 'AB'],
  [{ Type: 'String', AllowedPattern: '(?i)[a-z]+' }, 'AB'],
])('%j accepts %j', (definition, value) => {
  expect(wrongValue(definition, value)).toBeUndefined();
});
