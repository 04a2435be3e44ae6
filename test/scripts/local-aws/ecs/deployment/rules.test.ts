import {
  type Action,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  forwardedGroups,
  servingGroups,
  shiftTraffic,
  weightsOf,
} from '../../../../../scripts/local-aws/ecs/deployment/rules';
import { mockClient } from '../../../../mock-client';

const elb = mockClient(ElasticLoadBalancingV2Client);
beforeEach(() => elb.reset());

test.each([
  [0, 100, 0],
  [0.1, 999, 1],
  [5, 950, 50],
  [50, 500, 500],
  [99.9, 1, 999],
  [100, 0, 100],
])('a share of %d percent is written as the weights %d and %d', (percent, from, to) => {
  expect(weightsOf(percent)).toEqual({ from, to });
});

test('a forward action with a single target group sends all traffic to it', () => {
  expect(forwardedGroups({ Actions: [{ Type: 'forward', TargetGroupArn: 'blue' }] })).toEqual([
    { TargetGroupArn: 'blue', Weight: 1 },
  ]);
});

test('a rule without a forward action has no target groups', () => {
  expect(forwardedGroups({ Actions: [{ Type: 'redirect' }] })).toEqual([]);
});

test('target groups of weight zero get no traffic, target groups without a weight do', () => {
  const TargetGroups = [{ TargetGroupArn: 'blue', Weight: 0 }, { TargetGroupArn: 'green' }];
  expect(servingGroups({ Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }] })).toEqual(['green']);
});

test('a shift keeps authentication, order and stickiness', async () => {
  const oidc = { Issuer: 'i', AuthorizationEndpoint: 'a', TokenEndpoint: 't', UserInfoEndpoint: 'u', ClientId: 'c' };
  const stickiness = { Enabled: true, DurationSeconds: 60 };
  const actions: Action[] = [
    { Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig: oidc },
    {
      Type: 'forward',
      Order: 2,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: 'blue', Weight: 1 },
          { TargetGroupArn: 'green', Weight: 0 },
        ],
        TargetGroupStickinessConfig: stickiness,
      },
    },
  ];
  elb.on(DescribeRulesCommand).resolves({ Rules: [{ RuleArn: 'rule', Actions: actions }] });
  elb.on(ModifyRuleCommand).resolves({});
  await shiftTraffic(new ElasticLoadBalancingV2Client({}), 'rule', { from: 'blue', to: 'green' }, 5);
  expect(elb.commandCalls(ModifyRuleCommand)[0]?.args[0].input).toEqual({
    RuleArn: 'rule',
    Actions: [
      // DescribeRules never shows the client's secret. Without the flag, ModifyRule would refuse the action or lose the secret.
      { Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig: { ...oidc, UseExistingClientSecret: true } },
      {
        Type: 'forward',
        Order: 2,
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: 'blue', Weight: 950 },
            { TargetGroupArn: 'green', Weight: 50 },
          ],
          TargetGroupStickinessConfig: stickiness,
        },
      },
    ],
  });
});

test('a rule that does not exist fails the deployment', async () => {
  elb.on(DescribeRulesCommand).resolves({ Rules: [] });
  await expect(
    shiftTraffic(new ElasticLoadBalancingV2Client({}), 'rule', { from: 'blue', to: 'green' }, 5),
  ).rejects.toThrow('invalid networking configuration. One or more rules not found');
});
