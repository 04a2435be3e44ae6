/** Names of public zones can be opened on this machine. */
import { readFileSync } from 'node:fs';
import { AuthorizeSecurityGroupIngressCommand, DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clients, defaultNetwork, errorOf, eventually, open } from '../fixtures';
import { alias, Zones } from './stage';

let aws: LocalAws;
let zones: Zones;
let zone: string;
let balancer: LoadBalancer;
const made = () => clients(aws);

async function createBalancer(Name: string): Promise<LoadBalancer> {
  const { subnetIds } = await defaultNetwork(made().ec2);
  const { LoadBalancers = [] } = await made().elb.send(
    new CreateLoadBalancerCommand({ Name, Subnets: subnetIds.slice(0, 2) }),
  );
  return LoadBalancers[0] ?? {};
}

const isActive = (Name: string) =>
  eventually(
    () => made().elb.send(new DescribeLoadBalancersCommand({ Names: [Name] })),
    ({ LoadBalancers }) => LoadBalancers?.[0]?.State?.Code === 'active',
  );

beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100 });
  zones = new Zones(aws);
  zone = await zones.create('apps.test');
  const { vpcId } = await defaultNetwork(made().ec2);
  const { SecurityGroups = [] } = await made().ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
  );
  const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  await made().ec2.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId: SecurityGroups[0]?.GroupId, IpPermissions }),
  );
  balancer = await createBalancer('web');
  const arn = `arn:aws:acm:${aws.region}:${aws.accountId}:certificate/apps`;
  aws.world.certificates.know({ arn, names: ['*.apps.test'], isIssued: true });
  for (const Protocol of ['HTTP', 'HTTPS'] as const) {
    const isSecure = Protocol === 'HTTPS';
    await made().elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: balancer.LoadBalancerArn,
        Port: isSecure ? 443 : 80,
        Protocol,
        Certificates: isSecure ? [{ CertificateArn: arn }] : undefined,
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: Protocol } }],
      }),
    );
  }
  await isActive('web');
  const { DNSName = '', CanonicalHostedZoneId: id = '' } = balancer;
  expect(id).toBe('Z35SXDOTRQ7X7K');
  await zones.change(
    zone,
    alias('CREATE', 'web.apps.test', DNSName, id),
    alias('CREATE', 'web.apps.test', `dualstack.${DNSName}`, id, 'AAAA'),
    alias('CREATE', '*.wild.apps.test', DNSName, id),
    ['CREATE', 'also.apps.test', 'CNAME', 'web.apps.test'],
    ['CREATE', 'taken.wild.apps.test', 'TXT', '"x"'],
    ['CREATE', 'far.apps.test', 'A', '192.0.2.1'],
    ['CREATE', 'round.apps.test', 'CNAME', 'round.apps.test'],
  );
});
afterAll(() => aws.stop());

test('an alias, a CNAME and a name that a wildcard stands for lead to the load balancer', async () => {
  expect(await open(aws, 'https://web.apps.test/')).toMatchObject({ status: 200, body: 'HTTPS' });
  expect(await open(aws, 'https://also.apps.test/')).toMatchObject({ body: 'HTTPS' });
  expect(await open(aws, 'http://a.wild.apps.test/')).toMatchObject({ body: 'HTTP' });
  expect(await open(aws, 'http://A.b.wild.apps.test/')).toMatchObject({ body: 'HTTP' });
});

test.each(['taken.wild.apps.test', 'far.apps.test', 'round.apps.test', 'none.apps.test', 'web.test'])(
  '%s leads nowhere here',
  async (name) => {
    expect((await errorOf(open(aws, `http://${name}/`))).message).toContain(`${name} leads to nothing here`);
  },
);

test('the names are listed, and can be given to curl', async () => {
  const names = (await (await fetch(`${aws.endpoint}/local-aws/names`)).json()) as { name: string }[];
  expect(names.map(({ name }) => name).sort()).toEqual(['*.wild.apps.test', 'also.apps.test', 'web.apps.test']);
  const port = Number(balancer.DNSName?.split(':')[1]);
  expect(names.find(({ name }) => name === 'web.apps.test')).toEqual({
    name: 'web.apps.test',
    target: 'web.us-east-1.elb.localhost',
    ports: { 80: port, 443: port },
  });
  const settings = (await (await fetch(`${aws.endpoint}/local-aws/curl`)).text()).split('\n');
  expect(settings).toContain(`connect-to = "web.apps.test:443:127.0.0.1:${port}"`);
  const file = /^cacert = "(.*)"$/.exec(settings[0] ?? '')?.[1] ?? '';
  expect(readFileSync(file, 'utf8')).toBe(aws.world.certificates.authority.certificate);
});

test('an alias needs a load balancer that is provisioned, in its own zone', async () => {
  const { elb } = made();
  const { DNSName = '', LoadBalancerArn } = await createBalancer('late');
  aws.world.names.set('new.us-east-1.elb.localhost', {
    hostedZoneId: 'Z35SXDOTRQ7X7K',
    isReady: () => false,
    ports: () => new Map(),
  });
  const early = await errorOf(
    zones.change(zone, alias('CREATE', 'new.apps.test', 'new.us-east-1.elb.localhost', 'Z35SXDOTRQ7X7K')),
  );
  expect(early.message).toBe(
    '[Tried to create an alias that targets new.us-east-1.elb.localhost., type A in zone Z35SXDOTRQ7X7K, but that target was not found]',
  );
  await isActive('late');
  const wrong = await errorOf(zones.change(zone, alias('CREATE', 'late.apps.test', DNSName, 'Z32O12XQLNTSW2')));
  expect(wrong.message).toContain('but the alias target name does not lie within the target zone');
  await zones.change(zone, alias('CREATE', 'late.apps.test', DNSName, 'Z35SXDOTRQ7X7K'));
  await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
  expect((await errorOf(open(aws, 'http://late.apps.test/'))).message).toContain('leads to nothing');
  await zones.change(zone, alias('DELETE', 'late.apps.test', DNSName, 'Z35SXDOTRQ7X7K'));
});
