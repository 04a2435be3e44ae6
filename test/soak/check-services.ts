import { isGateway } from '../../handlers/gateway/ledger/items';
import { PARKED } from '../../handlers/gateway/route/bands';
import type { SoakAccount } from './account';
import type { TrafficWatch } from './traffic-watch';

/** What is wrong with the services in use, while nothing is at work. */
export async function checkServices(
  account: SoakAccount,
  { up }: TrafficWatch,
  { services, cap }: { services: number; cap: number },
): Promise<string[]> {
  const rules = new Map((await account.rules()).map((one) => [one.rule.RuleArn, one]));
  const wrong = up.size === services ? [] : [`${up.size} of ${services} services are up`];
  if (rules.size !== up.size) wrong.push(`there are ${rules.size} rules for ${up.size} services`);
  for (const [service, { ruleArn, loadBalancerArn, blueTargetGroupArn }] of up) {
    const found = rules.get(ruleArn);
    const groups = (found?.rule.Actions ?? []).flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
    if (!found) wrong.push(`${service} has no rule`);
    else if (found.loadBalancerArn !== loadBalancerArn) wrong.push(`${service} has its rule on another load balancer`);
    else if (Number(found.rule.Priority) >= PARKED.from) wrong.push(`${service}'s rule is parked`);
    else if (!groups.some(({ TargetGroupArn, Weight }) => TargetGroupArn === blueTargetGroupArn && Weight === 100)) {
      wrong.push(`${service}'s rule does not forward to it`);
    }
  }
  for (const { token, members } of (await account.ledger()).filter(isGateway)) {
    const count = Object.keys(members).length;
    if (count > cap) wrong.push(`gateway ${token} has ${count} members`);
  }
  return wrong;
}
