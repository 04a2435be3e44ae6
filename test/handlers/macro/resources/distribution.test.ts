import { type ExpandInput, expand } from '../../../../handlers/macro/expand';
import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const CertificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/shop';

const configOf = (properties: JsonObject): JsonObject =>
  resource(expanded(service(properties)), 'WebDistribution').Properties.DistributionConfig as JsonObject;
const originOf = (properties: JsonObject): JsonObject => (configOf(properties).Origins as JsonObject[])[0] ?? {};

/** The value that an output has in the processed template. */
function outputOf(Value: Json, properties: JsonObject): Json | undefined {
  const { Outputs } = expanded(service(properties, { Outputs: { Out: { Value } } }));
  return ((Outputs as JsonObject).Out as JsonObject).Value;
}

const attribute = (name: string): JsonObject => ({ 'Fn::GetAtt': ['Web', name] });

describe('A distribution', () => {
  test.each<[string, Json, boolean]>([
    ['true', true, true],
    ['a text', 'true', true],
    ['an object', {}, true],
    ['false', false, false],
    ['the text false', 'false', false],
    ['AWS::NoValue', { Ref: 'AWS::NoValue' }, false],
  ])('is made or not as %s says', (_, Distribution, isMade) => {
    expect('WebDistribution' in (expanded(service({ Distribution })).Resources as JsonObject)).toBe(isMade);
  });

  test('puts before each path the prefix that the rule removes, and nothing where the rule removes nothing', () => {
    const segments = { 'Fn::Split': ['/', { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] }] };
    expect(originOf({ Distribution: true }).OriginPath).toEqual({
      'Fn::Join': ['', ['/', { 'Fn::Select': [3, segments] }]],
    });
    expect(originOf({ Distribution: true, Paths: ['/shop/*'] })).not.toHaveProperty('OriginPath');
    expect(originOf({ Distribution: { CertificateArn }, Hosts: ['shop.test'] })).not.toHaveProperty('OriginPath');
  });

  test('has the hosts for aliases, and names of its own without them', () => {
    expect(configOf({ Distribution: { CertificateArn }, Hosts: ['shop.test', '*.shop.test'] })).toMatchObject({
      Aliases: ['shop.test', '*.shop.test'],
      ViewerCertificate: { AcmCertificateArn: CertificateArn, SslSupportMethod: 'sni-only' },
    });
    const own = configOf({ Distribution: true });
    expect([own.Aliases, own.ViewerCertificate]).toEqual([undefined, undefined]);
  });

  test('caches no error', () => {
    const errors = configOf({ Distribution: true }).CustomErrorResponses as JsonObject[];
    expect(errors.map(({ ErrorCode }) => ErrorCode)).toEqual([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]);
    expect(new Set(errors.map(({ ErrorCachingMinTTL }) => ErrorCachingMinTTL))).toEqual(new Set([0]));
  });

  test('comes after the traffic of its service, and what depends on the block comes after it', () => {
    const Resources = { Topic: { Type: 'AWS::SNS::Topic', DependsOn: 'Web' } };
    const template = expanded(service({ Distribution: true }, { Resources }));
    expect(resource(template, 'WebDistribution').DependsOn).toEqual(['WebTraffic']);
    expect(resource(template, 'Topic').DependsOn).toContain('WebDistribution');
  });

  test('does not wait for a service that is told its own endpoint, directly or by another resource', () => {
    const told = service({ Distribution: true, Environment: { SELF: attribute('Endpoint') } });
    expect(resource(expanded(told), 'WebDistribution')).not.toHaveProperty('DependsOn');
    const DisplayName = { 'Fn::Sub': `\${Web.DomainName}` };
    const Resources = { Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName } } };
    const byTopic = service({ Distribution: true, Environment: { TOPIC: { Ref: 'Topic' } } }, { Resources });
    expect(resource(expanded(byTopic), 'WebDistribution')).not.toHaveProperty('DependsOn');
  });

  test('waits for its service although this is told the endpoint of another one that does not wait', () => {
    const other = (Environment: JsonObject) => ({
      Type: 'Express::Service',
      Properties: { Image: 'nginx', Distribution: true, Environment },
    });
    const Environment = { API: { 'Fn::GetAtt': ['Api', 'Endpoint'] } };
    const Resources = { Api: other({ SHOP: attribute('Endpoint') }) };
    const template = expanded(service({ Distribution: true, Environment }, { Resources }));
    const waits = ['Web', 'Api'].map((id) => 'DependsOn' in resource(template, `${id}Distribution`));
    expect(waits).toEqual([false, true]);
  });
});

describe('With a distribution', () => {
  test.each<[string, JsonObject, Json, Json]>([
    [
      'no hosts',
      { Distribution: true },
      { 'Fn::Sub': `https://\${WebDistribution.DomainName}/` },
      { 'Fn::GetAtt': ['WebDistribution', 'DomainName'] },
    ],
    [
      'paths',
      { Distribution: true, Paths: ['/shop/*', '/cart'] },
      { 'Fn::Sub': `https://\${WebDistribution.DomainName}/shop/` },
      { 'Fn::GetAtt': ['WebDistribution', 'DomainName'] },
    ],
    [
      'hosts',
      { Distribution: { CertificateArn }, Hosts: ['shop.test'] },
      { 'Fn::Join': ['https://', { 'Fn::Split': ['http://', { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] }] }] },
      { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] }] }] },
    ],
  ])('and %s, the endpoint begins with https://', (_, properties, endpoint, host) => {
    expect(outputOf(attribute('Endpoint'), properties)).toEqual(endpoint);
    expect(outputOf(attribute('DomainName'), properties)).toEqual(host);
  });

  test('records in DNS point to it', () => {
    const DNSName = { 'Fn::GetAtt': ['WebDistribution', 'DomainName'] };
    expect(outputOf(attribute('DNSName'), { Distribution: true })).toEqual(DNSName);
    expect(outputOf(attribute('CanonicalHostedZoneID'), { Distribution: true })).toBe('Z2FDTNDATAQYW2');
  });

  test.each([
    ['https', []],
    ['http', ['http:// before Web.Endpoint is removed: the endpoint is already a URL, with https://']],
  ])('the macro says of the scheme %s before the endpoint what it does', (scheme, messages) => {
    const Out = { Value: { 'Fn::Sub': `${scheme}://\${Web.Endpoint}/health` } };
    const result = expand(service({ Distribution: true }, { Outputs: { Out } }));
    if (!result.ok) throw new Error('refused');
    expect(result.template.Outputs).toEqual({
      Out: { Value: { 'Fn::Sub': `https://\${WebDistribution.DomainName}/health` } },
    });
    expect(result.warnings.map(({ message }) => message)).toEqual(messages);
  });
});

test.each([
  ['eu-west-1', []],
  ['us-gov-west-1', ['aws-us-gov']],
  ['cn-north-1', ['aws-cn']],
])('A distribution in %s is refused where CloudFront is another one or missing', (region, partitions) => {
  const input: ExpandInput = { ...service({ Distribution: true }), region };
  expect(findingsOf(input)).toEqual(
    partitions.map(
      (partition) =>
        `Resources.Web.Properties.Distribution: needs CloudFront as the partition aws has it, but this Region is in ${partition}; remove it`,
    ),
  );
});
