import type { Json } from '../../../../handlers/macro/json';
import { Resolver } from '../../../../handlers/macro/resolve';
import { SecretSources } from '../../../../handlers/macro/service/secret-source';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf';
const PARAMETER = 'arn:aws:ssm:eu-west-1:123456789012:parameter/level';
const PARTIAL = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db';
const PREFIX = `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter`;

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
      },
    },
    parameters: {
      Secret: SECRET,
      Partial: PARTIAL,
      PartialKey: `${PARTIAL}:key::`,
      Key: `${SECRET}:key::`,
      Parameter: PARAMETER,
      Name: '/level',
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
    },
  },
);

const named = (name: Json): Json[] => [
  { 'Fn::Sub': [`${PREFIX}/\${Name}`, { Name: name }] },
  { 'Fn::Sub': [`${PREFIX}\${Name}`, { Name: name }] },
];

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
  ['a value nobody knows yet', { 'Fn::ImportValue': 'x' }, [{ 'Fn::ImportValue': 'x' }], [{ 'Fn::ImportValue': 'x' }]],
  [
    'an attribute',
    { 'Fn::Sub': `\${A.B.Arn}:key::` },
    [{ 'Fn::GetAtt': ['A', 'B.Arn'] }],
    [{ 'Fn::GetAtt': ['A', 'B.Arn'] }],
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
  ['a malformed text', { 'Fn::Sub': 5 }, [{ 'Fn::Sub': 5 }], [{ 'Fn::Sub': 5 }]],
])('A role may read %s', (_, value, secrets, parameters) => {
  expect(sources.of([value as string])).toEqual({ secrets, parameters });
});

test('An ARN that several variables come from is named once', () => {
  expect(sources.of([`${SECRET}:user::`, `${SECRET}:password::`])).toEqual({ secrets: [SECRET], parameters: [] });
});

const SECRETS = `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret`;

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
])('The login of a registry may be %s, and never a parameter', (_, value, secrets) => {
  expect(sources.logins([value as string])).toEqual({ secrets, parameters: [] });
});
