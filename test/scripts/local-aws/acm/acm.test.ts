import { X509Certificate } from 'node:crypto';
import {
  ACMClient,
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  GetCertificateCommand,
  ImportCertificateCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
  RenewCertificateCommand,
  RequestCertificateCommand,
  type RequestCertificateCommandInput,
} from '@aws-sdk/client-acm';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { LocalAws } from '../../../../scripts/local-aws';
import { CertificateAuthority } from '../../../../scripts/local-aws/certificates/authority';
import { startLocalAws } from '../../../nursery';
import { clientConfig, errorOf, eventually, importedCertificate } from '../fixtures';

let aws: LocalAws;
let acm: ACMClient;
let route53: Route53Client;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100 });
  acm = new ACMClient(clientConfig(aws));
  route53 = new Route53Client(clientConfig(aws));
});
afterAll(() => aws.stop());

async function request(DomainName: string, more: Partial<RequestCertificateCommandInput> = {}): Promise<string> {
  const input = { DomainName, ValidationMethod: 'DNS' as const, ...more };
  return (await acm.send(new RequestCertificateCommand(input))).CertificateArn ?? '';
}

async function describe(CertificateArn: string) {
  const { Certificate = {} } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
  return Certificate;
}

/** The records that validate a certificate, once ACM shows them. */
async function records(arn: string): Promise<ResourceRecordSet[]> {
  const { DomainValidationOptions = [] } = await eventually(
    () => describe(arn),
    (seen) => seen.DomainValidationOptions?.[0]?.ResourceRecord !== undefined,
  );
  return DomainValidationOptions.map(({ ResourceRecord }) => ({
    Name: ResourceRecord?.Name,
    Type: ResourceRecord?.Type,
    TTL: 300,
    ResourceRecords: [{ Value: ResourceRecord?.Value }],
  }));
}

async function zone(Name: string): Promise<string> {
  const made = await route53.send(new CreateHostedZoneCommand({ Name, CallerReference: Name }));
  return made.HostedZone?.Id ?? '';
}

async function write(HostedZoneId: string, sets: ResourceRecordSet[]): Promise<void> {
  const Changes = sets.map((ResourceRecordSet) => ({ Action: 'UPSERT' as const, ResourceRecordSet }));
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
}

test('a certificate is issued once every name of it has its record in a zone that holds the name', async () => {
  const apps = await zone('apps.issued.test');
  const other = await zone('other.issued.test');
  const arn = await request('*.apps.issued.test', {
    SubjectAlternativeNames: ['apps.issued.test', 'Other.issued.test', '*.apps.issued.test'],
  });
  expect(arn).toMatch(/^arn:aws:acm:us-east-1:123456789012:certificate\/[\da-f-]{36}$/);
  const [wild, bare, last] = await records(arn);
  expect([wild?.Name, bare?.Name]).toEqual([bare?.Name, wild?.Name]);
  expect(wild?.Name).toMatch(/^_[\da-f]{32}\.apps\.issued\.test\.$/);
  expect(wild?.ResourceRecords?.[0]?.Value).toMatch(/^_[\da-f]{32}\.[a-z]{10}\.acm-validations\.aws\.$/);
  await write(apps, [wild ?? { Name: '', Type: 'CNAME' }]);
  const half = await eventually(
    () => describe(arn),
    (seen) => seen.DomainValidationOptions?.[1]?.ValidationStatus === 'SUCCESS',
  );
  expect(half.Status).toBe('PENDING_VALIDATION');
  expect(half.DomainValidationOptions?.map(({ ValidationStatus }) => ValidationStatus)).toEqual([
    'SUCCESS',
    'SUCCESS',
    'PENDING_VALIDATION',
  ]);
  await expect(acm.send(new GetCertificateCommand({ CertificateArn: arn }))).rejects.toThrow('is not yet issued');
  await write(other, [last ?? { Name: '', Type: 'CNAME' }]);
  const issued = await eventually(
    () => describe(arn),
    (seen) => seen.Status === 'ISSUED',
  );
  expect(issued).toMatchObject({
    DomainName: '*.apps.issued.test',
    SubjectAlternativeNames: ['*.apps.issued.test', 'apps.issued.test', 'other.issued.test'],
    Type: 'AMAZON_ISSUED',
    InUseBy: [],
  });
  expect(issued.IssuedAt?.getTime()).toBeGreaterThan(issued.CreatedAt?.getTime() ?? Infinity);
  const { Certificate = '', CertificateChain = '' } = await acm.send(
    new GetCertificateCommand({ CertificateArn: arn }),
  );
  const x509 = new X509Certificate(Certificate);
  expect(x509.verify(new X509Certificate(CertificateChain).publicKey)).toBe(true);
  expect(x509.checkHost('web.apps.issued.test')).toBe('*.apps.issued.test');
});

test('a record for a name is the same in every certificate, so a second certificate is issued by itself', async () => {
  const id = await zone('again.test');
  const first = await request('again.test');
  await write(id, await records(first));
  const second = await request('*.again.test');
  const issued = await eventually(
    () => describe(second),
    (seen) => seen.Status === 'ISSUED',
  );
  expect(issued.DomainValidationOptions?.[0]?.ResourceRecord).toEqual(
    (await describe(first)).DomainValidationOptions?.[0]?.ResourceRecord,
  );
});

test('a wrong value, a private zone and validation by e-mail validate nothing; after 72 hours, a request has timed out', async () => {
  const id = await zone('wrong.test');
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({
      Name: 'private.test',
      CallerReference: 'private',
      HostedZoneConfig: { PrivateZone: true },
      VPC: { VPCRegion: 'us-east-1', VPCId: 'vpc-1' },
    }),
  );
  const wrong = await request('wrong.test');
  const inPrivate = await request('private.test');
  const byMail = await request('mail.test', { ValidationMethod: undefined });
  const [record] = await records(wrong);
  await write(id, [
    { ...record, Name: record?.Name, Type: 'CNAME', ResourceRecords: [{ Value: '_1.2.acm-validations.aws' }] },
  ]);
  await write(HostedZone?.Id ?? '', await records(inPrivate));
  const now = aws.world.now;
  aws.world.now = () => new Date(now().getTime() + 72 * 3_600_000);
  try {
    for (const arn of [wrong, inPrivate, byMail]) {
      const timedOut = await eventually(
        () => describe(arn),
        (seen) => seen.Status !== 'PENDING_VALIDATION',
      );
      expect(timedOut.Status).toBe('VALIDATION_TIMED_OUT');
      expect(timedOut.DomainValidationOptions?.[0]?.ValidationStatus).toBe('FAILED');
    }
  } finally {
    aws.world.now = now;
  }
});

test('a record validates no certificate that is validated by e-mail', async () => {
  const id = await zone('both.test');
  const byMail = await request('both.test', { ValidationMethod: 'EMAIL' });
  const byDns = await request('both.test');
  await write(id, await records(byDns));
  await eventually(
    () => describe(byDns),
    (seen) => seen.Status === 'ISSUED',
  );
  // The record is found a second time, so every request before that has been looked at.
  const later = await request('both.test');
  await eventually(
    () => describe(later),
    (seen) => seen.Status === 'ISSUED',
  );
  expect(await describe(byMail)).toMatchObject({
    Status: 'PENDING_VALIDATION',
    DomainValidationOptions: [{ ValidationStatus: 'PENDING_VALIDATION' }],
  });
});

test('a look that fails does not end the validation', async () => {
  const send = vi.spyOn(Route53Client.prototype, 'send');
  send.mockRejectedValueOnce(new Error('NoSuchHostedZone') as never);
  try {
    const arn = await request('gone.test');
    await eventually(async () => send.mock.settledResults.some(({ type }) => type === 'rejected'), Boolean);
    const id = await zone('gone.test');
    await write(id, await records(arn));
    await eventually(
      () => describe(arn),
      (seen) => seen.Status === 'ISSUED',
    );
  } finally {
    send.mockRestore();
  }
});

test('one idempotency token makes one certificate in an hour', async () => {
  const arn = await request('token.test', { IdempotencyToken: 'abc' });
  expect(await request('token.test', { IdempotencyToken: 'abc' })).toBe(arn);
  expect(await request('token.test', { IdempotencyToken: 'abd' })).not.toBe(arn);
  const now = aws.world.now;
  aws.world.now = () => new Date(now().getTime() + 3_600_000);
  try {
    expect(await request('token.test', { IdempotencyToken: 'abc' })).not.toBe(arn);
  } finally {
    aws.world.now = now;
  }
});

test.each([
  ['no name', '', {}, 'ValidationException', "at 'domainName' failed"],
  ['a label with an underscore', 'a_b.test', {}, 'ValidationException', "Value 'a_b.test'"],
  ['a wildcard in the middle', 'a.*.test', {}, 'ValidationException', "Value 'a.*.test'"],
  [
    'a wrong alternative',
    'a.test',
    { SubjectAlternativeNames: ['b..test'] },
    'ValidationException',
    'subjectAlternativeNames',
  ],
  ['a first name of more than 64 octets', `${'a'.repeat(60)}.test`, {}, 'ValidationException', 'no longer than 64'],
  [
    'eleven names',
    'a.test',
    { SubjectAlternativeNames: [...'bcdefghijk'].map((label) => `${label}.test`) },
    'LimitExceededException',
    'limit of 10',
  ],
  ['a token with a space', 'a.test', { IdempotencyToken: 'a b' }, 'ValidationException', 'idempotencyToken'],
  ['a tag of AWS', 'a.test', { Tags: [{ Key: 'aws:a' }] }, 'InvalidTagException', 'aws:a'],
  ['validation over HTTP', 'a.test', { ValidationMethod: 'HTTP' }, 'NotImplemented', 'Validation by HTTP'],
] as const)('%s is refused', async (_, name, more, code, text) => {
  const error = await errorOf(request(name, more as Partial<RequestCertificateCommandInput>));
  expect([error.name, error.message]).toEqual([code, expect.stringContaining(text)]);
});

test('an imported certificate can be used at once, and can be imported again', async () => {
  const arn = await importedCertificate(aws, 'imported.test', '*.imported.test');
  expect(await describe(arn)).toMatchObject({
    Type: 'IMPORTED',
    Status: 'ISSUED',
    DomainName: 'imported.test',
    SubjectAlternativeNames: ['imported.test', '*.imported.test'],
    RenewalEligibility: 'INELIGIBLE',
  });
  const authority = new CertificateAuthority();
  const [one, two] = [authority.issue(['one.test']), new CertificateAuthority().issue(['two.test'])];
  const load = (cert: string, key: string, CertificateArn?: string) =>
    acm.send(
      new ImportCertificateCommand({ Certificate: Buffer.from(cert), PrivateKey: Buffer.from(key), CertificateArn }),
    );
  expect((await load(one.cert, one.key, arn)).CertificateArn).toBe(arn);
  expect((await describe(arn)).DomainName).toBe('one.test');
  const requested = await request('requested.test');
  for (const [call, text] of [
    [() => load(one.cert, two.key), 'does not match'],
    [() => load('none', one.key), 'certificate is not valid'],
    [() => load(one.cert, 'none'), 'private key is not supported'],
    [() => load(one.cert, one.key, requested), 'is not imported'],
  ] as const) {
    const error = await errorOf(call());
    expect([error.name, error.message]).toEqual(['ValidationException', expect.stringContaining(text)]);
  }
});

test('certificates are listed by page and by status, have tags, and are gone when they are deleted', async () => {
  const arn = await request('listed.test', {
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  });
  const listed: string[] = [];
  for (let NextToken: string | undefined, first = true; first || NextToken !== undefined; first = false) {
    const page = await acm.send(
      new ListCertificatesCommand({ CertificateStatuses: ['PENDING_VALIDATION'], MaxItems: 2, NextToken }),
    );
    listed.push(...(page.CertificateSummaryList ?? []).map(({ CertificateArn = '' }) => CertificateArn));
    NextToken = page.NextToken;
  }
  expect(listed).toContain(arn);
  expect(new Set(listed).size).toBe(listed.length);
  const issued = await acm.send(new ListCertificatesCommand({ CertificateStatuses: ['ISSUED'] }));
  expect(issued.CertificateSummaryList?.some(({ CertificateArn }) => CertificateArn === arn)).toBe(false);

  await acm.send(
    new AddTagsToCertificateCommand({ CertificateArn: arn, Tags: [{ Key: 'a', Value: '3' }, { Key: 'c' }] }),
  );
  const Tags = [
    { Key: 'a', Value: 'other' },
    { Key: 'b', Value: '2' },
  ];
  await acm.send(new RemoveTagsFromCertificateCommand({ CertificateArn: arn, Tags }));
  expect((await acm.send(new ListTagsForCertificateCommand({ CertificateArn: arn }))).Tags).toEqual([
    { Key: 'a', Value: '3' },
    { Key: 'c' },
  ]);

  await acm.send(new DeleteCertificateCommand({ CertificateArn: arn }));
  const gone = await errorOf(describe(arn));
  expect([gone.name, gone.message]).toEqual(['ResourceNotFoundException', `Could not find certificate ${arn}.`]);
  expect((await errorOf(describe('arn:aws:acm:x'))).name).toBe('ValidationException');
  expect((await errorOf(acm.send(new RenewCertificateCommand({ CertificateArn: arn })))).message).toContain(
    'not played',
  );
});
