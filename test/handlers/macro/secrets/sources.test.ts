import { SecretSources } from '../../../../handlers/macro/secrets/sources';
import type { Json } from '../../../../handlers/template-language/json';
import { Resolver } from '../../../../handlers/template-language/resolver';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf';
const PARAMETER = 'arn:aws:ssm:eu-west-1:123456789012:parameter/level';
const PARTIAL = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db';
const PREFIX = `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter`;

const SECRETS = `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret`;

const sources = new SecretSources(
  new Resolver({
    template: {
      Parameters: {
        Secret: { Type: 'String' },
        Partial: { Type: 'String' },
        PartialKey: { Type: 'String' },
        Key: { Type: 'String' },
        Parameter: { Type: 'String' },
        Name: { Type: 'String' },
        Base: { Type: 'String' },
        Held: { Type: 'AWS::SSM::Parameter::Value<String>' },
      },
    },
    parameters: {
      Secret: SECRET,
      Partial: PARTIAL,
      PartialKey: `${PARTIAL}:key::`,
      Key: `${SECRET}:key::`,
      Parameter: PARAMETER,
      Name: '/level',
      Base: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret',
    },
    region: 'eu-west-1',
    accountId: '123456789012',
    partition: 'aws',
  }),
  {
    Resources: {
      Db: { Type: 'AWS::SecretsManager::Secret' },
      Level: { Type: 'AWS::SSM::Parameter' },
      Other: { Type: 'AWS::SNS::Topic' },
      Store: { Type: 'Custom::Store' },
    },
  },
);

const named = (name: Json): Json[] => [
  { 'Fn::Sub': [`${PREFIX}/\${Name}`, { Name: name }] },
  { 'Fn::Sub': [`${PREFIX}\${Name}`, { Name: name }] },
];

/** What CloudFormation takes apart once it knows the value: an ARN of either kind, or a name. */
function piece(value: Json, index: number): Json {
  const padded = `\${Value}:none:none:\${AWS::Region}:\${AWS::AccountId}:parameter/none:none`;
  return { 'Fn::Select': [index, { 'Fn::Split': [':', { 'Fn::Sub': [padded, { Value: value }] }] }] };
}
const secretIn = (value: Json): Json[] =>
  ['', '-??????'].map((suffix) => ({
    'Fn::Sub': [
      `arn:\${AWS::Partition}:secretsmanager:\${Region}:\${Account}:secret:\${Name}${suffix}`,
      { Region: piece(value, 3), Account: piece(value, 4), Name: piece(value, 6) },
    ],
  }));
const parameterIn = (value: Json): Json[] => [
  {
    'Fn::Sub': [
      `arn:\${AWS::Partition}:ssm:\${Region}:\${Account}:\${Resource}`,
      { Region: piece(value, 3), Account: piece(value, 4), Resource: piece(value, 5) },
    ],
  },
  ...named(value),
];
const eitherOf = (value: Json): [Json[], Json[]] => [secretIn(value), parameterIn(value)];
const IMPORTED = { 'Fn::ImportValue': 'x' };
const KEY = { 'Fn::Join': ['', [IMPORTED, ':key::']] };

test.each<[string, Json, Json[], Json[]]>([
  ["a secret's ARN", SECRET, [SECRET], []],
  ['its JSON key, which is no part of the ARN', `${SECRET}:key:stage:id`, [SECRET], []],
  ["a parameter's ARN", PARAMETER, [], [PARAMETER]],
  ["a parameter's name", 'level', [], [{ 'Fn::Sub': `${PREFIX}/level` }]],
  ["a parameter's path", '/a/level', [], [{ 'Fn::Sub': `${PREFIX}/a/level` }]],
  ['a secret of the template', { Ref: 'Db' }, [{ Ref: 'Db' }], []],
  ['a key of a secret of the template', { 'Fn::Sub': `\${Db}:key::` }, [{ Ref: 'Db' }], []],
  ['a parameter of the template', { Ref: 'Level' }, [], named({ Ref: 'Level' })],
  ['a template parameter that holds a secret', { Ref: 'Secret' }, [{ Ref: 'Secret' }], []],
  ['a template parameter that holds a key of one', { Ref: 'Key' }, [SECRET], []],
  ['a template parameter that holds an ARN of a parameter', { Ref: 'Parameter' }, [], [{ Ref: 'Parameter' }]],
  ['a template parameter that holds a name', { Ref: 'Name' }, [], named({ Ref: 'Name' })],
  ['a value nobody knows yet', IMPORTED, secretIn(IMPORTED), parameterIn(IMPORTED)],
  ['one from Parameter Store', { Ref: 'Held' }, secretIn({ Ref: 'Held' }), parameterIn({ Ref: 'Held' })],
  [
    'an attribute that may be anything',
    { 'Fn::GetAtt': ['Store', 'Value'] },
    secretIn({ 'Fn::GetAtt': ['Store', 'Value'] }),
    parameterIn({ 'Fn::GetAtt': ['Store', 'Value'] }),
  ],
  [
    'an attribute that is an ARN',
    { 'Fn::GetAtt': 'A.B.SecretArn' },
    [{ 'Fn::GetAtt': 'A.B.SecretArn' }],
    [{ 'Fn::GetAtt': 'A.B.SecretArn' }],
  ],
  ['a key behind such an attribute', { 'Fn::Sub': `\${A.B.Arn}:key::` }, [{ 'Fn::GetAtt': ['A', 'B.Arn'] }], []],
  ['the id of a secret of the template', { 'Fn::GetAtt': ['Db', 'Id'] }, [{ 'Fn::GetAtt': ['Db', 'Id'] }], []],
  ['a key joined to a secret of the template', { 'Fn::Join': ['', [{ Ref: 'Db' }, ':key::']] }, [{ Ref: 'Db' }], []],
  ['a key joined to it by colons', { 'Fn::Join': [':', [{ Ref: 'Db' }, 'key', '', '']] }, [{ Ref: 'Db' }], []],
  [
    'a key joined to an attribute of it',
    { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Db', 'Id'] }, { Ref: 'AWS::NoValue' }, ':key::']] },
    [{ 'Fn::GetAtt': ['Db', 'Id'] }],
    [],
  ],
  [
    'a key joined to one secret or another',
    { 'Fn::Join': ['', [{ 'Fn::If': ['C', { Ref: 'Db' }, SECRET] }, ':key::']] },
    [{ 'Fn::If': ['C', { Ref: 'Db' }, SECRET] }],
    [],
  ],
  ['a key joined to a value nobody knows yet', KEY, secretIn(KEY), []],
  ['a key joined to a template parameter', { 'Fn::Join': ['', [{ Ref: 'Secret' }, ':k::']] }, [{ Ref: 'Secret' }], []],
  [
    'a joined ARN',
    {
      'Fn::Join': [
        ':',
        ['arn', { Ref: 'AWS::Partition' }, 'secretsmanager', 'r', '1', 'secret', 'x-AbCdEf', 'k', '', ''],
      ],
    },
    [{ 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:r:1:secret:x-AbCdEf` }],
    [],
  ],
  [
    'an ARN joined of texts with variables',
    {
      'Fn::Join': ['', [{ 'Fn::Sub': `arn:\${AWS::Partition}:ssm:r:1` }, ':parameter/', { Ref: 'Other' }, `/\${x}`]],
    },
    [],
    [{ 'Fn::Sub': `arn:\${AWS::Partition}:ssm:r:1:parameter/\${Other}/\${!x}` }],
  ],
  [
    'an ARN joined of what is known later',
    { 'Fn::Join': ['', ['arn:aws:ssm:r:1:parameter/', IMPORTED, { 'Fn::Select': [0, { Ref: 'L' }] }]] },
    [],
    [
      {
        'Fn::Sub': [
          `arn:aws:ssm:r:1:parameter/\${Item_1}\${Item_2}`,
          { Item_1: IMPORTED, Item_2: { 'Fn::Select': [0, { Ref: 'L' }] } },
        ],
      },
    ],
  ],
  [
    'a joined name',
    { 'Fn::Join': ['/', ['', { Ref: 'AWS::StackName' }, 'level']] },
    [],
    named({ 'Fn::Sub': `/\${AWS::StackName}/level` }),
  ],
  [
    'a name that begins with the name of the stack',
    { 'Fn::Sub': `\${AWS::StackName}-level` },
    [],
    named({ 'Fn::Sub': `\${AWS::StackName}-level` }),
  ],
  [
    'a name that begins with a template parameter',
    { 'Fn::Sub': `\${Name}-level` },
    [],
    named({ 'Fn::Sub': `\${Name}-level` }),
  ],
  ['the name of the stack', { Ref: 'AWS::StackName' }, [], named({ Ref: 'AWS::StackName' })],
  [
    'an ARN of which a template parameter holds the beginning',
    { 'Fn::Sub': `\${Base}:db-AbCdEf` },
    [{ 'Fn::Sub': `\${Base}:db-AbCdEf` }],
    [],
  ],
  [
    'a text that begins with what is known later',
    { 'Fn::Sub': `\${Store.Value}-AbCdEf` },
    secretIn({ 'Fn::Sub': `\${Store.Value}-AbCdEf` }),
    parameterIn({ 'Fn::Sub': `\${Store.Value}-AbCdEf` }),
  ],
  [
    'a list that is joined and not written out',
    { 'Fn::Join': ['', IMPORTED] },
    ...eitherOf({ 'Fn::Join': ['', IMPORTED] }),
  ],
  ['a secret selected of those written out', { 'Fn::Select': ['1', [PARAMETER, { Ref: 'Db' }]] }, [{ Ref: 'Db' }], []],
  [
    'a piece of a text',
    { 'Fn::Select': [0, { 'Fn::Split': ['|', { 'Fn::Sub': `\${Db}|x` }] }] },
    ...eitherOf({ 'Fn::Select': [0, { 'Fn::Split': ['|', { 'Fn::Sub': `\${Db}|x` }] }] }),
  ],
  [
    'an ARN with a dynamic reference in it, whose colons divide nothing',
    'arn:aws:secretsmanager:eu-west-1:1:secret:{{resolve:ssm:/name}}:key::',
    [
      'arn:aws:secretsmanager:eu-west-1:1:secret:{{resolve:ssm:/name}}',
      'arn:aws:secretsmanager:eu-west-1:1:secret:{{resolve:ssm:/name}}-??????',
    ],
    [],
  ],
  [
    'a key behind a dynamic reference, which is an ARN then',
    { 'Fn::Sub': `{{resolve:ssm:/\${Name}}}:key::` },
    [{ 'Fn::Sub': `{{resolve:ssm:/\${Name}}}` }, { 'Fn::Sub': `{{resolve:ssm:/\${Name}}}-??????` }],
    [],
  ],
  ['a variable of the text', { 'Fn::Sub': [`\${V}:key::`, { V: SECRET }] }, [SECRET], []],
  [
    'an ARN written with variables',
    { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:1:secret:\${Name}-x:key::` },
    [
      { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:1:secret:\${Name}-x` },
      { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:1:secret:\${Name}-x-??????` },
    ],
    [],
  ],
  [
    'a whole ARN written with variables',
    { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:1:secret:\${Name}-AbCdEf:key::` },
    [{ 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:1:secret:\${Name}-AbCdEf` }],
    [],
  ],
  ['an ARN without the six characters that Secrets Manager adds', PARTIAL, [PARTIAL, `${PARTIAL}-??????`], []],
  ['a JSON key of such a one', `${PARTIAL}:key::`, [PARTIAL, `${PARTIAL}-??????`], []],
  [
    'a template parameter that holds such a one',
    { Ref: 'Partial' },
    [{ Ref: 'Partial' }, { 'Fn::Sub': [`\${Arn}-??????`, { Arn: { Ref: 'Partial' } }] }],
    [],
  ],
  ['a template parameter that holds a key of such a one', { Ref: 'PartialKey' }, [PARTIAL, `${PARTIAL}-??????`], []],
  [
    'an ARN of a parameter with variables of its own, of which only those used are kept',
    { 'Fn::Sub': [`arn:aws:ssm:eu-west-1:1:parameter/\${A}`, { A: 'a', B: 'b' }] },
    [],
    [{ 'Fn::Sub': [`arn:aws:ssm:eu-west-1:1:parameter/\${A}`, { A: 'a' }] }],
  ],
  ['a name written with variables', { 'Fn::Sub': `/\${Name}` }, [], named({ 'Fn::Sub': `/\${Name}` })],
  [
    'one or the other',
    { 'Fn::If': ['C', SECRET, PARAMETER] },
    [{ 'Fn::If': ['C', SECRET, PARAMETER] }],
    [{ 'Fn::If': ['C', SECRET, PARAMETER] }],
  ],
  [
    'one or none, and then what nothing is',
    { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, SECRET] },
    [
      {
        'Fn::If': [
          'C',
          { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:none` },
          SECRET,
        ],
      },
    ],
    [],
  ],
  ['a malformed text', { 'Fn::Sub': 5 }, ...eitherOf({ 'Fn::Sub': 5 })],
])('A role may read %s', (_, value, secrets, parameters) => {
  expect(sources.of([value as string])).toEqual({ secrets, parameters });
});

test('An ARN of several variables stands once in the policy', () => {
  expect(sources.of([`${SECRET}:user::`, `${SECRET}:password::`])).toEqual({ secrets: [SECRET], parameters: [] });
});

test.each<[string, Json, Json[]]>([
  ["a secret's ARN", SECRET, [SECRET]],
  ["a secret's name", 'hub/login', [{ 'Fn::Sub': `${SECRETS}:hub/login-??????` }]],
  ['a secret of the template', { Ref: 'Db' }, [{ Ref: 'Db' }]],
  [
    'a template parameter that holds a name',
    { Ref: 'Name' },
    [{ 'Fn::Sub': [`${SECRETS}:\${Name}-??????`, { Name: { Ref: 'Name' } }] }],
  ],
  [
    'a name written with variables',
    { 'Fn::Sub': `\${AWS::StackName}-login` },
    [{ 'Fn::Sub': [`${SECRETS}:\${Name}-??????`, { Name: { 'Fn::Sub': `\${AWS::StackName}-login` } }] }],
  ],
  ['an attribute that is an ARN', { 'Fn::GetAtt': ['A', 'SecretArn'] }, [{ 'Fn::GetAtt': ['A', 'SecretArn'] }]],
  [
    'a value nobody knows yet',
    IMPORTED,
    [...secretIn(IMPORTED), { 'Fn::Sub': [`${SECRETS}:\${Name}-??????`, { Name: IMPORTED }] }],
  ],
])('The login of a registry may be %s, and never a parameter', (_, value, secrets) => {
  expect(sources.logins([value as string])).toEqual({ secrets, parameters: [] });
});

function refusals(value: Json, kind: 'of' | 'logins' = 'of'): string[] {
  const told: string[] = [];
  sources[kind]([value as string], (message) => told.push(message));
  return told;
}

test('A dynamic reference that may give an ARN or a name is refused', () => {
  const [line, ...more] = refusals('{{resolve:ssm:/level:3}}');
  expect(more).toEqual([]);
  expect(line).toMatch(
    /dynamic reference, .* whether it gives an ARN or a name; Ref a parameter of type AWS::SSM::Parameter::Value<String>/,
  );
  expect(refusals({ 'Fn::Sub': `{{resolve:ssm:/\${Name}}}-x` })).toEqual([line]);
  expect(refusals({ 'Fn::If': ['C', SECRET, '{{resolve:ssm:/level}}'] })).toEqual([line]);
  expect(refusals({ 'Fn::Join': ['', [IMPORTED, '{{resolve:ssm:/level}}']] })).toEqual([line]);
  expect(refusals('{{resolve:ssm:/login}}', 'logins')).toEqual([line]);
  expect(refusals('/level/{{resolve:ssm:/stage}}')).toEqual([]);
});

test.each(['secretsmanager', 'ssm-secure'])(
  'A dynamic reference to %s is refused, because it gives the secret instead of its ARN',
  (kind) => {
    expect(refusals(`{{resolve:${kind}:db:SecretString:password}}`)).toEqual([
      'gives the secret itself instead of its ARN or name; for one key of it, put :key:: after the ARN',
    ]);
  },
);
