/** How a load balancer of the embedded AWS is reached from this machine, from its creation to its deletion. */
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  CreateRuleCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { LocalAws } from '../../../../../scripts/local-aws';
import { startLocalAws } from '../../../../nursery';
import { clientConfig, clients, defaultNetwork, eventually, holdTime } from '../../fixtures';
import { ask } from './stage';

const lines: string[] = [];
let aws: LocalAws;
let time: ReturnType<typeof holdTime>;
let elb: ReturnType<typeof clients>['elb'];
let ec2: EC2Client;
let subnets: string[];
/** Of load balancers that name no security group. */
let defaultGroup: string;
const EVERYBODY = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
beforeAll(async () => {
  aws = await startLocalAws({ tell: (line) => void lines.push(line) });
  time = holdTime(aws);
  ({ ec2, elb } = clients(aws));
  const network = await defaultNetwork(ec2);
  subnets = network.subnetIds;
  const inVpc = [{ Name: 'vpc-id', Values: [network.vpcId] }];
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: inVpc }));
  defaultGroup = SecurityGroups[0]?.GroupId ?? '';
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: defaultGroup, IpPermissions: [EVERYBODY] }));
});
afterAll(() => aws.stop());

async function create(Name: string, change: Partial<CreateLoadBalancerCommandInput> = {}) {
  const { LoadBalancers = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name, Subnets: subnets.slice(0, 2), ...change }),
  );
  const [{ LoadBalancerArn = '', DNSName = '' } = {}] = LoadBalancers;
  return { arn: LoadBalancerArn, dnsName: DNSName, port: Number(DNSName.split(':')[1]) };
}

async function listenOn(LoadBalancerArn: string, Port: number, body: string): Promise<string> {
  const { Listeners = [] } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Port,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: body } }],
    }),
  );
  return Listeners[0]?.ListenerArn ?? '';
}

async function listed(): Promise<{ arn: string; dnsName: string; ports: Record<string, number> }[]> {
  const answer = await fetch(`${aws.endpoint}/local-aws/load-balancers`);
  return answer.json() as Promise<{ arn: string; dnsName: string; ports: Record<string, number> }[]>;
}

test('the DNS name has the port of this machine, on 127.0.0.1 and on ::1, as soon as the load balancer is active', async () => {
  const { arn, dnsName, port } = await create('web');
  expect(dnsName).toMatch(/^web\.us-east-1\.elb\.localhost:\d+$/);
  expect(lines.filter((line) => line.includes('web'))).toEqual([
    `Load balancer web: http://${dnsName} is http://127.0.0.1:${port}; for a host of your own, curl --connect-to ::127.0.0.1:${port}`,
  ]);
  await listenOn(arn, 80, 'here');
  await expect(ask(port)).rejects.toThrow('ECONNRESET');
  time.wake();
  expect(
    await eventually(
      () => ask(port).catch(() => undefined),
      (answer) => answer !== undefined,
    ),
  ).toMatchObject({
    status: 200,
    body: 'here',
  });
  expect(await ask(port, { host: '::1' })).toMatchObject({ body: 'here' });
});

test('the DNS name stays the same in every answer', async () => {
  const { arn, dnsName } = await create('same');
  const again = await create('same');
  expect(again.dnsName).toBe(dnsName);
  await elb.send(new SetSubnetsCommand({ LoadBalancerArn: arn, Subnets: subnets.slice(1, 3) }));
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }));
  expect(LoadBalancers.map((each) => each.DNSName)).toEqual([dnsName]);
});

test('a listener on another port than 80 and 443 has a port of its own until it is deleted', async () => {
  const { arn, port } = await create('other');
  time.wake();
  const listenerArn = await listenOn(arn, 8080, 'other');
  const ports = (await listed()).find((each) => each.arn === arn)?.ports ?? {};
  expect(ports).toMatchObject({ 80: port, 443: port });
  const own = ports[8080] ?? 0;
  expect(lines.at(-1)).toBe(`Load balancer other: the listener on port 8080 is at 127.0.0.1:${own}`);
  expect(await ask(own)).toMatchObject({ body: 'other' });
  await elb.send(new DeleteListenerCommand({ ListenerArn: listenerArn }));
  await expect(ask(own)).rejects.toThrow('ECONNREFUSED');
});

test('a deleted load balancer refuses connections', async () => {
  const { arn, port } = await create('gone');
  await listenOn(arn, 80, 'gone');
  time.wake();
  await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arn }));
  await expect(ask(port)).rejects.toThrow('ECONNREFUSED');
  expect((await listed()).map((each) => each.arn)).not.toContain(arn);
});

test('where AWS takes the DNS name as a host, the port is dropped', async () => {
  const { arn, dnsName, port } = await create('named');
  const host = dnsName.slice(0, dnsName.indexOf(':'));
  const ListenerArn = await listenOn(arn, 80, 'default');
  time.wake();
  await elb.send(
    new CreateRuleCommand({
      ListenerArn,
      Priority: 1,
      Conditions: [{ Field: 'host-header', Values: [dnsName] }],
      Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'by name' } }],
    }),
  );
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
  expect(Rules[0]?.Conditions?.[0]?.Values).toEqual([host]);
  expect(await ask(port, { headers: { host: dnsName } })).toMatchObject({ body: 'by name' });

  const dns = new Route53Client(clientConfig(aws));
  const { HostedZone } = await dns.send(new CreateHostedZoneCommand({ Name: 'a.test', CallerReference: '1' }));
  const AliasTarget = { DNSName: dnsName, HostedZoneId: 'Z35SXDOTRQ7X7K', EvaluateTargetHealth: false };
  const ResourceRecordSet = { Name: 'a.test', Type: 'A' as const, AliasTarget };
  const ChangeBatch = { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet }] };
  time.wake();
  await dns.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: HostedZone?.Id, ChangeBatch }));
  const { ResourceRecordSets = [] } = await dns.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: HostedZone?.Id }),
  );
  expect(ResourceRecordSets.map((set) => set.AliasTarget?.DNSName).filter(Boolean)).toEqual([`${host}.`]);
});

test('a client is turned away by security groups that do not let the internet in, or the network of an internal one', async () => {
  const { arn, port } = await create('guarded');
  await listenOn(arn, 80, 'guarded');
  time.wake();
  const reached = () =>
    ask(port).then(
      ({ body }) => body,
      () => 'turned away',
    );
  await eventually(reached, (body) => body === 'guarded');
  const { vpcId } = await defaultNetwork(ec2);
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'guard', Description: 'd', VpcId: vpcId }),
  );
  await elb.send(new SetSecurityGroupsCommand({ LoadBalancerArn: arn, SecurityGroups: [GroupId] }));
  expect(await reached()).toBe('turned away');
  const http = (CidrIp: string) => ({ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp }] });
  const allow = (CidrIp: string) =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [http(CidrIp)] }));
  await allow('203.0.113.0/24');
  expect(await reached()).toBe('turned away');
  await allow('172.31.0.0/16');
  expect(await reached()).toBe('turned away');
  const inside = await create('inside', { Scheme: 'internal', SecurityGroups: [GroupId] });
  await listenOn(inside.arn, 80, 'inside');
  time.wake();
  await eventually(
    () => ask(inside.port).catch(() => undefined),
    (answer) => answer?.body === 'inside',
  );
  await allow('0.0.0.0/0');
  expect(await reached()).toBe('guarded');
});
