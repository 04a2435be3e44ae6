/** Which target groups a revision's tasks register in, and whether the rules fit. */
import type { LoadBalancer } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client, Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Revision, RevisionTarget } from '../model';
import { invalidNetworking } from './failure';
import { forwardedGroups, readRule, servingGroups } from './rules';

/**
 * Resolves the targets of a new revision. With a rolling deployment that is the target group of each load balancer
 * entry. With a traffic shift it is the one of the pair that the source revision does not use; without a source (or with
 * another pair than the source's) the one that has the rule's traffic.
 * @throws DeploymentError as the developer guide's troubleshooting page words it
 */
export async function resolveTargets(
  elb: ElasticLoadBalancingV2Client,
  revision: Revision,
  source: Revision | undefined,
  shifting: boolean,
): Promise<RevisionTarget[]> {
  const targets: RevisionTarget[] = [];
  for (const entry of revision.settings.loadBalancers ?? []) {
    const productionListenerRule = entry.advancedConfiguration?.productionListenerRule;
    const targetGroupArn =
      shifting && productionListenerRule !== undefined
        ? await nextOfPair(elb, entry, productionListenerRule, source)
        : entry.targetGroupArn;
    if (targetGroupArn === undefined) continue;
    const { containerName = '', containerPort = 0 } = entry;
    targets.push({ targetGroupArn, pair: pairOf(entry), containerName, containerPort, productionListenerRule });
  }
  return targets;
}

async function nextOfPair(
  elb: ElasticLoadBalancingV2Client,
  entry: LoadBalancer,
  ruleArn: string,
  source: Revision | undefined,
): Promise<string | undefined> {
  const rule = await readRule(elb, ruleArn);
  const serving = checkedServing(rule, entry);
  const pair = pairOf(entry);
  const used = source?.targets.map(({ targetGroupArn }) => targetGroupArn).find((arn) => pair.includes(arn));
  return used === undefined ? serving : pair.find((arn) => arn !== used);
}

/** The two target groups of an entry. */
export function pairOf({ targetGroupArn, advancedConfiguration }: LoadBalancer): string[] {
  return [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn].flatMap((arn) => arn ?? []);
}

/** The one target group that the production rule forwards to, of the pair. */
function checkedServing(rule: Rule, entry: LoadBalancer): string {
  const serving = servingGroups(rule);
  const [first] = serving;
  if (first === undefined || serving.length > 1) {
    throw invalidNetworking(
      `productionListenerRule ${rule.RuleArn} should have exactly one target group serving traffic but found ${serving.length} target groups which are serving traffic`,
    );
  }
  const [targetGroupArn, alternate] = pairOf(entry);
  const stranger = forwardedGroups(rule)
    .flatMap(({ TargetGroupArn }) => TargetGroupArn ?? [])
    .find((arn) => arn !== targetGroupArn && arn !== alternate);
  if (stranger === undefined) return first;
  throw invalidNetworking(
    `Production listener rule is forwarding traffic to unexpected target group ${stranger}. Expected traffic to be forwarded to either targetGroupArn: ${targetGroupArn} or alternateTargetGroupArn: ${alternate}`,
  );
}
