import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { ElasticLoadBalancing } from '../../../../handlers/gateway/aws/elastic-load-balancing';
import { awsError } from '../support/aws-error';

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
  it('is an Application Load Balancer with our group and tags', async () => {
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

  it('of the same name with other settings is taken if it carries our tags, and refused if not', async () => {
    elb.on(CreateLoadBalancerCommand).rejects(awsError('DuplicateLoadBalancerNameException'));
    elb.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [described] });
    const tagged = (Value: string) => ({ TagDescriptions: [{ ResourceArn: 'lb', Tags: [{ Key: 't', Value }] }] });
    elb.on(DescribeTagsCommand).resolves(tagged('v'));
    expect(await client.create(options)).toEqual(loadBalancer);
    elb.on(DescribeTagsCommand).resolves(tagged('other'));
    await expect(client.create(options)).rejects.toMatchObject({ name: 'StillInUse' });
  });

  it('cannot be made while its new security group is not visible', async () => {
    elb.on(CreateLoadBalancerCommand).rejects(awsError('InvalidSecurityGroup'));
    expect(await client.create(options)).toBe('not yet');
  });

  it('beyond the quota is refused with a sentence', async () => {
    elb.on(CreateLoadBalancerCommand).rejects(awsError('TooManyLoadBalancersException'));
    await expect(client.create(options)).rejects.toMatchObject({
      name: 'QuotaReached',
      message: expect.stringMatching(/^Cannot make a load balancer: .*quota.*\(TooManyLoadBalancers\)$/),
    });
  });

  it('is found by name, or not', async () => {
    elb.on(DescribeLoadBalancersCommand).resolvesOnce({ LoadBalancers: [described] });
    expect(await client.find('express-t')).toEqual(loadBalancer);
    elb.on(DescribeLoadBalancersCommand).rejects(awsError('LoadBalancerNotFoundException'));
    expect(await client.find('express-t')).toBeUndefined();
  });

  it('tells how far AWS is with setting it up, and why it cannot', async () => {
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

  it('is deleted, may be gone, and stays if it is protected', async () => {
    elb.on(DeleteLoadBalancerCommand).resolvesOnce({}).rejectsOnce(awsError('LoadBalancerNotFound'));
    await client.delete('lb');
    await client.delete('lb');
    elb.on(DeleteLoadBalancerCommand).rejects(awsError('OperationNotPermittedException', 'protection is on'));
    await expect(client.delete('lb')).rejects.toMatchObject({ name: 'StillInUse' });
    elb.on(DeleteLoadBalancerCommand).rejects(awsError('AccessDenied'));
    await expect(client.delete('lb')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('whose description lacks what AWS documents is an error', async () => {
    elb.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [{ LoadBalancerArn: 'lb' }] });
    await expect(client.find('x')).rejects.toThrow('Elastic Load Balancing returned no DNSName');
  });
});

describe('a listener', () => {
  const listener = { loadBalancerArn: 'lb', port: 80, tags: { t: 'v' } };

  it('answers 404 to what no rule takes', async () => {
    elb.on(CreateListenerCommand).resolves({ Listeners: [{ ListenerArn: 'l' }] });
    expect(await client.createListener(listener)).toBe('l');
    expect(inputs()[0]).toMatchObject({
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
      Tags: [{ Key: 't', Value: 'v' }],
    });
  });

  it('that is there already is found by its port', async () => {
    elb.on(CreateListenerCommand).rejects(awsError('DuplicateListenerException'));
    elb.on(DescribeListenersCommand).resolves({
      Listeners: [
        { ListenerArn: 'other', Port: 443 },
        { ListenerArn: 'l', Port: 80 },
      ],
    });
    expect(await client.createListener(listener)).toBe('l');
  });

  it('cannot be made while its new load balancer is not visible, nor found while it is not itself', async () => {
    elb
      .on(CreateListenerCommand)
      .rejectsOnce(awsError('LoadBalancerNotFoundException'))
      .rejects(awsError('DuplicateListenerException'));
    elb.on(DescribeListenersCommand).resolves({ Listeners: [] });
    expect(await client.createListener(listener)).toBe('not yet');
    expect(await client.createListener(listener)).toBe('not yet');
  });

  it('is listed over all pages, and there is none on a load balancer that is gone', async () => {
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

describe('rules', () => {
  const rule = {
    RuleArn: 'r',
    Priority: '7',
    Conditions: [
      { Field: 'host-header', HostHeaderConfig: { Values: ['a.test'] } },
      { Field: 'path-pattern', Values: ['/x'] },
      { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } },
    ],
    Actions: [
      {
        Type: 'forward' as const,
        ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'b', Weight: 95 }, { TargetGroupArn: 'g' }] },
      },
    ],
    Transforms: [{ Type: 'url-rewrite' as const, UrlRewriteConfig: { Rewrites: [{ Regex: '^/x', Replace: '/' }] } }],
  };
  const read = {
    arn: 'r',
    priority: 7,
    conditions: { hosts: ['a.test'], paths: ['/x'], cidrs: ['10.0.0.0/8'] },
    rewrite: { regex: '^/x', replace: '/' },
    weights: { b: 95, g: 1 },
  };

  it('are listed over all pages without the default one', async () => {
    elb
      .on(DescribeRulesCommand)
      .resolvesOnce({ Rules: [rule], NextMarker: 'm' })
      .resolvesOnce({ Rules: [{ RuleArn: 'd', IsDefault: true, Priority: 'default' }] });
    expect(await client.rules('l')).toEqual([read]);
    elb.on(DescribeRulesCommand).rejects(awsError('ListenerNotFoundException'));
    expect(await client.rules('l')).toEqual([]);
    elb.on(DescribeRulesCommand).rejects(awsError('Throttling'));
    await expect(client.rules('l')).rejects.toMatchObject({ name: 'Throttling' });
  });

  it('are found one by one, or not', async () => {
    elb.on(DescribeRulesCommand).resolvesOnce({ Rules: [rule] });
    expect(await client.rule('r')).toEqual(read);
    elb.on(DescribeRulesCommand).rejects(awsError('RuleNotFoundException'));
    expect(await client.rule('r')).toBeUndefined();
  });

  it('that forward to one group only are read too', async () => {
    const plain = { RuleArn: 'r', Actions: [{ Type: 'forward' as const, TargetGroupArn: 'b' }] };
    elb.on(DescribeRulesCommand).resolves({ Rules: [plain, { RuleArn: 's' }] });
    expect(await client.rules('l')).toEqual([
      { arn: 'r', conditions: { hosts: [], paths: [], cidrs: [] }, weights: { b: 1 } },
      { arn: 's', conditions: { hosts: [], paths: [], cidrs: [] }, weights: {} },
    ]);
  });

  const { arn: _arn, priority: _priority, weights: _weights, ...matching } = read;

  it('are made with weights, conditions, rewrite and tags', async () => {
    elb.on(CreateRuleCommand).resolves({ Rules: [{ RuleArn: 'r' }] });
    const made = { listenerArn: 'l', priority: 7, weights: { b: 100, g: 0 }, tags: { t: 'v' }, ...matching };
    expect(await client.createRule(made)).toBe('r');
    expect(inputs()).toEqual([
      {
        ListenerArn: 'l',
        Priority: 7,
        Actions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: 'b', Weight: 100 },
                { TargetGroupArn: 'g', Weight: 0 },
              ],
            },
          },
        ],
        Tags: [{ Key: 't', Value: 'v' }],
        Conditions: [
          { Field: 'host-header', HostHeaderConfig: { Values: ['a.test'] } },
          { Field: 'path-pattern', PathPatternConfig: { Values: ['/x'] } },
          { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } },
        ],
        Transforms: rule.Transforms,
      },
    ]);
  });

  const STICKY: Action = {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: 'b', Weight: 95 },
        { TargetGroupArn: 'g', Weight: 1 },
      ],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 1 },
    },
  };

  it('are made ready for sticky target groups, which AWS refuses behind other rules with several', async () => {
    elb.on(CreateRuleCommand).resolves({ Rules: [{ RuleArn: 'r' }] });
    const weights = { b: 95, g: 1 };
    await client.createRule({ listenerArn: 'l', priority: 7, weights, sticky: true, tags: {}, ...matching });
    elb.on(ModifyRuleCommand).resolves({});
    await client.enableStickiness('r', weights);
    expect(inputs()).toMatchObject([{ Actions: [STICKY] }, { RuleArn: 'r', Actions: [STICKY] }]);
    elb.on(DescribeRulesCommand).resolves({ Rules: [{ ...rule, Actions: [STICKY] }] });
    expect(await client.rule('r')).toEqual({ ...read, sticky: true });
  });

  it('tell when their priority is in use or the quota is reached', async () => {
    const made = { listenerArn: 'l', priority: 7, weights: {}, tags: {}, ...matching };
    elb.on(CreateRuleCommand).rejectsOnce(awsError('PriorityInUseException')).rejects(awsError('TooManyRules'));
    expect(await client.createRule(made)).toBe('PriorityInUse');
    await expect(client.createRule(made)).rejects.toMatchObject({ name: 'QuotaReached' });
  });

  it('cannot be made while their new listener is not visible', async () => {
    elb.on(CreateRuleCommand).rejects(awsError('ListenerNotFoundException'));
    const made = { listenerArn: 'arn:listener', priority: 7, weights: {}, tags: {}, ...matching };
    expect(await client.createRule(made)).toBe('not yet');
  });

  it('are changed without a word about actions', async () => {
    elb.on(ModifyRuleCommand).resolves({});
    await client.changeRule('r', matching);
    await client.changeRule('r', { conditions: { hosts: ['b.test'], paths: [], cidrs: [] } });
    expect(Object.keys(inputs()[0] as object).sort()).toEqual(['Conditions', 'RuleArn', 'Transforms']);
    expect(inputs()[1]).toEqual({
      RuleArn: 'r',
      Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['b.test'] } }],
      ResetTransforms: true,
    });
  });

  it('change their priority, unless it is in use', async () => {
    elb.on(SetRulePrioritiesCommand).resolvesOnce({}).rejects(awsError('PriorityInUse'));
    expect(await client.changePriority('r', 9)).toBe('changed');
    expect(await client.changePriority('r', 9)).toBe('PriorityInUse');
    expect(inputs()[0]).toEqual({ RulePriorities: [{ RuleArn: 'r', Priority: 9 }] });
  });

  it('are deleted, and may be gone', async () => {
    elb.on(DeleteRuleCommand).resolvesOnce({}).rejectsOnce(awsError('RuleNotFoundException')).rejects(awsError('X'));
    await client.deleteRule('r');
    await client.deleteRule('r');
    await expect(client.deleteRule('r')).rejects.toMatchObject({ name: 'X' });
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

  it('of one that is gone do not hide those of the others', async () => {
    elb.on(DescribeTagsCommand).callsFake(({ ResourceArns }: { ResourceArns: string[] }) => {
      if (ResourceArns.includes('gone')) {
        throw awsError('RuleNotFoundException');
      }
      return { TagDescriptions: ResourceArns.map((ResourceArn) => ({ ResourceArn })) };
    });
    expect([...(await client.tags(['a', 'gone', 'b'])).keys()]).toEqual(['a', 'b']);
  });
});

it('counts targets, those that are leaving not', async () => {
  const state = (State: 'healthy' | 'initial' | 'draining') => ({ TargetHealth: { State } });
  elb
    .on(DescribeTargetHealthCommand)
    .resolves({ TargetHealthDescriptions: [state('healthy'), state('initial'), state('draining')] });
  expect(await client.targets('tg')).toBe(2);
});
