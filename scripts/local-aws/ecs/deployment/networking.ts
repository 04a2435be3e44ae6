/** In which target groups a revision's tasks register, and whether the rules fit. */
import type { LoadBalancer } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client, Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Revision, RevisionTarget } from '../model';
import { invalidNetworking } from './failure';
import { forwardedGroups, readRule, servingGroups } from './rules';

/**
 * The targets of a new revision, one for each entry in `loadBalancers`. In a rolling deployment it is the entry's target
 * group. In a deployment that shifts traffic it is the target group of the pair that the source revision does not use. If
 * there is no source, or the source uses another pair, it is the target group to which the rule sends traffic.
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

/** The one target group of the pair to which the production rule sends traffic. */
function checkedServing(rule: Rule, entry: LoadBalancer): string {
  const serving = servingGroups(rule);
  const [first] = serving;
  if (first === undefined || serving.length > 1) {
    throw invalidNetworking(
      `productionListenerRule ${rule.RuleArn} should have exactly one target group serving traffic but found ${serving.length} target groups which are serving traffic`,
    );
  }
  const [targetGroupArn, alternate] = pairOf(entry);
  const unexpected = forwardedGroups(rule)
    .flatMap(({ TargetGroupArn }) => TargetGroupArn ?? [])
    .find((arn) => arn !== targetGroupArn && arn !== alternate);
  if (unexpected === undefined) return first;
  throw invalidNetworking(
    `Production listener rule is forwarding traffic to unexpected target group ${unexpected}. Expected traffic to be forwarded to either targetGroupArn: ${targetGroupArn} or alternateTargetGroupArn: ${alternate}`,
  );
}
