import {
  type Action,
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElasticLoadBalancing } from '../../../../../handlers/gateway/aws/elastic-load-balancing/load-balancers';
import { mockClient } from '../../../../mock-client';
import { awsError } from '../../account/aws-error';

const elb = mockClient(ElasticLoadBalancingV2Client);
const client = new ElasticLoadBalancing(new ElasticLoadBalancingV2Client({ region: 'eu-west-1' }));

beforeEach(() => elb.reset());

const inputs = (): unknown[] => elb.calls().map(({ args }) => args[0].input);

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

  it('are listed over all pages without the default rule', async () => {
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

  it('are found by ARN, unless they do not exist', async () => {
    elb.on(DescribeRulesCommand).resolvesOnce({ Rules: [rule] });
    expect(await client.rule('r')).toEqual(read);
    elb.on(DescribeRulesCommand).rejects(awsError('RuleNotFoundException'));
    expect(await client.rule('r')).toBeUndefined();
  });

  it('that forward to one target group only are read, too', async () => {
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

  it('are changed to allow sticky target groups, which AWS otherwise refuses behind a rule with several groups', async () => {
    elb.on(CreateRuleCommand).resolves({ Rules: [{ RuleArn: 'r' }] });
    const weights = { b: 95, g: 1 };
    await client.createRule({ listenerArn: 'l', priority: 7, weights, sticky: true, tags: {}, ...matching });
    elb.on(ModifyRuleCommand).resolves({});
    await client.changeWeights('r', weights, { sticky: true });
    expect(inputs()).toMatchObject([{ Actions: [STICKY] }, { RuleArn: 'r', Actions: [STICKY] }]);
    elb.on(DescribeRulesCommand).resolves({ Rules: [{ ...rule, Actions: [STICKY] }] });
    expect(await client.rule('r')).toEqual({ ...read, sticky: true });
  });

  it('report that their priority is in use or the quota is reached', async () => {
    const made = { listenerArn: 'l', priority: 7, weights: {}, tags: {}, ...matching };
    elb.on(CreateRuleCommand).rejectsOnce(awsError('PriorityInUseException')).rejects(awsError('TooManyRules'));
    expect(await client.createRule(made)).toBe('PriorityInUse');
    await expect(client.createRule(made)).rejects.toMatchObject({ name: 'QuotaReachedError' });
  });

  it('are reported as "not yet" while AWS does not see their new listener', async () => {
    elb.on(CreateRuleCommand).rejects(awsError('ListenerNotFoundException'));
    const made = { listenerArn: 'arn:listener', priority: 7, weights: {}, tags: {}, ...matching };
    expect(await client.createRule(made)).toBe('not yet');
  });

  it('are changed without sending any actions', async () => {
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

  it('are deleted, or reported as gone', async () => {
    elb.on(DeleteRuleCommand).resolvesOnce({}).rejectsOnce(awsError('RuleNotFoundException')).rejects(awsError('X'));
    expect(await client.deleteRule('r')).toBe('deleted');
    expect(await client.deleteRule('r')).toBe('gone');
    await expect(client.deleteRule('r')).rejects.toMatchObject({ name: 'X' });
  });
});
