/** Asks again and again whether requests for hosts would be answered, while a stack changes. */
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** Milliseconds between two looks. */
const LOOK_INTERVAL_MS = 20;

/**
 * Looks at hosts until some work ends.
 * @returns every host that was not answered at some time, with the reason
 */
export async function unansweredDuring(
  elb: ElasticLoadBalancingV2Client,
  hosts: readonly string[],
  work: Promise<unknown>,
): Promise<string[]> {
  const found = new Set<string>();
  let busy = true;
  const done = work.finally(() => {
    busy = false;
  });
  // Awaited below. Until then a failure must not count as unhandled.
  done.catch(() => {});
  while (busy) {
    for (const host of hosts) {
      const why = await whyUnanswered(elb, host);
      if (why !== undefined) found.add(`${host}: ${why}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
  }
  await done;
  return [...found];
}

/**
 * Why a request for a host, with any path, would not be answered; undefined if it would be. Rule and targets are read one
 * after the other, so a rule without targets counts only if it is still in front afterwards.
 */
export async function whyUnanswered(elb: ElasticLoadBalancingV2Client, host: string): Promise<string | undefined> {
  for (;;) {
    const rule = await frontRule(elb, host);
    if (rule === undefined) return 'no rule';
    const groups = groupsOf(rule);
    const answers = await Promise.all(
      groups.map((TargetGroupArn) => elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }))),
    );
    const empty = groups.filter((_, index) =>
      (answers[index]?.TargetHealthDescriptions ?? []).every(({ TargetHealth }) => TargetHealth?.State !== 'healthy'),
    );
    if (empty.length === 0) return undefined;
    const again = await frontRule(elb, host);
    if (again !== undefined && JSON.stringify(groupsOf(again)) === JSON.stringify(groups)) {
      return `no healthy target in ${empty.map((arn) => arn.split('/')[1]).join(', ')}`;
    }
  }
}

/** The rule that takes the requests: the one with the lowest priority of those for the host. */
async function frontRule(elb: ElasticLoadBalancingV2Client, host: string): Promise<Rule | undefined> {
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const listeners = await Promise.all(
    LoadBalancers.map(({ LoadBalancerArn }) => elb.send(new DescribeListenersCommand({ LoadBalancerArn }))),
  );
  const rules = await Promise.all(
    listeners
      .flatMap(({ Listeners = [] }) => Listeners)
      .map(({ ListenerArn }) => elb.send(new DescribeRulesCommand({ ListenerArn }))),
  );
  return rules
    .flatMap(({ Rules = [] }) => Rules)
    .filter(({ Conditions = [] }) =>
      Conditions.some(({ HostHeaderConfig }) => HostHeaderConfig?.Values?.includes(host)),
    )
    .sort((one, other) => Number(one.Priority) - Number(other.Priority))[0];
}

/** The target groups that get traffic. */
const groupsOf = ({ Actions = [] }: Rule): string[] =>
  Actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? [])
    .filter(({ Weight = 0 }) => Weight > 0)
    .map(({ TargetGroupArn = '' }) => TargetGroupArn);
