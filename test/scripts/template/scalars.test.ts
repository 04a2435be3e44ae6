import type { Json } from '../../../handlers/template-language/json';
import { parseTemplate } from '../../../scripts/template/parse';

const read = (text: string): Json | undefined => parseTemplate(`A: ${text}`).value.A;
const keyOf = (text: string): string | undefined => Object.keys(parseTemplate(`${text}: 1`).value)[0];

/** The values that PyYAML 6.0.3 gives to plain scalars. Dates are texts here. */
const AS_PYYAML: [string, Json][] = [
  ...['y', 'n', 'Y', 'N', 'yEs', 'nUll', '_1', '0x', '1.2.3', '1:75', '.', '-.', 'e3', '2010-09-09', '0o14'].map(
    (text): [string, Json] => [text, text],
  ),
  ...['08', '-08', '09_1', '012345678901', '0:30', '08:30'].map((text): [string, Json] => [text, text]),
  ...['yes', 'Yes', 'on', 'ON', 'true', 'TRUE', 'True'].map((text): [string, Json] => [text, true]),
  ...['no', 'No', 'off', 'OFF', 'false', 'FALSE'].map((text): [string, Json] => [text, false]),
  ...['~', 'null', 'NULL', ''].map((text): [string, Json] => [text, null]),
  ['0', 0],
  ['00', 0],
  ['07', 7],
  ['0300', 192],
  ['+012', 10],
  ['0_7', 7],
  ['012345670123', 1402433619],
  ['123456789012', 123456789012],
  ['0x1F', 31],
  ['0b11', 3],
  ['1_000', 1000],
  ['1.5', 1.5],
  ['01.5', 1.5],
  ['.5', 0.5],
  ['5.', 5],
  ['1.0e+3', 1000],
  ['1:30', 90],
  ['22:22:22', 80542],
  ['190:20:30.15', 685230.15],
];

test.each(AS_PYYAML)('%s is read as other parsers of YAML 1.1 read it', (text, value) => {
  expect(read(text)).toEqual(value);
});

test.each(AS_PYYAML.filter(([text, value]) => text !== '' && typeof value === 'string'))('%s stays a key', (text) => {
  expect(keyOf(text)).toBe(text);
});

test('an exponent without a dot is a number for CloudFormation, but not for PyYAML', () => {
  expect(['1e3', '1.0e3'].map(read)).toEqual([1000, 1000]);
});

test.each(['.inf', '-.INF', '.nan'])('%s stays a text, because JSON has no such number', (text) => {
  expect(read(text)).toBe(text);
});

test.each(['"y"', "'08'", '"08:30"', '"."'])('%s in quotes is a text', (text) => {
  expect(read(text)).toBe(text.slice(1, -1));
});
