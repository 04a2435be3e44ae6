import type { JsonObject } from '../../../../handlers/template-language/json';
import { wrongValue } from '../../../../scripts/template/checks/parameter-values';

test.each<[JsonObject, string, string]>([
  [{ Type: 'String', AllowedValues: ['a', 'b'] }, 'c', 'must be one of a, b'],
  [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'ab1', 'must match "[a-z]+"'],
  [{ Type: 'String', MinLength: 2 }, 'a', 'must have 2 characters at least'],
  [{ Type: 'String', MaxLength: '2' }, 'abc', 'must have 2 characters at most'],
  [{ Type: 'Number' }, 'x', 'must be a number'],
  [{ Type: 'Number' }, '', 'must be a number'],
  [{ Type: 'Number', MinValue: 2 }, '1', 'must be 2 at least'],
  [{ Type: 'Number', MaxValue: 2 }, '3', 'must be 2 at most'],
  [{ Type: 'List<Number>' }, '1, b', 'each member must be a number'],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a'] }, 'a, b', 'each member must be one of a'],
])('%j does not take %j: it %s', (definition, value, rule) => {
  expect(wrongValue(definition, value)).toBe(rule);
});

test.each<[JsonObject, string]>([
  [{ Type: 'String', AllowedValues: [1, 2.5] }, '2.5'],
  [{ Type: 'Number', AllowedValues: [1] }, '1.0'],
  // What YAML read as true may have been any of several words.
  [{ Type: 'String', AllowedValues: [true, false] }, 'Y'],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a', 'b,c'] }, 'b,c'],
  [{ Type: 'CommaDelimitedList', AllowedPattern: '[a-z]' }, 'a, b'],
  [{ Type: 'Number', MinValue: 2, MaxValue: 2 }, ' 2 '],
  [{ Type: 'AWS::SSM::Parameter::Value<Number>' }, '/app/port'],
  // Java's own, which JavaScript refuses or reads in another way.
  [{ Type: 'String', AllowedPattern: String.raw`\p{Upper}+` }, 'AB'],
  [{ Type: 'String', AllowedPattern: '(?i)[a-z]+' }, 'AB'],
])('%j takes %j', (definition, value) => {
  expect(wrongValue(definition, value)).toBeUndefined();
});
