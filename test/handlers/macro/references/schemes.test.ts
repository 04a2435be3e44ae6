import type { Json } from '../../../../handlers/macro/json';
import { expanded, findingsOf, service } from '../fixtures';

const ENDPOINT = { 'Fn::GetAtt': ['Web', 'Endpoint'] };
const withOutput = (Value: Json) => service({}, { Outputs: { Url: { Value } } });

test.each<[string, Json, string]>([
  ['text', { 'Fn::Sub': `https://\${Web.Endpoint}/health` }, 'Fn::Sub'],
  ['text after other words', { 'Fn::Sub': `A=1 B=https://\${Web.Endpoint}` }, 'Fn::Sub'],
  ['text with a variable of its own', { 'Fn::Sub': [`https://\${Host}`, { Host: ENDPOINT }] }, 'Fn::Sub'],
  ['list that is joined', { 'Fn::Join': ['', ['https://', ENDPOINT, '/health']] }, 'Fn::Join'],
])('A scheme before the endpoint of a block is refused in a %s', (_where, value, name) => {
  expect(findingsOf(withOutput(value))).toEqual([
    `Outputs.Url.Value.${name}: puts https:// before Web.Endpoint, which is a URL already; take https:// away`,
  ]);
});

test('It is refused in the environment of a block, too', () => {
  const Environment = { SHOP: { 'Fn::Sub': `http://\${Web.Endpoint}` } };
  const input = service(
    {},
    { Resources: { Api: { Type: 'Express::Service', Properties: { Image: 'nginx', Environment } } } },
  );
  expect(findingsOf(input).join()).toContain('puts http:// before Web.Endpoint');
});

test.each<[string, Json]>([
  ['an endpoint by itself', ENDPOINT],
  ['other words before it', { 'Fn::Sub': `URL=\${Web.Endpoint}` }],
  ['a scheme before something else', { 'Fn::Sub': `https://\${Web.Name}.example.com \${Web.Endpoint}` }],
  ['an endpoint of something else', { 'Fn::Sub': `https://\${Other.Endpoint}` }],
  ['another variable of that name', { 'Fn::Sub': [`https://\${Web.Endpoint}`, { 'Web.Endpoint': 'example.com' }] }],
  ['a list that is not joined to one text', { 'Fn::Join': [',', ['https://', ENDPOINT]] }],
])('Fine: %s', (_what, value) => {
  expect(expanded(withOutput(value))).toHaveProperty('Outputs.Url');
});
