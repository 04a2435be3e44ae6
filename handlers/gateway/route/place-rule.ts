import type { Job } from '../fence/job';
import { releasing } from '../ledger/claims';
import { keeping } from '../ledger/gateways';
import type { RouteSpec, RuleRecord, Seat } from '../ledger/items';
import {
  markTold,
  markUntold,
  type RouteName,
  seatOf,
  withKnown,
  withoutRoutes,
  withoutRule,
  withSeat,
} from '../ledger/service';
import type { Rule } from '../world/load-balancers';
import { yieldPriority } from './claim';
import { createRule, findSurely, sameMatching } from './rule';

/** Puts a member's rule on the listener and into the ledger. */

export interface PlacedRule {
  arn: string;
  priority: number;
}

/** Makes the rule, for the first time or again. @throws PriorityTakenError, QuotaReachedError, MembershipLostError */
export async function makeRule(
  job: Job,
  route: RouteName,
  spec: RouteSpec,
  weights: Rule['weights'],
  first: number,
): Promise<PlacedRule> {
  await noteRemaking(job, route.member);
  for (let priority = first; ; ) {
    const seat = seatOf(job.session.service, route.member);
    const arn = await createRule(job, route.member, seat, spec, priority, weights);
    if (arn !== 'PriorityInUse') {
      job.world.log({ event: 'rule-made', member: route.member, rule: arn, priority });
      return { arn, priority };
    }
    // Perhaps the rule is ours, from an attempt whose answer was lost.
    const ours = await findSurely(job, route.member, seat);
    if (ours) return changeRule(job, route, spec, ours, priority);
    priority = await yieldPriority(job, route, spec, priority);
  }
}

/** Recorded before it is true: if the run died after making the rule, no other run would look for it. */
async function noteRemaking({ session }: Job, member: string): Promise<void> {
  const { ruleArn, remaking } = seatOf(session.service, member);
  if (ruleArn && !remaking) {
    await session.commit((service) => ({
      service: withSeat(service, member, { ...seatOf(service, member), remaking: true }),
    }));
  }
}

/** Changes what the rule matches and its priority, never where it forwards to (rule Z1). @throws PriorityTakenError */
export async function changeRule(
  job: Job,
  route: RouteName,
  spec: RouteSpec,
  rule: Rule,
  first: number,
): Promise<PlacedRule> {
  const { loadBalancers } = job.world;
  if (!sameMatching(rule, spec)) {
    await loadBalancers.changeRule(rule.arn, spec);
  }
  let priority = first;
  while (rule.priority !== priority && (await loadBalancers.changePriority(rule.arn, priority)) === 'PriorityInUse') {
    priority = await yieldPriority(job, route, spec, priority);
  }
  return { arn: rule.arn, priority };
}

/**
 * Records the rule and frees the priorities that it no longer has. Only the answer follows.
 * @param going routes that are removed in the same write, with their claims
 * @param unasked CloudFormation did not ask for the rule and does not learn its ARN
 */
export async function recordRule(
  job: Job,
  member: string,
  record: RuleRecord,
  { arn, priority }: PlacedRule,
  { going = [], unasked = false }: { going?: readonly string[]; unasked?: boolean } = {},
): Promise<void> {
  const seat = seatOf(job.session.service, member);
  const vacate = seat.held.filter((one) => one !== priority);
  const held = seat.held.filter((one) => !vacate.includes(one));
  const changed: Seat = { ...withoutRule(seat), ruleArn: arn, priority, held, rule: record };
  const isUntold = unasked && seat.ruleArn !== arn;
  const recorded = isUntold ? markUntold(changed, 'route') : unasked ? changed : markTold(changed, 'route');
  await job.session.commit((service) => ({
    service: withKnown(withoutRoutes(withSeat(service, member, recorded), going), 'route', record.route),
    writes: [...(vacate.length > 0 ? [keeping(seat, member, { vacate })] : []), ...releasing(service, going)],
    last: true,
  }));
}
