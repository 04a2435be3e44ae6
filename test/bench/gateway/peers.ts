import {
  CreateRuleCommand,
  type ElasticLoadBalancingV2Client,
  PriorityInUseException,
  paginateDescribeRules,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** What a rule needs. */
export interface RuleRequest {
  listenerArn: string;
  path: string;
  targetGroupArn: string;
}

export interface Allocated {
  done: boolean;
  /** Calls of CreateRule, and of all operations. */
  attempts: number;
  calls: number;
}

/**
 * A rule by the peers' way: list all rules of the listener, take the highest priority and one, make the rule, and begin
 * anew when somebody else was first. AWS Copilot does so with one try, Terraform's provider tries for five minutes.
 */
export async function allocateAsPeersDo(
  client: ElasticLoadBalancingV2Client,
  { listenerArn: ListenerArn, path, targetGroupArn: TargetGroupArn }: RuleRequest,
  tries: number,
): Promise<Allocated> {
  let calls = 0;
  for (let attempts = 1; attempts <= tries; attempts++) {
    let highest = 0;
    for await (const { Rules = [] } of paginateDescribeRules({ client }, { ListenerArn })) {
      calls++;
      highest = Math.max(
        highest,
        ...Rules.filter(({ IsDefault }) => !IsDefault).map(({ Priority }) => Number(Priority)),
      );
    }
    try {
      calls++;
      await client.send(
        new CreateRuleCommand({
          ListenerArn,
          Priority: highest + 1,
          Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [path] } }],
          Actions: [{ Type: 'forward', TargetGroupArn }],
        }),
      );
      return { done: true, attempts, calls };
    } catch (error) {
      if (!(error instanceof PriorityInUseException)) throw error;
    }
  }
  return { done: false, attempts: tries, calls };
}
