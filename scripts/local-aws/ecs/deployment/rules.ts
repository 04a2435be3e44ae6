/** Reads listener rules, and changes the weights of their forward actions. */
import {
  type Action,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  type Rule,
  type TargetGroupTuple,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalidNetworking } from './failure';

/**
 * @throws DeploymentError if the rule does not exist
 */
export async function readRule(elb: ElasticLoadBalancingV2Client, ruleArn: string): Promise<Rule> {
  try {
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [ruleArn] }));
    if (Rules[0] !== undefined) return Rules[0];
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'RuleNotFoundException') throw error;
  }
  throw invalidNetworking('One or more rules not found');
}

/** The target groups to which a rule forwards, with their weights. A single one without weight gets all traffic. */
export function forwardedGroups({ Actions = [] }: Rule): TargetGroupTuple[] {
  const forward = Actions.find(({ Type }) => Type === 'forward');
  const groups = forward?.ForwardConfig?.TargetGroups ?? [];
  if (groups.length > 0) return groups;
  return forward?.TargetGroupArn === undefined ? [] : [{ TargetGroupArn: forward.TargetGroupArn, Weight: 1 }];
}

/** The target groups of a rule that get traffic. */
export function servingGroups(rule: Rule): string[] {
  const serving = forwardedGroups(rule).filter(({ Weight }) => (Weight ?? 1) > 0);
  return serving.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
}

/**
 * The two weights for a share in percent. ELB takes whole numbers up to 999, ECS takes tenths of a percent. All of the traffic
 * is written as 100 and 0, other shares in thousandths: a canary of 5 % is 950 and 50, as Express Mode writes it.
 */
export function weightsOf(percent: number): { from: number; to: number } {
  if (percent >= 100) return { from: 0, to: 100 };
  if (percent <= 0) return { from: 100, to: 0 };
  const to = Math.round(percent * 10);
  return { from: 1000 - to, to };
}

/**
 * Gives `to` that share of the rule's traffic, and `from` the rest. Conditions, other actions (authentication) and
 * stickiness stay as they are.
 * @throws DeploymentError if the rule does not exist
 */
export async function shiftTraffic(
  elb: ElasticLoadBalancingV2Client,
  ruleArn: string,
  groups: { from: string; to: string },
  percent: number,
): Promise<void> {
  const rule = await readRule(elb, ruleArn);
  const weights = weightsOf(percent);
  const TargetGroups = [
    { TargetGroupArn: groups.from, Weight: weights.from },
    { TargetGroupArn: groups.to, Weight: weights.to },
  ];
  const Actions = (rule.Actions ?? []).map((action) => resend(action, TargetGroups));
  await elb.send(new ModifyRuleCommand({ RuleArn: ruleArn, Actions }));
}

/** The action as ModifyRule takes it. DescribeRules never returns an OIDC client's secret, so a flag says to keep it. */
function resend(action: Action, TargetGroups: TargetGroupTuple[]): Action {
  const { Type, Order, ForwardConfig, AuthenticateOidcConfig } = action;
  if (Type === 'forward') return { Type, Order, ForwardConfig: { ...ForwardConfig, TargetGroups } };
  if (AuthenticateOidcConfig === undefined) return action;
  return { ...action, AuthenticateOidcConfig: { ...AuthenticateOidcConfig, UseExistingClientSecret: true } };
}
