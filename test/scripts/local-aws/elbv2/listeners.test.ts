import {
  CreateListenerCommand,
  type CreateListenerCommandInput,
  CreateLoadBalancerCommand,
  DeleteListenerCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clients, defaultNetwork, errorOf, importedCertificate } from '../fixtures';

let aws: LocalAws;
let elb: ReturnType<typeof clients>['elb'];
let balancer: string;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100, elbQuotas: { listeners: 2 } });
  const made = clients(aws);
  elb = made.elb;
  const { subnetIds } = await defaultNetwork(made.ec2);
  const { LoadBalancers = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'one', Subnets: subnetIds.slice(0, 2) }),
  );
  balancer = LoadBalancers[0]?.LoadBalancerArn ?? '';
});
afterAll(() => aws.stop());
afterEach(async () => {
  for (const { ListenerArn } of await listeners()) await elb.send(new DeleteListenerCommand({ ListenerArn }));
});

const listeners = async () =>
  (await elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }))).Listeners ?? [];

async function create(change: Partial<CreateListenerCommandInput> = {}) {
  const input: CreateListenerCommandInput = {
    LoadBalancerArn: balancer,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: answer('404'),
    ...change,
  };
  const { Listeners = [] } = await elb.send(new CreateListenerCommand(input));
  return { ...Listeners[0], arn: Listeners[0]?.ListenerArn ?? '' };
}

const answer = (StatusCode: string) => [{ Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode } }];

const certificate = () => importedCertificate(aws, 'example.com');

test('an identical CreateListener answers with the existing listener, and another one on that port is refused', async () => {
  const { arn } = await create();
  expect((await create()).arn).toBe(arn);
  const Certificates = [{ CertificateArn: await certificate() }];
  const changes: Partial<CreateListenerCommandInput>[] = [
    { DefaultActions: answer('503') },
    { Protocol: 'HTTPS', Certificates },
  ];
  for (const change of changes) {
    const error = await errorOf(create(change));
    expect([error.name, error.message]).toEqual([
      'DuplicateListenerException',
      expect.stringContaining('already exists on this port'),
    ]);
  }
  expect(await listeners()).toHaveLength(1);
});

test('the first CreateListener is refused if it is repeated after the listener was modified', async () => {
  const { arn } = await create();
  await elb.send(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: answer('503') }));
  expect((await errorOf(create())).name).toBe('DuplicateListenerException');
  expect((await create({ DefaultActions: answer('503') })).arn).toBe(arn);
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: arn }));
  expect(Rules[0]?.Actions?.[0]?.FixedResponseConfig?.StatusCode).toBe('503');
});

test('HTTPS needs exactly one certificate, HTTP none', async () => {
  const CertificateArn = await certificate();
  expect((await errorOf(create({ Protocol: 'HTTPS', Port: 443 }))).message).toBe(
    'A certificate must be specified for HTTPS listeners',
  );
  const two = [{ CertificateArn }, { CertificateArn: await certificate() }];
  expect((await errorOf(create({ Protocol: 'HTTPS', Port: 443, Certificates: two }))).message).toContain(
    'Exactly one certificate',
  );
  expect((await errorOf(create({ Certificates: [{ CertificateArn }] }))).message).toContain(
    'only be specified for HTTPS',
  );
  const none = `${CertificateArn.slice(0, -4)}0000`;
  expect((await errorOf(create({ Protocol: 'HTTPS', Port: 443, Certificates: [{ CertificateArn: none }] }))).name).toBe(
    'CertificateNotFoundException',
  );
  const { Certificates } = await create({ Protocol: 'HTTPS', Port: 443, Certificates: [{ CertificateArn }] });
  expect(Certificates).toEqual([{ CertificateArn }]);
});

test.each([
  ['port 0', { Port: 0 }, 'between'],
  ['port 70000', { Port: 70_000 }, 'between'],
  ['no port', { Port: undefined }, 'port must be specified'],
  ['TCP', { Protocol: 'TCP' }, 'must be one of'],
  ['no action', { DefaultActions: [] }, 'An action must be specified'],
] as const)('%s is refused', async (_, change, text) => {
  const error = await errorOf(create(change as Partial<CreateListenerCommandInput>));
  expect([error.name, error.message]).toEqual(['ValidationError', expect.stringContaining(text)]);
});

test('a listener cannot be moved to the port of another one', async () => {
  const { arn } = await create();
  await create({ Port: 81 });
  expect((await errorOf(elb.send(new ModifyListenerCommand({ ListenerArn: arn, Port: 81 })))).name).toBe(
    'DuplicateListenerException',
  );
  await elb.send(new ModifyListenerCommand({ ListenerArn: arn, Port: 82 }));
  expect((await listeners()).map(({ Port }) => Port).sort()).toEqual([81, 82]);
});

test("listeners beyond the load balancer's quota are refused", async () => {
  await create();
  await create({ Port: 81 });
  expect((await errorOf(create({ Port: 82 }))).name).toBe('TooManyListenersException');
});

test('a listener or a load balancer that does not exist is not found', async () => {
  const { arn } = await create();
  const missing = `${arn}0`;
  const calls = [
    elb.send(new DescribeListenersCommand({ ListenerArns: [arn, missing] })),
    elb.send(new DeleteListenerCommand({ ListenerArn: missing })),
    elb.send(new ModifyListenerCommand({ ListenerArn: missing, Port: 1 })),
  ];
  for (const error of await Promise.all(calls.map(errorOf))) expect(error.name).toBe('ListenerNotFoundException');
  for (const call of [
    create({ LoadBalancerArn: `${balancer}0` }),
    elb.send(new DescribeListenersCommand({ LoadBalancerArn: `${balancer}0` })),
  ]) {
    expect((await errorOf(call)).name).toBe('LoadBalancerNotFoundException');
  }
});
