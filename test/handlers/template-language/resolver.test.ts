import type { Json, JsonObject } from '../../../handlers/template-language/json';
import { Resolver } from '../../../handlers/template-language/resolver';

const TEMPLATE: JsonObject = {
  Parameters: {
    Text: { Type: 'String', Default: 'default' },
    Given: { Type: 'String' },
    List: { Type: 'CommaDelimitedList', Default: 'a, b' },
    Emptied: { Type: 'CommaDelimitedList', Default: '' },
    Ids: { Type: 'List<AWS::EC2::Subnet::Id>' },
    Secret: { Type: 'String', NoEcho: 'true', Default: 'hidden' },
    Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/name' },
    Unset: { Type: 'String' },
    Object: { Type: 'String' },
  },
  Mappings: { Sizes: { small: { cpu: 256, words: ['a', 'b'], odd: { Ref: 'x' } } } },
  Conditions: {
    Yes: { 'Fn::Equals': [1, '1'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Unknown: { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'x'] },
    Circle: { 'Fn::Or': [{ Condition: 'Circle' }, { Condition: 'No' }] },
    Strange: { 'Fn::Strange': [] },
    Literal: 'true',
  },
};

const resolver = new Resolver({
  template: TEMPLATE,
  parameters: { Given: 'given', Ids: ['subnet-1', 'subnet-2'], Object: {}, constructor: 'own' },
  region: 'eu-west-1',
  accountId: '123456789012',
  partition: 'aws',
});
const resolve = (value: Json) => resolver.resolve(value);

test.each<[string, Json, Json]>([
  ['a literal', 'x', 'x'],
  ['a list', ['x', { Ref: 'Given' }, { Ref: 'AWS::NoValue' }], ['x', 'given']],
  ['an object', { a: { Ref: 'Given' }, b: { Ref: 'AWS::NoValue' } }, { a: 'given' }],
  ['a parameter with a value', { Ref: 'Given' }, 'given'],
  ['a parameter with a default', { Ref: 'Text' }, 'default'],
  ['a list parameter', { Ref: 'List' }, ['a', 'b']],
  ['an emptied list parameter', { Ref: 'Emptied' }, ['']],
  ['the first member of an emptied list', { 'Fn::Select': [0, { Ref: 'Emptied' }] }, ''],
  ['a list parameter given as a list', { Ref: 'Ids' }, ['subnet-1', 'subnet-2']],
  ['the region', { Ref: 'AWS::Region' }, 'eu-west-1'],
  ['the account', { Ref: 'AWS::AccountId' }, '123456789012'],
  ['the partition', { Ref: 'AWS::Partition' }, 'aws'],
  ['a mapping', { 'Fn::FindInMap': ['Sizes', 'small', 'cpu'] }, 256],
  ['a mapping of lists', { 'Fn::FindInMap': ['Sizes', 'small', 'words'] }, ['a', 'b']],
  ['a default of a mapping', { 'Fn::FindInMap': ['Sizes', 'huge', 'cpu', { DefaultValue: 1 }] }, 1],
  ['the branch of a condition that holds', { 'Fn::If': ['Yes', 'a', { Ref: 'Unset' }] }, 'a'],
  ['the branch of a condition that does not', { 'Fn::If': ['No', 'a', 'b'] }, 'b'],
  ['a join', { 'Fn::Join': ['-', ['a', { Ref: 'Given' }]] }, 'a-given'],
  ['a split', { 'Fn::Split': ['-', 'a-b'] }, ['a', 'b']],
  ['a selection', { 'Fn::Select': ['1', { Ref: 'List' }] }, 'b'],
  ['a text with variables', { 'Fn::Sub': `\${Given}/\${AWS::Region}/\${!Kept}` }, `given/eu-west-1/\${Kept}`],
  ['a text with variables of its own', { 'Fn::Sub': [`\${Given}`, { Given: 'mine' }] }, 'mine'],
])('%s is known', (_, value, expected) => {
  expect(resolve(value)).toEqual({ known: true, value: expected });
});

test('AWS::NoValue is known to be absent', () => {
  expect(resolve({ Ref: 'AWS::NoValue' })).toEqual({ known: true, value: undefined });
});

test.each<[Json, string]>([
  [{ Ref: 'Secret' }, 'parameter Secret is NoEcho'],
  [{ Ref: 'Stored' }, 'parameter Stored is read from Parameter Store after the macro has run'],
  [{ Ref: 'Unset' }, 'parameter Unset has neither a value nor a default'],
  [{ Ref: 'Object' }, 'parameter Object holds an object'],
  [{ Ref: 'Table' }, 'Ref of Table is known only once that resource exists'],
  [{ Ref: 'constructor' }, 'Ref of constructor is known only once that resource exists'],
  [{ Ref: 'AWS::StackName' }, 'AWS::StackName is known only to CloudFormation'],
  [{ Ref: 5 }, 'Ref takes a name'],
  [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'Fn::GetAtt of Table is known only once it exists'],
  [{ 'Fn::GetAtt': 5 }, 'Fn::GetAtt of a resource is known only once it exists'],
  [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue runs only after the macro'],
  [{ 'Fn::FindInMap': ['Sizes', 'huge', 'cpu'] }, 'mapping Sizes has no entry huge.cpu'],
  [{ 'Fn::FindInMap': ['Sizes', 'small', 'odd'] }, 'mapping Sizes has no entry small.odd'],
  [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Unset' }, 'cpu'] }, 'parameter Unset has neither a value nor a default'],
  [{ 'Fn::If': ['Unknown', 1, 2] }, 'AWS::StackName is known only to CloudFormation'],
  [{ 'Fn::If': ['Missing', 1, 2] }, 'the template has no condition Missing'],
  [{ 'Fn::If': ['Circle', 1, 2] }, 'condition Circle depends on itself'],
  [{ 'Fn::If': ['Strange', 1, 2] }, 'a condition is written in a form that this macro does not know'],
  [{ 'Fn::If': ['Literal', 1, 2] }, 'a condition is written in a form that this macro does not know'],
  [{ 'Fn::If': ['Yes', 1] }, 'Fn::If takes the name of a condition and two values'],
  [{ 'Fn::If': [5, 1, 2] }, 'Fn::If takes the name of a condition and two values'],
  [{ 'Fn::Sub': [`\${Ids}`, {}] }, `\${Ids} is not a single value`],
  [{ 'Fn::Sub': `\${Table.Arn}` }, 'Fn::GetAtt of Table is known only once it exists'],
  [{ 'Fn::Sub': 5 }, 'Fn::Sub takes a string, or a string and an object of variables'],
  [{ 'Fn::Select': [5, ['a']] }, 'Fn::Select has values that it cannot use'],
  [{ 'Fn::Join': ['-', 'a'] }, 'Fn::Join has values that it cannot use'],
  [{ 'Fn::Join': '-' }, 'Fn::Join takes two values'],
  [[{ Ref: 'Unset' }], 'parameter Unset has neither a value nor a default'],
  [{ a: { Ref: 'Unset' } }, 'parameter Unset has neither a value nor a default'],
])('%j is unknown, with the reason', (value, why) => {
  expect(resolve(value)).toEqual({ known: false, why });
});

test('Conditions combine, and one deciding operand is enough', () => {
  const holds = (definition: Json) =>
    new Resolver({
      template: { ...TEMPLATE, Conditions: { ...(TEMPLATE.Conditions as JsonObject), Tried: definition } },
      parameters: {},
      region: 'eu-west-1',
      accountId: '1',
      partition: 'aws',
    }).condition('Tried');
  const [yes, no, unknown] = [{ Condition: 'Yes' }, { Condition: 'No' }, { Condition: 'Unknown' }];
  expect(holds({ 'Fn::And': [yes, yes] })).toEqual({ known: true, value: true });
  expect(holds({ 'Fn::And': [unknown, no] })).toEqual({ known: true, value: false });
  expect(holds({ 'Fn::And': [unknown, yes] })).toMatchObject({ known: false });
  expect(holds({ 'Fn::Or': [unknown, yes] })).toEqual({ known: true, value: true });
  expect(holds({ 'Fn::Or': [no, no] })).toEqual({ known: true, value: false });
  expect(holds({ 'Fn::Not': [unknown] })).toMatchObject({ known: false });
  expect(
    holds({
      'Fn::Equals': [
        ['a', 'b'],
        ['a', 'b'],
      ],
    }),
  ).toEqual({ known: true, value: true });
});

test('The branch of an Fn::If is found without looking into it', () => {
  expect(resolver.branch({ 'Fn::If': ['Yes', { Ref: 'Unset' }, 2] })).toEqual({
    known: true,
    value: { Ref: 'Unset' },
    index: 1,
  });
  expect(resolver.branch({ 'Fn::If': ['No', 1, 2] })).toEqual({ known: true, value: 2, index: 2 });
  expect(resolver.branch({ 'Fn::If': ['Unknown', 1, 2] })).toMatchObject({ known: false });
  expect(resolver.branch({ 'Fn::If': ['Yes', 1] })).toBeUndefined();
  expect(resolver.branch({ Ref: 'Yes' })).toBeUndefined();
});

test.each([{}, ['Map'], ['Map', 'key'], 'Map'])(
  'Fn::FindInMap of %j is refused: it is not a mapping and two keys',
  (args) => {
    const resolver = new Resolver({ template: {}, parameters: {}, region: '', accountId: '', partition: '' });
    expect(resolver.resolve({ 'Fn::FindInMap': args })).toEqual({
      known: false,
      why: 'Fn::FindInMap takes a mapping and two keys',
    });
  },
);

describe('A value that grows without limit', () => {
  const within = (template: JsonObject) =>
    new Resolver({ template, parameters: {}, region: 'eu-west-1', accountId: '123456789012', partition: 'aws' });
  const row = (length: number, last: Json): JsonObject =>
    Object.fromEntries(
      Array.from({ length }, (_, index) => [`C${index}`, index === length - 1 ? last : { Condition: `C${index + 1}` }]),
    );

  test('Thousands of conditions in a row are followed to the last', () => {
    const resolver = within({ Conditions: row(30_000, { 'Fn::Equals': [1, 1] }) });
    expect(resolver.condition('C0')).toEqual({ known: true, value: true });
  });

  test('Thousands of conditions in a circle end', () => {
    const resolver = within({ Conditions: row(30_000, { 'Fn::Not': [{ Condition: 'C0' }] }) });
    expect(resolver.condition('C0')).toEqual({ known: false, why: 'condition C0 depends on itself' });
  });

  test('Conditions inside functions are followed, too', () => {
    const length = 10_000;
    const asks = (next: string): Json => ({ 'Fn::Equals': [{ 'Fn::If': [next, 'a', 'b'] }, 'a'] });
    const Conditions = row(length, { 'Fn::Equals': [1, 1] });
    for (let index = 0; index < length - 1; index++) Conditions[`C${index}`] = asks(`C${index + 1}`);
    expect(within({ Conditions }).condition('C0')).toEqual({ known: true, value: true });
  });

  test('A condition that is used often is resolved once', () => {
    const Conditions: JsonObject = { C40: { 'Fn::Equals': [1, 1] } };
    for (let index = 0; index < 40; index++) {
      const next = { Condition: `C${index + 1}` };
      Conditions[`C${index}`] = { 'Fn::And': [next, next] };
    }
    expect(within({ Conditions }).condition('C0')).toEqual({ known: true, value: true });
  });

  const twice = (text: string): Json => ({ 'Fn::Sub': [`\${Text}\${Text}`, { Text: text }] });
  const nested = (levels: number, around: (inner: Json) => Json, inner: Json): Json =>
    levels === 0 ? inner : nested(levels - 1, around, around(inner));
  const why = 'it comes to a text of more than 1000000 characters';

  test('A nested text is unknown if it is too long for a template', () => {
    const doubled = (inner: Json): Json => ({ 'Fn::Sub': [`\${Inner}\${Inner}`, { Inner: inner }] });
    expect(within({}).resolve(nested(60, doubled, ''))).toEqual({ known: true, value: '' });
    expect(within({}).resolve(nested(60, doubled, 'x'))).toEqual({ known: false, why });
    expect(within({}).resolve(twice('x'))).toEqual({ known: true, value: 'xx' });
  });

  test('A joined text is unknown if it is too long for a template', () => {
    const pieces = { 'Fn::Split': ['a', 'a'.repeat(50_000)] };
    expect(within({}).resolve({ 'Fn::Join': ['x'.repeat(50_000), pieces] })).toEqual({ known: false, why });
  });
});
