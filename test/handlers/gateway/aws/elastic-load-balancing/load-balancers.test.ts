import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElasticLoadBalancing } from '../../../../../handlers/gateway/aws/elastic-load-balancing/load-balancers';
import { SubnetsRefusedError } from '../../../../../handlers/gateway/world/errors';
import { mockClient } from '../../../../mock-client';
import { awsError } from '../../account/aws-error';

const elb = mockClient(ElasticLoadBalancingV2Client);
const client = new ElasticLoadBalancing(new ElasticLoadBalancingV2Client({ region: 'eu-west-1' }));

beforeEach(() => elb.reset());

const inputs = (): unknown[] => elb.calls().map(({ args }) => args[0].input);

const described = { LoadBalancerArn: 'lb', DNSName: 'lb.test', CanonicalHostedZoneId: 'Z' };
const loadBalancer = { arn: 'lb', dnsName: 'lb.test', hostedZoneId: 'Z' };
const options = {
  name: 'express-t',
  scheme: 'internal' as const,
  subnetIds: ['s1', 's2'],
  securityGroupId: 'sg',
  tags: { t: 'v' },
};

describe('a load balancer', () => {
  it("is an Application Load Balancer with the gateway's security group and tags", async () => {
    elb.on(CreateLoadBalancerCommand).resolves({ LoadBalancers: [described] });
    expect(await client.create(options)).toEqual(loadBalancer);
    expect(inputs()).toEqual([
      {
        Name: 'express-t',
        Type: 'application',
        Scheme: 'internal',
        Subnets: ['s1', 's2'],
        SecurityGroups: ['sg'],
        Tags: [{ Key: 't', Value: 'v' }],
      },
    ]);
  });

  it('of the same name with other settings is used if it has our tags, and refused if not', async () => {
    elb.on(CreateLoadBalancerCommand).rejects(awsError('DuplicateLoadBalancerNameException'));
    elb.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [described] });
    const tagged = (Value: string) => ({ TagDescriptions: [{ ResourceArn: 'lb', Tags: [{ Key: 't', Value }] }] });
    elb.on(DescribeTagsCommand).resolves(tagged('v'));
    expect(await client.create(options)).toEqual(loadBalancer);
    elb.on(DescribeTagsCommand).resolves(tagged('other'));
    await expect(client.create(options)).rejects.toMatchObject({ name: 'StillInUseError' });
  });

  it.each([
    'InvalidSubnetException',
    'SubnetNotFoundException',
    'AvailabilityZoneNotSupportedException',
    'InvalidConfigurationRequestException',
  ])('in subnets that AWS refuses with %s fails with the name and the words of AWS', async (name) => {
    elb.on(CreateLoadBalancerCommand).rejects(awsError(name, 'Not in these subnets'));
    const made = client.create(options);
    await expect(made).rejects.toThrow(SubnetsRefusedError);
    await expect(made).rejects.toMatchObject({ name, message: 'Not in these subnets' });
  });

  it('is reported as "not yet" while AWS does not see its new security group', async () => {
    elb.on(CreateLoadBalancerCommand).rejects(awsError('InvalidSecurityGroup'));
    expect(await client.create(options)).toBe('not yet');
  });

  it('beyond the quota is refused with an explanation', async () => {
    elb.on(CreateLoadBalancerCommand).rejects(awsError('TooManyLoadBalancersException'));
    await expect(client.create(options)).rejects.toMatchObject({
      name: 'QuotaReachedError',
      message: expect.stringMatching(/^Cannot make a load balancer: .*quota.*\(TooManyLoadBalancers\)$/),
    });
  });

  it('is found by name, unless it does not exist', async () => {
    elb.on(DescribeLoadBalancersCommand).resolvesOnce({ LoadBalancers: [described] });
    expect(await client.find('express-t')).toEqual(loadBalancer);
    elb.on(DescribeLoadBalancersCommand).rejects(awsError('LoadBalancerNotFoundException'));
    expect(await client.find('express-t')).toBeUndefined();
  });

  it('reports how far AWS has set it up, and why AWS cannot', async () => {
    const CreatedTime = new Date(Date.UTC(2026, 0, 1));
    const since = CreatedTime.getTime();
    const told = (Code: 'provisioning' | 'active_impaired' | 'failed', Reason?: string) =>
      elb
        .on(DescribeLoadBalancersCommand)
        .resolves({ LoadBalancers: [{ ...described, State: { Code, Reason }, CreatedTime }] });
    told('provisioning');
    expect(await client.setup('lb')).toEqual({ state: 'provisioning', since });
    told('active_impaired', 'no room');
    expect(await client.setup('lb')).toEqual({ state: 'active', reason: 'no room', since });
    told('failed', 'no route');
    expect(await client.setup('lb')).toEqual({ state: 'failed', reason: 'no route', since });
    elb.on(DescribeLoadBalancersCommand).rejects(awsError('LoadBalancerNotFoundException'));
    expect(await client.setup('lb')).toBeUndefined();
    expect(inputs()[0]).toEqual({ LoadBalancerArns: ['lb'] });
  });

  it('is deleted, unless it is gone or protected', async () => {
    elb.on(DeleteLoadBalancerCommand).resolvesOnce({}).rejectsOnce(awsError('LoadBalancerNotFound'));
    await client.delete('lb');
    await client.delete('lb');
    elb.on(DeleteLoadBalancerCommand).rejects(awsError('OperationNotPermittedException', 'protection is on'));
    await expect(client.delete('lb')).rejects.toMatchObject({ name: 'StillInUseError' });
    elb.on(DeleteLoadBalancerCommand).rejects(awsError('AccessDenied'));
    await expect(client.delete('lb')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('whose description lacks a documented field is an error', async () => {
    elb.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [{ LoadBalancerArn: 'lb' }] });
    await expect(client.find('x')).rejects.toThrow('Elastic Load Balancing returned no DNSName');
  });
});

describe('a listener', () => {
  const listener = { loadBalancerArn: 'lb', port: 80, tags: { t: 'v' } };

  it('answers 404 to requests that no rule matches', async () => {
    elb.on(CreateListenerCommand).resolves({ Listeners: [{ ListenerArn: 'l' }] });
    expect(await client.createListener(listener)).toBe('l');
    expect(inputs()[0]).toMatchObject({
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
      Tags: [{ Key: 't', Value: 'v' }],
    });
  });

  describe('that exists already', () => {
    const tagged = (tags: Record<string, string>) =>
      elb.on(DescribeTagsCommand, { ResourceArns: ['l'] }).resolves({
        TagDescriptions: [{ ResourceArn: 'l', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }],
      });

    beforeEach(() => {
      elb.on(CreateListenerCommand).rejects(awsError('DuplicateListenerException'));
      elb.on(DescribeListenersCommand).resolves({
        Listeners: [
          { ListenerArn: 'other', Port: 443 },
          { ListenerArn: 'l', Port: 80 },
        ],
      });
    });

    it('is found by its port if it has our tags', async () => {
      tagged({ t: 'v', more: 'x' });
      expect(await client.createListener(listener)).toBe('l');
    });

    it.each([[{}], [{ t: 'of another gateway' }]])('is refused by name if it has the tags %j', async (tags) => {
      tagged(tags);
      await expect(client.createListener(listener)).rejects.toMatchObject({
        name: 'ListenerTakenError',
        message: expect.stringMatching(/^The listener l on port 80 .* delete it or move it to another port/),
      });
    });

    it('is looked for again if it disappears meanwhile', async () => {
      elb.on(DescribeTagsCommand).rejects(awsError('ListenerNotFoundException'));
      expect(await client.createListener(listener)).toBe('not yet');
    });
  });

  it('is reported as "not yet" while AWS does not see its new load balancer, or the listener itself', async () => {
    elb
      .on(CreateListenerCommand)
      .rejectsOnce(awsError('LoadBalancerNotFoundException'))
      .rejects(awsError('DuplicateListenerException'));
    elb.on(DescribeListenersCommand).resolves({ Listeners: [] });
    expect(await client.createListener(listener)).toBe('not yet');
    expect(await client.createListener(listener)).toBe('not yet');
  });

  it('is listed over all pages, and a load balancer that is gone has none', async () => {
    elb
      .on(DescribeListenersCommand)
      .resolvesOnce({ Listeners: [{ ListenerArn: 'a', Port: 80 }], NextMarker: 'm' })
      .resolvesOnce({ Listeners: [{ ListenerArn: 'b' }] });
    expect(await client.listeners('lb')).toEqual([
      { arn: 'a', port: 80 },
      { arn: 'b', port: 0 },
    ]);
    elb.on(DescribeListenersCommand).rejects(awsError('LoadBalancerNotFoundException'));
    expect(await client.listeners('lb')).toEqual([]);
    elb.on(DescribeListenersCommand).rejects(awsError('Throttling'));
    await expect(client.listeners('lb')).rejects.toMatchObject({ name: 'Throttling' });
  });
});

describe('tags', () => {
  it('are read twenty at a time', async () => {
    elb.on(DescribeTagsCommand).callsFake(({ ResourceArns }: { ResourceArns: string[] }) => ({
      TagDescriptions: ResourceArns.map((ResourceArn) => ({ ResourceArn, Tags: [{ Key: 'k', Value: ResourceArn }] })),
    }));
    const arns = Array.from({ length: 41 }, (_, index) => `r${index}`);
    const tags = await client.tags(arns);
    expect(tags.size).toBe(41);
    expect(tags.get('r40')).toEqual({ k: 'r40' });
    expect(elb.calls()).toHaveLength(3);
  });

  it('are read of the other resources, too, if one of them is gone', async () => {
    elb.on(DescribeTagsCommand).callsFake(({ ResourceArns }: { ResourceArns: string[] }) => {
      if (ResourceArns.includes('gone')) throw awsError('RuleNotFoundException');
      return { TagDescriptions: ResourceArns.map((ResourceArn) => ({ ResourceArn })) };
    });
    expect([...(await client.tags(['a', 'gone', 'b'])).keys()]).toEqual(['a', 'b']);
  });
});

it('counts registered targets, but not those that are draining', async () => {
  const state = (State: 'healthy' | 'initial' | 'draining') => ({ TargetHealth: { State } });
  elb
    .on(DescribeTargetHealthCommand)
    .resolves({ TargetHealthDescriptions: [state('healthy'), state('initial'), state('draining')] });
  expect(await client.targets('tg')).toBe(2);
});

it('counts no targets in a target group that is gone, and throws what AWS refuses', async () => {
  elb.on(DescribeTargetHealthCommand).rejects(awsError('TargetGroupNotFoundException'));
  expect(await client.targets('tg')).toBe(0);
  elb.on(DescribeTargetHealthCommand).rejects(awsError('AccessDenied'));
  await expect(client.targets('tg')).rejects.toThrow('AccessDenied');
});
