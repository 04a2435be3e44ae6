import {
  ACMClient,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  type CreateListenerCommandInput,
  CreateLoadBalancerCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  ModifyListenerCommand,
  type ModifyListenerCommandInput,
  RemoveListenerCertificatesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clientConfig, clients, defaultNetwork, errorOf, eventually, importedCertificate } from '../fixtures';

let aws: LocalAws;
let elb: ReturnType<typeof clients>['elb'];
let acm: ACMClient;
let balancer: string;
let first: string;
let second: string;
let third: string;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100, elbQuotas: { certificates: 2 } });
  const made = clients(aws);
  elb = made.elb;
  acm = new ACMClient(clientConfig(aws));
  const { subnetIds } = await defaultNetwork(made.ec2);
  const { LoadBalancers = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'one', Subnets: subnetIds.slice(0, 2) }),
  );
  balancer = LoadBalancers[0]?.LoadBalancerArn ?? '';
  first = await importedCertificate(aws, 'first.test');
  second = await importedCertificate(aws, 'second.test');
  third = await importedCertificate(aws, 'third.test');
});
afterAll(() => aws.stop());
afterEach(async () => {
  const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }));
  for (const { ListenerArn } of Listeners) await elb.send(new DeleteListenerCommand({ ListenerArn }));
});

async function create(change: Partial<CreateListenerCommandInput> = {}): Promise<string> {
  const input: CreateListenerCommandInput = {
    LoadBalancerArn: balancer,
    Protocol: 'HTTPS',
    Port: 443,
    Certificates: [{ CertificateArn: first }],
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    ...change,
  };
  return (await elb.send(new CreateListenerCommand(input))).Listeners?.[0]?.ListenerArn ?? '';
}

const modify = (ListenerArn: string, change: Omit<ModifyListenerCommandInput, 'ListenerArn'>) =>
  elb.send(new ModifyListenerCommand({ ListenerArn, ...change }));
const add = (ListenerArn: string, CertificateArn: string) =>
  elb.send(new AddListenerCertificatesCommand({ ListenerArn, Certificates: [{ CertificateArn }] }));
const remove = (ListenerArn: string, CertificateArn: string) =>
  elb.send(new RemoveListenerCertificatesCommand({ ListenerArn, Certificates: [{ CertificateArn }] }));

async function certificatesOf(ListenerArn: string) {
  const { Certificates = [] } = await elb.send(new DescribeListenerCertificatesCommand({ ListenerArn }));
  return Certificates.map(({ CertificateArn, IsDefault }) => [CertificateArn, IsDefault]);
}

async function described(ListenerArn: string) {
  return (await elb.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] }))).Listeners?.[0];
}

const inUse = async (CertificateArn: string) =>
  (await acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate?.InUseBy;

test('a certificate that is not there, is in another Region or is not issued is refused everywhere', async () => {
  const elsewhere = await importedCertificate({ endpoint: aws.endpoint, region: 'eu-west-1' }, 'first.test');
  const { CertificateArn: pending = '' } = await acm.send(
    new RequestCertificateCommand({ DomainName: 'pending.test', ValidationMethod: 'DNS' }),
  );
  const arn = await create();
  for (const [certificate, code] of [
    [`${first}0`, 'CertificateNotFoundException'],
    [elsewhere, 'CertificateNotFoundException'],
    [pending, 'UnsupportedCertificate'],
  ] as const) {
    const Certificates = [{ CertificateArn: certificate }];
    const errors = await Promise.all([
      errorOf(create({ Port: 444, Certificates })),
      errorOf(modify(arn, { Certificates })),
      errorOf(add(arn, certificate)),
    ]);
    expect(errors.map(({ name }) => name)).toEqual([code, code, code]);
  }
  expect(await certificatesOf(arn)).toEqual([[first, true]]);
});

test('certificates are added once, in addition to the default one, which cannot be removed', async () => {
  const arn = await create();
  await add(arn, second);
  await add(arn, second);
  await add(arn, first);
  expect(await certificatesOf(arn)).toEqual([
    [first, true],
    [second, false],
    [first, false],
  ]);
  expect((await described(arn))?.Certificates).toEqual([{ CertificateArn: first }]);
  await remove(arn, first);
  const error = await errorOf(remove(arn, first));
  expect([error.name, error.message]).toEqual([
    'OperationNotPermittedException',
    'Default certificate cannot be removed',
  ]);
  await modify(arn, { Certificates: [{ CertificateArn: third }] });
  await remove(arn, second);
  expect(await certificatesOf(arn)).toEqual([[third, true]]);
});

test('a load balancer has 25 certificates at most on all its listeners; default ones do not count', async () => {
  const arn = await create();
  const other = await create({ Port: 444 });
  await add(arn, second);
  await add(other, second);
  expect((await errorOf(add(other, third))).name).toBe('TooManyCertificatesException');
  await remove(arn, second);
  await add(other, third);
});

test('pages of certificates follow each other', async () => {
  const arn = await create();
  await add(arn, second);
  const page = (Marker?: string) =>
    elb.send(new DescribeListenerCertificatesCommand({ ListenerArn: arn, PageSize: 1, Marker }));
  const { Certificates: [one] = [], NextMarker } = await page();
  const { Certificates: [two] = [], NextMarker: end } = await page(NextMarker);
  expect([one?.CertificateArn, two?.CertificateArn, end]).toEqual([first, second, undefined]);
});

test('an HTTP listener takes no certificate, becomes HTTPS with one, and loses all of them when it becomes HTTP again', async () => {
  const arn = await create({ Protocol: 'HTTP', Port: 80, Certificates: undefined });
  expect((await described(arn))?.SslPolicy).toBeUndefined();
  expect((await errorOf(add(arn, second))).message).toContain('only be specified for HTTPS');
  expect((await errorOf(modify(arn, { Protocol: 'HTTPS' }))).message).toContain('A certificate must be specified');
  await modify(arn, { Protocol: 'HTTPS', Port: 443, Certificates: [{ CertificateArn: first }] });
  await add(arn, second);
  await modify(arn, { Protocol: 'HTTP', Port: 80 });
  expect(await certificatesOf(arn)).toEqual([]);
  const { Protocol, Port, Certificates } = (await described(arn)) ?? {};
  expect([Protocol, Port, Certificates]).toEqual(['HTTP', 80, undefined]);
});

test('a security policy must exist; without one, a listener has that of 2016', async () => {
  const arn = await create();
  expect((await described(arn))?.SslPolicy).toBe('ELBSecurityPolicy-2016-08');
  await modify(arn, { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' });
  expect((await described(arn))?.SslPolicy).toBe('ELBSecurityPolicy-TLS13-1-2-2021-06');
  const unknown = { SslPolicy: 'ELBSecurityPolicy-2099-01' };
  expect((await errorOf(create({ Port: 444, ...unknown }))).name).toBe('SSLPolicyNotFoundException');
  expect((await errorOf(modify(arn, unknown))).name).toBe('SSLPolicyNotFoundException');
  expect((await errorOf(create({ Protocol: 'HTTP', Port: 80, Certificates: [], SslPolicy: 'x' }))).message).toContain(
    'only be specified for HTTPS',
  );
});

test('a certificate is in use by the load balancer, and can be deleted a little after its last listener let it go', async () => {
  const mine = await importedCertificate(aws, 'mine.test');
  const destroy = () => acm.send(new DeleteCertificateCommand({ CertificateArn: mine }));
  const arn = await create();
  await add(arn, mine);
  expect(await inUse(mine)).toEqual([balancer]);
  const error = await errorOf(destroy());
  expect([error.name, error.message]).toEqual([
    'ResourceInUseException',
    `Certificate ${mine} in account 123456789012 is in use.`,
  ]);
  await remove(arn, mine);
  await eventually(
    () => inUse(mine),
    (users) => users?.length === 0,
  );
  await modify(arn, { Certificates: [{ CertificateArn: mine }] });
  expect(await inUse(mine)).toEqual([balancer]);
  await elb.send(new DeleteListenerCommand({ ListenerArn: arn }));
  await eventually(
    () => inUse(mine),
    (users) => users?.length === 0,
  );
  await destroy();
});

test('a deleted load balancer uses no certificate', async () => {
  const { subnetIds } = await defaultNetwork(clients(aws).ec2);
  const made = await elb.send(new CreateLoadBalancerCommand({ Name: 'two', Subnets: subnetIds.slice(0, 2) }));
  const arn = made.LoadBalancers?.[0]?.LoadBalancerArn;
  await create({ LoadBalancerArn: arn, Certificates: [{ CertificateArn: third }] });
  expect(await inUse(third)).toContain(arn);
  await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arn }));
  await eventually(
    () => inUse(third),
    (users) => !users?.includes(arn ?? ''),
  );
});
