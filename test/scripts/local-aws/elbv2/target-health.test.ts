/** The health of targets by real requests, through the security groups of EC2. */
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clients, defaultNetwork, errorOf, eventually } from '../fixtures';

let aws: LocalAws;
let elb: ReturnType<typeof clients>['elb'];
let ec2: EC2Client;
let vpcId: string;
let balancer: string;
let balancerGroup: string;
/** Lets in whoever is in the load balancer's group, at every port. */
let openGroup: string;
let server: Server;
let seen: string[] = [];
let status = 200;
let serverPort = 0;
beforeAll(async () => {
  // A check every five seconds of AWS time: 50 real milliseconds.
  aws = await startLocalAws({ minuteMs: 600 });
  ({ elb, ec2 } = clients(aws));
  const network = await defaultNetwork(ec2);
  vpcId = network.vpcId;
  [balancerGroup, openGroup] = [await securityGroup('balancer'), await securityGroup('open')];
  await allow(openGroup, { UserIdGroupPairs: [{ GroupId: balancerGroup }] });
  const { LoadBalancers = [] } = await elb.send(
    new CreateLoadBalancerCommand({
      Name: 'one',
      Subnets: network.subnetIds.slice(0, 2),
      SecurityGroups: [balancerGroup],
    }),
  );
  balancer = LoadBalancers[0]?.LoadBalancerArn ?? '';
  server = createServer(({ url = '' }, answer) => {
    seen.push(url);
    answer.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  serverPort = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  seen = [];
  status = 200;
});
afterAll(async () => {
  await aws.stop();
  await new Promise((resolve) => server.close(resolve));
});

async function securityGroup(GroupName: string): Promise<string> {
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName, Description: 'd', VpcId: vpcId }),
  );
  return GroupId;
}

const permission = (source: object) => ({ IpProtocol: 'tcp', FromPort: 1, ToPort: 65_535, ...source });
const allow = (GroupId: string, source: object) =>
  ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission(source)] }));

let made = 0;

/** A target group that is the default action of a listener, with one target. */
async function targetOf(
  listeners: [number, number][],
  groups: string[],
  change: Partial<CreateTargetGroupCommandInput> = {},
) {
  made += 1;
  const Id = `172.31.200.${made}`;
  const { TargetGroups = [] } = await elb.send(
    new CreateTargetGroupCommand({
      Name: `group-${made}`,
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: vpcId,
      TargetType: 'ip',
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      HealthyThresholdCount: 2,
      ...change,
    }),
  );
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn ?? '';
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  const { Listeners = [] } = await elb.send(
    new CreateListenerCommand({ LoadBalancerArn: balancer, Protocol: 'HTTP', Port: 1000 + made, DefaultActions }),
  );
  aws.world.network.attach(vpcId, Id, {
    securityGroupIds: groups,
    listeners: new Map(listeners.map(([port, real]) => [port, { port: real }])),
  });
  const Targets = [{ Id }];
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  const describe = async () => {
    const { TargetHealthDescriptions = [] } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    return TargetHealthDescriptions;
  };
  return {
    TargetGroupArn,
    Targets,
    listener: Listeners[0]?.ListenerArn ?? '',
    describe,
    becomes: (State: string) => eventually(describe, ([first]) => first?.TargetHealth?.State === State),
  };
}

test('a target that answers becomes healthy, by requests of the path of the health check', async () => {
  const { becomes } = await targetOf([[8080, serverPort]], [openGroup], { HealthCheckPath: '/healthz' });
  expect(await becomes('healthy')).toEqual([
    {
      Target: { Id: expect.any(String), Port: 8080 },
      HealthCheckPort: '8080',
      TargetHealth: { State: 'healthy' },
    },
  ]);
  expect(new Set(seen)).toEqual(new Set(['/healthz']));
});

test('a target that answers with another status becomes unhealthy, and healthy again when it answers well', async () => {
  status = 503;
  const { becomes, TargetGroupArn } = await targetOf([[8080, serverPort]], [openGroup]);
  expect((await becomes('unhealthy'))[0]?.TargetHealth).toEqual({
    State: 'unhealthy',
    Reason: 'Target.ResponseCodeMismatch',
    Description: 'Health checks failed with these codes: [503]',
  });
  status = 200;
  await becomes('healthy');
  await elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, Matcher: { HttpCode: '201' } }));
  await becomes('unhealthy');
});

test('health checks go to a port of their own, if the group says so', async () => {
  const { becomes } = await targetOf([[9090, serverPort]], [openGroup], { HealthCheckPort: '9090' });
  expect((await becomes('healthy'))[0]?.HealthCheckPort).toBe('9090');
});

test('a port at which nobody listens fails health checks', async () => {
  const { becomes } = await targetOf([[8081, serverPort]], [openGroup]);
  expect((await becomes('unhealthy'))[0]?.TargetHealth).toEqual({
    State: 'unhealthy',
    Reason: 'Target.FailedHealthChecks',
    Description: 'Health checks failed',
  });
});

test('a target whose security group does not let the load balancer in times out, until a rule is added', async () => {
  const closed = await securityGroup('closed');
  const { becomes } = await targetOf([[8080, serverPort]], [closed], { HealthCheckPath: '/closed' });
  expect((await becomes('unhealthy'))[0]?.TargetHealth).toEqual({
    State: 'unhealthy',
    Reason: 'Target.Timeout',
    Description: 'Request timed out',
  });
  expect(seen).not.toContain('/closed');
  const source = { UserIdGroupPairs: [{ GroupId: balancerGroup }] };
  await allow(closed, source);
  await becomes('healthy');
  await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: closed, IpPermissions: [permission(source)] }));
  expect((await becomes('unhealthy'))[0]?.TargetHealth?.Reason).toBe('Target.Timeout');
  await allow(closed, { IpRanges: [{ CidrIp: '172.31.0.0/16' }] });
  await becomes('healthy');
});

test('a target drains for the deregistration delay, and is new when it is registered again', async () => {
  const { becomes, describe, TargetGroupArn, Targets } = await targetOf([[8080, serverPort]], [openGroup]);
  await becomes('healthy');
  const delay = (seconds: number) =>
    elb.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn,
        Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(seconds) }],
      }),
    );
  await delay(3000);
  await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }));
  expect((await describe()).map(({ TargetHealth }) => TargetHealth)).toEqual([
    {
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    },
  ]);
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  expect((await describe()).map(({ TargetHealth }) => TargetHealth?.State)).toEqual(['initial']);
  await delay(0);
  await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }));
  await eventually(describe, (targets) => targets.length === 0);
});

test('a target can be asked for by its address, and is unused if it is not registered', async () => {
  const { becomes, TargetGroupArn, Targets } = await targetOf([[8080, serverPort]], [openGroup]);
  await becomes('healthy');
  const { TargetHealthDescriptions = [] } = await elb.send(
    new DescribeTargetHealthCommand({ TargetGroupArn, Targets: [...Targets, { Id: '172.31.0.9', Port: 1 }] }),
  );
  expect(TargetHealthDescriptions.map(({ TargetHealth }) => [TargetHealth?.State, TargetHealth?.Reason])).toEqual([
    ['healthy', undefined],
    ['unused', 'Target.NotRegistered'],
  ]);
});

test('one address can be registered with several ports', async () => {
  const { describe, becomes, TargetGroupArn, Targets } = await targetOf([[8080, serverPort]], [openGroup]);
  await becomes('healthy');
  await elb.send(
    new RegisterTargetsCommand({ TargetGroupArn, Targets: Targets.map(({ Id }) => ({ Id, Port: 9999 })) }),
  );
  const both = await eventually(describe, (targets) => targets[1]?.TargetHealth?.State === 'unhealthy');
  expect(both.map(({ Target }) => Target?.Port)).toEqual([8080, 9999]);
});

test('an address that is none is refused', async () => {
  const { TargetGroupArn } = await targetOf([], [openGroup]);
  const wrong = elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.0.300' }] }));
  expect(await errorOf(wrong)).toMatchObject({
    name: 'ValidationError',
    message: "The IP address '10.0.0.300' is not a valid IPv4 or IPv6 address",
  });
});

test('whoever listens learns of each change of health', async () => {
  const changes: string[] = [];
  const end = aws.world.network.onHealthChange((arn) => changes.push(arn));
  const { becomes, TargetGroupArn } = await targetOf([[8080, serverPort]], [openGroup]);
  await becomes('healthy');
  end();
  expect(changes.filter((arn) => arn === TargetGroupArn).length).toBeGreaterThanOrEqual(2);
});

test('healthy and unhealthy targets are counted once in a played minute', async () => {
  const { becomes, TargetGroupArn, Targets } = await targetOf([[8080, serverPort]], [openGroup]);
  await elb.send(
    new RegisterTargetsCommand({ TargetGroupArn, Targets: Targets.map(({ Id }) => ({ Id, Port: 9999 })) }),
  );
  await becomes('healthy');
  const dimensions = {
    TargetGroup: TargetGroupArn.slice(TargetGroupArn.indexOf('targetgroup/')),
    LoadBalancer: balancer.slice(balancer.indexOf('app/')),
  };
  const counts = async () =>
    ['HealthyHostCount', 'UnHealthyHostCount'].map((name) => {
      const key = { region: aws.region, namespace: 'AWS/ApplicationELB', name, dimensions, unit: 'Count' };
      return aws.world.metrics.series(key).between(0, Number.POSITIVE_INFINITY).at(-1);
    });
  const [healthy, unhealthy] = await eventually(counts, ([one, other]) => one?.maximum === 1 && other?.maximum === 1);
  expect([healthy?.sampleCount, unhealthy?.sampleCount]).toEqual([1, 1]);
});
