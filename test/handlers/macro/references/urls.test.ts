import { expand } from '../../../../handlers/macro/expand';
import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, service } from '../fixtures';

const ENDPOINT = { 'Fn::GetAtt': ['Web', 'Endpoint'] };
const BASE_URL = { 'Fn::GetAtt': ['WebRoute', 'BaseUrl'] };
const HOST = { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] }] }] };
/** The domain, where there is one; the endpoint otherwise. */
const eitherOr = (domain: Json): Json => ({ 'Fn::If': ['Own', domain, ENDPOINT] });
const withOutput = (Value: Json) => service({}, { Outputs: { Url: { Value } } });
function outputOf(value: Json): Json {
  const { Outputs } = expanded(withOutput(value)) as { Outputs: { Url: { Value: Json } } };
  return Outputs.Url.Value;
}

describe('a scheme before the endpoint of a block, as the native type needs it', () => {
  test.each<[string, Json, Json]>([
    ['a text', { 'Fn::Sub': `https://\${Web.Endpoint}` }, { 'Fn::Sub': `\${WebRoute.BaseUrl}` }],
    [
      'a text with a path',
      { 'Fn::Sub': `http://\${Web.Endpoint}/health` },
      { 'Fn::Sub': `\${WebRoute.BaseUrl}/health` },
    ],
    [
      'a text with other words',
      { 'Fn::Sub': `A=1 B=https://\${Web.Endpoint} C=\${Web.Name}` },
      { 'Fn::Sub': `A=1 B=\${WebRoute.BaseUrl} C=\${Web.Name}` },
    ],
    [
      'a text with a variable of its own',
      { 'Fn::Sub': [`https://\${Host}/\${Path}`, { Host: ENDPOINT, Path: 'a' }] },
      { 'Fn::Sub': [`\${WebRoute.BaseUrl}/\${Path}`, { Path: 'a' }] },
    ],
    [
      'a text that has the variable without a scheme, too',
      { 'Fn::Sub': [`\${Host} https://\${Host}`, { Host: ENDPOINT }] },
      { 'Fn::Sub': [`\${Host} \${WebRoute.BaseUrl}`, { Host: { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] } }] },
    ],
    [
      'a list that is joined',
      { 'Fn::Join': ['', ['https://', ENDPOINT, '/health']] },
      { 'Fn::Join': ['', [BASE_URL, '/health']] },
    ],
    [
      'the middle of a list that is joined',
      { 'Fn::Join': ['', ['url=https://', ENDPOINT, { Ref: 'AWS::Region' }]] },
      { 'Fn::Join': ['', ['url=', BASE_URL, { Ref: 'AWS::Region' }]] },
    ],
    [
      'a text in capital letters',
      { 'Fn::Sub': `HTTPS://\${Web.Endpoint}/health` },
      { 'Fn::Sub': `\${WebRoute.BaseUrl}/health` },
    ],
    [
      'a list that has it in pieces',
      { 'Fn::Join': ['', ['https:', '//', ENDPOINT, '/', 'health']] },
      { 'Fn::Join': ['', [BASE_URL, '/health']] },
    ],
    ['a list that is joined by it', { 'Fn::Join': ['://', ['https', ENDPOINT]] }, { 'Fn::Join': ['', [BASE_URL]] }],
    [
      'one branch of a condition, while the other keeps it',
      { 'Fn::Sub': [`https://\${Host}/health`, { Host: eitherOr({ Ref: 'Domain' }) }] },
      {
        'Fn::Sub': [
          `\${HostUrl}/health`,
          { HostUrl: { 'Fn::If': ['Own', { 'Fn::Join': ['', ['https://', { Ref: 'Domain' }]] }, BASE_URL] } },
        ],
      },
    ],
    [
      'a branch in a branch, in a list that is joined',
      { 'Fn::Join': ['', ['at https://', { 'Fn::If': ['Own', eitherOr('a.test'), { Ref: 'AWS::NoValue' }] }]] },
      {
        'Fn::Join': [
          '',
          ['at ', { 'Fn::If': ['Own', { 'Fn::If': ['Own', 'https://a.test', BASE_URL] }, { Ref: 'AWS::NoValue' }] }],
        ],
      },
    ],
    [
      'a variable that stands elsewhere without it, under a name that is free',
      { 'Fn::Sub': [`\${H} \${HUrl} https://\${H} http://\${H}`, { H: eitherOr('b'), HUrl: 'c' }] },
      {
        'Fn::Sub': [
          `\${H} \${HUrl} \${HUrl2} \${HUrl22}`,
          {
            H: { 'Fn::If': ['Own', 'b', { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] }] },
            HUrl: 'c',
            HUrl2: { 'Fn::If': ['Own', 'https://b', BASE_URL] },
            HUrl22: { 'Fn::If': ['Own', 'http://b', BASE_URL] },
          },
        ],
      },
    ],
  ])('is left out of %s', (_where, value, wanted) => {
    expect(outputOf(value)).toEqual(wanted);
  });

  test('is left out of the environment of a block, and said so', () => {
    const Environment = { SHOP: { 'Fn::Sub': `https://\${Web.Endpoint}` } };
    const input = service(
      {},
      { Resources: { Api: { Type: 'Express::Service', Properties: { Image: 'nginx', Environment } } } },
    );
    const result = expand(input);
    if (!result.ok) throw new Error('refused');
    expect(JSON.stringify((result.template.Resources as JsonObject).ApiTaskDefinition)).toContain(
      `{"Name":"SHOP","Value":{"Fn::Sub":"\${WebRoute.BaseUrl}"}}`,
    );
    expect(result.warnings.map(({ message }) => message)).toEqual([
      'https:// before Web.Endpoint is removed: the endpoint is already a URL, with http:// for now',
    ]);
  });
});

test.each<[string, Json, Json]>([
  ['text', { 'Fn::Sub': `\${Web.Endpoint}/health` }, { 'Fn::Sub': `\${WebRoute.BaseUrl}/health` }],
  ['list that is joined', { 'Fn::Join': ['', [ENDPOINT, '/health']] }, { 'Fn::Join': ['', [BASE_URL, '/health']] }],
  [
    'choice',
    { 'Fn::Join': ['', [eitherOr('a.test'), '/health']] },
    { 'Fn::Join': ['', [{ 'Fn::If': ['Own', 'a.test', BASE_URL] }, '/health']] },
  ],
  [
    'list that is joined by slashes',
    { 'Fn::Join': ['/', [ENDPOINT, { Ref: 'AWS::Region' }, 'health']] },
    { 'Fn::Join': ['/', [BASE_URL, { Ref: 'AWS::Region' }, 'health']] },
  ],
])('A path after the endpoint gets no second slash in a %s', (_where, value, wanted) => {
  expect(outputOf(value)).toEqual(wanted);
});

test.each<[string, Json, Json]>([
  ['an endpoint by itself', ENDPOINT, { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] }],
  ['the base URL by itself', { 'Fn::GetAtt': 'Web.BaseUrl' }, BASE_URL],
  ['other words before it', { 'Fn::Sub': `URL=\${Web.Endpoint}` }, { 'Fn::Sub': `URL=\${WebRoute.Endpoint}` }],
  [
    'a scheme before something else',
    { 'Fn::Sub': `https://\${Web.Name}.example.com \${Web.Endpoint}` },
    { 'Fn::Sub': `https://\${Web.Name}.example.com \${WebRoute.Endpoint}` },
  ],
  [
    'an endpoint of something else',
    { 'Fn::Sub': `https://\${Other.Endpoint}/\${Web.Name}` },
    { 'Fn::Sub': `https://\${Other.Endpoint}/\${Web.Name}` },
  ],
  [
    'another variable of that name',
    { 'Fn::Sub': [`https://\${Web.Endpoint}`, { 'Web.Endpoint': 'example.com' }] },
    { 'Fn::Sub': [`https://\${Web.Endpoint}`, { 'Web.Endpoint': 'example.com' }] },
  ],
  [
    'the end of a list that is joined by slashes',
    { 'Fn::Join': ['/', ['of', ENDPOINT]] },
    { 'Fn::Join': ['/', ['of', { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] }]] },
  ],
  [
    'a list that is not joined to one text',
    { 'Fn::Join': [',', ['https://', ENDPOINT]] },
    { 'Fn::Join': [',', ['https://', { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] }]] },
  ],
  [
    'a scheme before a choice without an endpoint',
    { 'Fn::Sub': [`https://\${Host}`, { Host: { 'Fn::If': ['Own', 'a', 'b'] } }] },
    { 'Fn::Sub': [`https://\${Host}`, { Host: { 'Fn::If': ['Own', 'a', 'b'] } }] },
  ],
])('Stays as it is: %s', (_what, value, wanted) => {
  expect(outputOf(value)).toEqual(wanted);
});

function warningsOf(value: Json, name = 'Value'): string[] {
  const Other = { Type: 'AWS::Test::Resource', Properties: { [name]: value } };
  const result = expand(service({}, { Resources: { Other } }));
  if (!result.ok) throw new Error('refused');
  return result.warnings.map(({ path, message }) => `${path.slice('Resources.Other.Properties.'.length)}: ${message}`);
}

test.each<[string, Json, string]>([
  ['another one', { 'Fn::Sub': `wss://\${Web.Endpoint}/live` }, 'Value.Fn::Sub: wss:// stands'],
  ['one of a parameter', { 'Fn::Sub': `\${Proto}://\${Web.Endpoint}` }, 'Value.Fn::Sub: :// stands'],
  ['none but its slashes', { 'Fn::Sub': `//\${Web.Endpoint}` }, 'Value.Fn::Sub: // stands'],
  ['another one in a list', { 'Fn::Join': ['', ['ws:', '//', ENDPOINT]] }, 'Value.Fn::Join: ws:// stands'],
  ['one of a parameter in a list', { 'Fn::Join': ['', [{ Ref: 'P' }, '://', ENDPOINT]] }, 'Value.Fn::Join: :// stands'],
  ['one that a list is joined by', { 'Fn::Join': ['://', [{ Ref: 'P' }, ENDPOINT]] }, 'Value.Fn::Join: :// stands'],
  [
    'another one before a choice',
    { 'Fn::Join': ['', ['ftp://', eitherOr('a.test')]] },
    'Value.Fn::Join: ftp:// stands',
  ],
])('A scheme that cannot be left out is told of: %s', (_what, value, begin) => {
  const rest = 'before Web.Endpoint, a URL that begins with http:// for now; Web.DomainName is its host';
  expect(warningsOf(value)).toEqual([`${begin} ${rest}`]);
});

test.each<[string, Json, string[]]>([
  ['DomainName', ENDPOINT, ['DomainName']],
  ['DomainName', { 'Fn::GetAtt': 'Web.Endpoint' }, ['DomainName']],
  ['DomainName', { 'Fn::Sub': `\${Web.Endpoint}` }, ['DomainName']],
  ['FullyQualifiedDomainName', eitherOr('a.test'), ['FullyQualifiedDomainName']],
  ['Origins', [{ DomainName: ENDPOINT }], ['Origins.0.DomainName']],
  ['Value', ENDPOINT, []],
  ['DomainName', { 'Fn::GetAtt': ['Web', 'DomainName'] }, []],
  ['DomainName', { 'Fn::Select': [2, { 'Fn::Split': ['/', ENDPOINT] }] }, []],
])('An endpoint in %s, which takes a host name, is told of: %j', (name, value, places) => {
  const message = 'takes a host name, but Web.Endpoint is a URL; Web.DomainName is its host';
  expect(warningsOf(value, name)).toEqual(places.map((place) => `${place}: ${message}`));
});

test.each<[string, Json]>([
  ['ResourceRecords', [ENDPOINT]],
  ['AliasTarget', { DNSName: ENDPOINT }],
])('A record in DNS wants the name of the load balancer: %s', (name, value) => {
  const place = name === 'AliasTarget' ? `${name}.DNSName` : name;
  expect(warningsOf(value, name)).toEqual([
    `${place}: takes a host name, but Web.Endpoint is a URL; Web.DNSName is that of its load balancer`,
  ]);
});

test.each<[string, Json, Json]>([
  ['DomainName', { 'Fn::GetAtt': ['Web', 'DomainName'] }, HOST],
  ['DNSName', { 'Fn::GetAtt': ['Web', 'DNSName'] }, { 'Fn::GetAtt': ['WebGateway', 'LoadBalancerDnsName'] }],
  [
    'CanonicalHostedZoneID',
    { 'Fn::Sub': `\${Web.CanonicalHostedZoneID}` },
    { 'Fn::Sub': `\${WebGateway.LoadBalancerHostedZoneId}` },
  ],
  [
    'DomainName in a text',
    { 'Fn::Sub': [`https://\${Web.DomainName}:\${Port} \${Web.DomainName}`, { Port: '1', WebDomainName: '2' }] },
    {
      'Fn::Sub': [
        `https://\${WebDomainName2}:\${Port} \${WebDomainName2}`,
        { Port: '1', WebDomainName: '2', WebDomainName2: HOST },
      ],
    },
  ],
  [
    'DomainName in a text without variables of its own',
    { 'Fn::Sub': `\${Web.DomainName} of \${Web.Name}` },
    { 'Fn::Sub': [`\${WebDomainName} of \${Web.Name}`, { WebDomainName: HOST }] },
  ],
])('There is the host alone: %s', (_what, value, wanted) => {
  expect(outputOf(value)).toEqual(wanted);
});
