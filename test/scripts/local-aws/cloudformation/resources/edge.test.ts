/** What HTTPS under a name of one's own takes. */
import {
  ACMClient,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
} from '@aws-sdk/client-acm';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { membersAt, textAt } from '../../../../../scripts/local-aws/wire/xml-tree';
import { ALL_VIEWER, CACHING_DISABLED, PATH } from '../../cloudfront/stage';
import { errorOf, eventually } from '../../fixtures';
import { att, ref, type StackUnderTest, startStackUnderTest } from './stack-under-test';

let stack: StackUnderTest;
let acm: ACMClient;
let route53: Route53Client;
beforeAll(async () => {
  stack = await startStackUnderTest('edge');
  acm = stack.client(ACMClient);
  route53 = stack.client(Route53Client);
});
afterEach(() => stack.remove());
afterAll(() => stack.stop());

async function zone(Name: string): Promise<string> {
  const { HostedZone } = await route53.send(new CreateHostedZoneCommand({ Name, CallerReference: Name }));
  return HostedZone?.Id?.split('/').at(-1) ?? '';
}

async function recordsOf(HostedZoneId: string, type: string): Promise<(string | undefined)[]> {
  const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
  return ResourceRecordSets.filter(({ Type }) => Type === type).map(({ Name }) => Name);
}

const describe = async (CertificateArn: string) =>
  (await acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate ?? {};

test('a certificate with a hosted zone validates itself, and leaves the record when it is deleted', async () => {
  const HostedZoneId = await zone('apps.test');
  const certificate = (tag: string) => ({
    Certificate: {
      Type: 'AWS::CertificateManager::Certificate',
      Properties: {
        DomainName: '*.apps.test',
        ValidationMethod: 'DNS',
        DomainValidationOptions: [{ DomainName: '*.apps.test', HostedZoneId }],
        Tags: [{ Key: tag, Value: '1' }],
      },
    },
  });
  const { Arn = '' } = await stack.deploy(certificate('old'), { Arn: ref('Certificate') });
  expect((await describe(Arn)).Status).toBe('ISSUED');
  await stack.deploy(certificate('new'));
  expect((await stack.ids()).Certificate).toBe(Arn);
  const { Tags } = await acm.send(new ListTagsForCertificateCommand({ CertificateArn: Arn }));
  expect(Tags?.filter(({ Key }) => !Key?.startsWith('aws:'))).toEqual([{ Key: 'new', Value: '1' }]);
  await stack.remove();
  expect((await errorOf(describe(Arn))).name).toBe('ResourceNotFoundException');
  expect(await recordsOf(HostedZoneId, 'CNAME')).toEqual([expect.stringMatching(/^_[\da-f]{32}\.apps\.test\.$/)]);
});

test('a certificate without a hosted zone waits until somebody validates it', async () => {
  const HostedZoneId = await zone('by-hand.test');
  const Properties = { DomainName: 'by-hand.test', ValidationMethod: 'DNS' };
  const deployed = stack.deploy({ Certificate: { Type: 'AWS::CertificateManager::Certificate', Properties } });
  const { CertificateSummaryList } = await eventually(
    () => acm.send(new ListCertificatesCommand({})),
    (list) => list.CertificateSummaryList?.length === 1,
  );
  const arn = CertificateSummaryList?.[0]?.CertificateArn ?? '';
  const { DomainValidationOptions } = await eventually(
    () => describe(arn),
    (seen) => seen.DomainValidationOptions?.[0]?.ResourceRecord !== undefined,
  );
  const { Name, Value } = DomainValidationOptions?.[0]?.ResourceRecord ?? {};
  const ResourceRecordSet = { Name, Type: 'CNAME' as const, TTL: 60, ResourceRecords: [{ Value }] };
  const ChangeBatch = { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet }] };
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
  await deployed;
  expect((await describe(arn)).Status).toBe('ISSUED');
});

test('a record is written, changed in place and deleted, and is not taken from somebody else', async () => {
  const HostedZoneId = await zone('records.test');
  const record = (TTL: string, ...ResourceRecords: string[]) => ({
    Record: {
      Type: 'AWS::Route53::RecordSet',
      Properties: { HostedZoneName: 'records.test.', Name: 'web.records.test', Type: 'A', TTL, ResourceRecords },
    },
  });
  expect(await stack.deploy(record('60', '192.0.2.1'), { Name: ref('Record') })).toEqual({ Name: 'web.records.test' });
  await stack.deploy(record('30', '192.0.2.2', '192.0.2.3'));
  const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
  expect(ResourceRecordSets.find(({ Type }) => Type === 'A')).toMatchObject({
    TTL: 30,
    ResourceRecords: [{ Value: '192.0.2.2' }, { Value: '192.0.2.3' }],
  });
  await stack.remove();
  expect(await recordsOf(HostedZoneId, 'A')).toEqual([]);

  const ResourceRecordSet = {
    Name: 'web.records.test',
    Type: 'A' as const,
    TTL: 60,
    ResourceRecords: [{ Value: '192.0.2.9' }],
  };
  const Changes = [{ Action: 'CREATE' as const, ResourceRecordSet }];
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
  await expect(stack.deploy(record('60', '192.0.2.1'))).rejects.toThrow(
    "[Tried to create resource record set [name='web.records.test.', type='A'] but it already exists]",
  );
  expect(await recordsOf(HostedZoneId, 'A')).toEqual(['web.records.test.']);
});

test('a distribution is created, changed in place, disabled and deleted', async () => {
  const distribution = (OriginPath: string, more: object = {}) => ({
    Edge: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          HttpVersion: 'http2',
          IPV6Enabled: true,
          PriceClass: 'PriceClass_All',
          Origins: [
            {
              Id: 'web',
              DomainName: 'web.us-east-1.elb.localhost:40001',
              OriginPath,
              CustomOriginConfig: {
                OriginProtocolPolicy: 'http-only',
                OriginReadTimeout: 60,
                OriginSSLProtocols: ['TLSv1.2'],
              },
              OriginCustomHeaders: [{ HeaderName: 'X-Secret', HeaderValue: 'mine' }],
            },
          ],
          DefaultCacheBehavior: {
            TargetOriginId: 'web',
            ViewerProtocolPolicy: 'redirect-to-https',
            AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
            CachedMethods: ['GET', 'HEAD'],
            Compress: true,
            CachePolicyId: CACHING_DISABLED,
            OriginRequestPolicyId: ALL_VIEWER,
          },
          CustomErrorResponses: [{ ErrorCode: 404, ErrorCachingMinTTL: 0 }],
          ViewerCertificate: { CloudFrontDefaultCertificate: true },
          ...more,
        },
        Tags: [{ Key: 'path', Value: OriginPath }],
      },
    },
  });
  const outputs = { Ref: ref('Edge'), Id: att('Edge', 'Id'), DomainName: att('Edge', 'DomainName') };
  const first = await stack.deploy(distribution('/one'), outputs);
  expect(first).toEqual({
    Ref: first.Id,
    Id: expect.stringMatching(/^E/),
    DomainName: expect.stringMatching(/\.cloudfront\.localhost:\d+$/),
  });
  expect(await stack.deploy(distribution('/two'), outputs)).toEqual(first);
  const path = `${PATH}/${first.Id}`;
  const { root } = await stack.cloudFront({ method: 'GET', path });
  const [origin] = (root && membersAt(root, 'DistributionConfig', 'Origins', 'Items')) ?? [];
  expect(origin && ['DomainName', 'OriginPath'].map((name) => textAt(origin, name))).toEqual([
    'web.us-east-1.elb.localhost',
    '/two',
  ]);
  const arn = (root && textAt(root, 'ARN')) ?? '';
  const tags = await stack.cloudFront({ method: 'GET', path: `/2020-05-31/tagging?Resource=${arn}` });
  const own = ((tags.root && membersAt(tags.root, 'Items')) ?? []).filter((tag) => textAt(tag, 'Key') === 'path');
  expect(own.map((tag) => textAt(tag, 'Value'))).toEqual(['/two']);
  await stack.remove();
  expect((await errorOf(stack.cloudFront({ method: 'GET', path }))).name).toBe('NoSuchDistribution');

  await expect(stack.deploy(distribution('/one', { Aliases: ['a.test'] }))).rejects.toThrow(
    'you must attach a trusted',
  );
  await stack.remove();
  await expect(stack.deploy(distribution('/one', { DefaultRootObject: 'index.html' }))).rejects.toThrow(
    'DistributionConfig.DefaultRootObject is not played by the embedded AWS',
  );
});
