import type { LocalAws } from '../../../../scripts/local-aws';
import { writeRestXml } from '../../../../scripts/local-aws/wire/rest-xml';
import { membersAt, nodeAt, textAt } from '../../../../scripts/local-aws/wire/xml-tree';
import { startLocalAws } from '../../../nursery';
import { errorOf, holdTime } from '../fixtures';
import { CACHING_DISABLED, configOf, Distributions, listOf, PATH } from './stage';

let aws: LocalAws;
let distributions: Distributions;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100, cloudFrontQuotas: { distributions: 10 } });
  distributions = new Distributions(aws);
  const know = (region: string, id: string, isIssued = true, names = ['*.apps.test']) =>
    aws.world.certificates.know({ arn: arnOf(region, id), names, isIssued });
  know('us-east-1', 'apps');
  know('eu-west-1', 'elsewhere');
  know('us-east-1', 'pending', false);
});
afterAll(() => aws.stop());

const arnOf = (region: string, id: string) => `arn:aws:acm:${region}:123456789012:certificate/${id}`;
const withAlias = (alias: string, id = 'apps', region = 'us-east-1') => ({
  Aliases: listOf('CNAME', alias),
  ViewerCertificate: { ACMCertificateArn: arnOf(region, id), SSLSupportMethod: 'sni-only' },
});

test('a distribution is InProgress for some minutes after each change, and can be deleted only when it is disabled', async () => {
  const time = holdTime(aws);
  const config = configOf({ config: withAlias('life.apps.test') });
  const { id, arn, domainName, etag } = await distributions.create(config);
  expect(id).toMatch(/^E[\dA-F]{13}$/);
  expect(arn).toBe(`arn:aws:cloudfront::123456789012:distribution/${id}`);
  expect(domainName).toMatch(/^d[\da-f]{13}\.cloudfront\.localhost:\d+$/);
  expect(await distributions.status(id)).toBe('InProgress');
  expect(aws.world.certificates.uses.usersOf(arnOf('us-east-1', 'apps'))).toEqual([arn]);
  time.wake();
  await distributions.deployed(id);
  expect((await errorOf(distributions.delete(id, etag))).name).toBe('DistributionNotDisabled');
  const disabled = await distributions.update(id, { ...config, Enabled: false }, etag);
  expect((await errorOf(distributions.delete(id, disabled))).name).toBe('DistributionNotDisabled');
  time.wake();
  await distributions.deployed(id);
  expect((await errorOf(distributions.delete(id))).name).toBe('InvalidIfMatchVersion');
  expect((await errorOf(distributions.delete(id, etag))).name).toBe('PreconditionFailed');
  await distributions.delete(id, disabled);
  const gone = await errorOf(distributions.look(id));
  expect([gone.name, gone.message]).toEqual(['NoSuchDistribution', 'The specified distribution does not exist.']);
});

test('a change that a newer one overtakes is never Deployed', async () => {
  const sleep = aws.world.sleep;
  const wake: (() => void)[] = [];
  aws.world.sleep = () => new Promise((resolve) => wake.push(resolve));
  try {
    const config = configOf();
    const { id, etag } = await distributions.create(config);
    await distributions.update(id, { ...config, Comment: 'newer' }, etag);
    wake[0]?.();
    expect(await distributions.status(id)).toBe('InProgress');
    wake[1]?.();
    await distributions.deployed(id);
  } finally {
    aws.world.sleep = sleep;
  }
});

test('a caller reference makes one distribution, and stays', async () => {
  const config = configOf();
  const { id, etag } = await distributions.create(config);
  expect((await distributions.create(config)).id).toBe(id);
  expect((await errorOf(distributions.create({ ...config, Comment: 'other' }))).name).toBe('DistributionAlreadyExists');
  const other = distributions.update(id, { ...config, CallerReference: 'other' }, etag);
  expect((await errorOf(other)).name).toBe('IllegalUpdate');
});

test('a distribution can be read as it was sent, and is listed', async () => {
  const { id } = await distributions.create(
    configOf({ origin: { OriginPath: '/web' }, custom: { OriginReadTimeout: 60 } }),
  );
  const { root, etag } = await distributions.send({ method: 'GET', path: `${PATH}/${id}/config` });
  const [origin] = membersAt(root ?? fail(), 'Origins', 'Items');
  expect(origin && [textAt(origin, 'OriginPath'), textAt(origin, 'CustomOriginConfig', 'OriginReadTimeout')]).toEqual([
    '/web',
    '60',
  ]);
  expect(etag).toMatch(/^E/);
  const ids: string[] = [];
  for (let marker: string | undefined = ''; marker !== undefined; ) {
    const page = await distributions.send({ method: 'GET', path: `${PATH}?MaxItems=1&Marker=${marker}` });
    const list = page.root ?? fail();
    ids.push(...membersAt(list, 'Items').map((item) => textAt(item, 'Id') ?? ''));
    marker = textAt(list, 'NextMarker');
  }
  expect(ids).toContain(id);
  expect([...ids].sort()).toEqual(ids);
});

test('tags are set at the creation, changed and listed', async () => {
  const Tags = {
    Items: {
      Tag: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    },
  };
  const content = { DistributionConfig: configOf(), Tags };
  const body = writeRestXml({ name: 'DistributionConfigWithTags', xmlns: 'x', content });
  const { root } = await distributions.send({ method: 'POST', path: `${PATH}?WithTags`, body });
  const arn = textAt(root ?? fail(), 'ARN') ?? '';
  const path = `/2020-05-31/tagging?${new URLSearchParams({ Resource: arn })}`;
  const change = (operation: string, name: string, items: object) =>
    distributions.send({
      method: 'POST',
      path: `${path}&Operation=${operation}`,
      body: writeRestXml({ name, xmlns: 'x', content: { Items: items as never } }),
    });
  await change('Tag', 'Tags', { Tag: [{ Key: 'a', Value: '3' }] });
  await change('Untag', 'TagKeys', { Key: ['b'] });
  const listed = await distributions.send({ method: 'GET', path });
  const items = membersAt(listed.root ?? fail(), 'Items');
  expect(items.map((tag) => [textAt(tag, 'Key'), textAt(tag, 'Value')])).toEqual([['a', '3']]);
  const none = distributions.send({ method: 'GET', path: '/2020-05-31/tagging?Resource=arn' });
  expect((await errorOf(none)).name).toBe('NoSuchResource');
});

function fail(): never {
  throw new Error('There is no body');
}

test('an alias belongs to one distribution, also of two that are created at once', async () => {
  const both = await Promise.allSettled(
    ['1', '2'].map(() => distributions.create(configOf({ config: withAlias('race.apps.test') }))),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await distributions.create(configOf({ config: withAlias('mine.apps.test') }));
  const error = await errorOf(distributions.create(configOf({ config: withAlias('MINE.apps.test') })));
  expect([error.name, error.message]).toEqual([
    'CNAMEAlreadyExists',
    'One or more of the CNAMEs you provided are already associated with a different resource.',
  ]);
  expect(error).toMatchObject({ $metadata: { httpStatusCode: 409 } });
});

const long = { Comment: 'a'.repeat(129) };
const errors = (...codes: number[]) =>
  listOf('CustomErrorResponse', ...codes.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })));
test.each<[string, Parameters<typeof configOf>[0], code: string, text: string]>([
  [
    'an alias without a certificate',
    { config: { Aliases: listOf('CNAME', 'a.apps.test') } },
    'InvalidViewerCertificate',
    'you must attach',
  ],
  [
    'a certificate of another Region',
    { config: withAlias('a.apps.test', 'elsewhere', 'eu-west-1') },
    'InvalidViewerCertificate',
    "isn't in us-east-1",
  ],
  [
    'a certificate that is not issued',
    { config: withAlias('a.apps.test', 'pending') },
    'InvalidViewerCertificate',
    "isn't valid",
  ],
  [
    'a certificate that is not there',
    { config: withAlias('a.apps.test', 'none') },
    'InvalidViewerCertificate',
    "doesn't exist",
  ],
  [
    'a certificate for other names',
    { config: withAlias('a.b.apps.test') },
    'InvalidViewerCertificate',
    "doesn't cover",
  ],
  ['an alias that is no name', { config: withAlias('a b') }, 'InvalidArgument', 'CNAME'],
  ['a quantity that is wrong', { config: { Aliases: { Quantity: 2 } } }, 'InconsistentQuantities', 'Quantity'],
  ['an origin with a port', { origin: { DomainName: 'web.example.com:80' } }, 'InvalidArgument', 'colon'],
  ['an origin that is an address', { origin: { DomainName: '192.0.2.1' } }, 'InvalidArgument', 'domain name'],
  ['an origin path with a slash at the end', { origin: { OriginPath: '/web/' } }, 'InvalidArgument', 'OriginPath'],
  ['a behaviour without its origin', { behavior: { TargetOriginId: 'other' } }, 'NoSuchOrigin', 'do not exist'],
  ['a read timeout of 121 seconds', { custom: { OriginReadTimeout: 121 } }, 'InvalidOriginReadTimeout', 'read timeout'],
  [
    'a keep alive timeout of 0',
    { custom: { OriginKeepaliveTimeout: 0 } },
    'InvalidOriginKeepaliveTimeout',
    'keep alive',
  ],
  ['port 81', { custom: { HTTPPort: 81 } }, 'InvalidArgument', 'HTTPPort'],
  [
    'a header of its own',
    { origin: { CustomHeaders: listOf('OriginCustomHeader', { HeaderName: 'Host', HeaderValue: 'a' }) } },
    'InvalidArgument',
    "'Host'",
  ],
  [
    'an unknown cache policy',
    { behavior: { CachePolicyId: `${CACHING_DISABLED}0` } },
    'NoSuchCachePolicy',
    'does not exist',
  ],
  [
    'an unknown origin request policy',
    { behavior: { OriginRequestPolicyId: 'x' } },
    'NoSuchOriginRequestPolicy',
    'does not exist',
  ],
  ['GET without HEAD', { behavior: { AllowedMethods: listOf('Method', 'GET') } }, 'InvalidArgument', 'AllowedMethods'],
  [
    'an unknown protocol policy',
    { behavior: { ViewerProtocolPolicy: 'http' } },
    'InvalidArgument',
    'ViewerProtocolPolicy',
  ],
  [
    'an error code that is none',
    { config: { CustomErrorResponses: errors(200) } },
    'InvalidErrorCode',
    'invalid error code',
  ],
  ['an error code twice', { config: { CustomErrorResponses: errors(404, 404) } }, 'InvalidArgument', 'twice'],
  [
    'a regional web ACL',
    {
      config: {
        WebACLId: 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/a/473e64fd-f30b-4765-81a0-62ad96dd167a',
      },
    },
    'InvalidWebACLId',
    'Web ACL',
  ],
  ['a long comment', { config: long }, 'InvalidArgument', 'Comment'],
  [
    'an unknown TLS version',
    { config: { ViewerCertificate: { ...withAlias('a').ViewerCertificate, MinimumProtocolVersion: 'TLSv9' } } },
    'InvalidMinimumProtocolVersion',
    'minimum protocol',
  ],
  [
    'a policy that caches',
    { behavior: { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' } },
    'NotImplemented',
    'CachingOptimized is not played',
  ],
  [
    'no origin request policy',
    { behavior: { OriginRequestPolicyId: undefined } },
    'NotImplemented',
    'without OriginRequestPolicyId',
  ],
  ['an origin over HTTPS', { custom: { OriginProtocolPolicy: 'https-only' } }, 'NotImplemented', 'https-only'],
  [
    'a function',
    {
      behavior: {
        FunctionAssociations: listOf('FunctionAssociation', { FunctionARN: 'a', EventType: 'viewer-request' }),
      },
    },
    'NotImplemented',
    'FunctionAssociations',
  ],
  ['logging', { config: { Logging: { Enabled: true, Bucket: 'b' } } }, 'NotImplemented', 'Logging'],
])('a distribution with %s is refused', async (_, change, code, text) => {
  const error = await errorOf(distributions.create(configOf(change)));
  expect([error.name, error.message]).toEqual([code, expect.stringContaining(text)]);
});

test('members that say that nothing is to happen, and a global web ACL, are fine', async () => {
  const { id } = await distributions.create(
    configOf({
      config: {
        Logging: { Enabled: false, IncludeCookies: false, Bucket: '', Prefix: '' },
        Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
        CacheBehaviors: listOf('CacheBehavior'),
        CustomErrorResponses: errors(404, 500),
        WebACLId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/473e64fd-f30b-4765-81a0-62ad96dd167a',
        ViewerCertificate: { CloudFrontDefaultCertificate: true },
      },
      behavior: { FunctionAssociations: listOf('x'), AllowedMethods: listOf('Method', 'HEAD', 'GET') },
    }),
  );
  expect(nodeAt(await distributions.look(id), 'DistributionConfig', 'WebACLId')?.text).toContain('global/webacl');
});

test('distributions beyond the quota, and what else CloudFront does, are refused', async () => {
  for (let left = 10; left > 0; left--) {
    await distributions.create(configOf()).catch((error: Error) => {
      if (error.name !== 'TooManyDistributions') throw error;
    });
  }
  expect((await errorOf(distributions.create(configOf()))).name).toBe('TooManyDistributions');
  const other = distributions.send({ method: 'GET', path: '/2020-05-31/function' });
  expect((await errorOf(other)).message).toContain('cloudfront GET /2020-05-31/function is not played');
});
