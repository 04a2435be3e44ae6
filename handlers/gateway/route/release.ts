import { commitFreeing } from '../fence/free-claims';
import type { Job } from '../fence/job';
import { keeping } from '../ledger/gateways';
import type { ServiceItem } from '../ledger/items';
import { membersLeftWithout, routesOf, seatOf, withoutRoutes, withoutRule, withSeats } from '../ledger/service';
import { ConditionFailedError, type Write } from '../world/store';
import { changeRule, type PlacedRule, type Placing, withPlacedRule } from './place-rule';
import { findRule, removeRule } from './rule';
import { askedOf, rankedRoute } from './stand';

/**
 * Gives up routes. A member without any other loses its rule; otherwise the rule from now on matches only what the
 * remaining route asks for, at that route's rank. Only the answer follows.
 * @param going ids of the routes
 */
export async function releaseRoutes(job: Job, going: readonly string[]): Promise<void> {
  const { service } = job.session;
  const emptied = membersLeftWithout(service, going);
  for (const member of emptied) {
    const seat = service.seats[member];
    if (seat) {
      await removeRule(job, member, seat);
    }
  }
  const changed: ChangedRule[] = [];
  const others = going.flatMap((id) => service.routes[id]?.member ?? []).filter((member) => !emptied.includes(member));
  for (const member of new Set(others)) {
    const placing = placingWithout(job.session.service, member, going);
    const rule = placing && (await findRule(job.world, member, seatOf(job.session.service, member)));
    if (placing && rule) {
      changed.push({ placing, placed: await changeRule(job, placing, rule) });
    }
  }
  await recordChanged(job, going, changed, (before) =>
    withSeats(withoutRoutes(before, going), (seat, member) => (emptied.includes(member) ? withoutRule(seat) : seat)),
  );
}

/** A rule that was changed, and what for. */
export interface ChangedRule {
  placing: Placing;
  placed: PlacedRule;
}

/**
 * Records rules that were changed although CloudFormation asked for none, and frees the priorities that nothing of their
 * members needs any more. Only the answer follows.
 * @param going ids of routes that go with it; `change` gets the service that still has them
 */
export async function recordChanged(
  job: Job,
  going: readonly string[],
  changed: readonly ChangedRule[],
  change = (service: ServiceItem): ServiceItem => service,
): Promise<void> {
  const plan = (before: ServiceItem, frees: boolean) => {
    let now = change(before);
    const writes: Write[] = [];
    for (const { placing, placed } of changed) {
      const { service: next, vacate } = withPlacedRule(now, placing, placed, true);
      const { member } = placed.route;
      now = next;
      if (frees && vacate.length > 0) {
        writes.push(keeping(seatOf(next, member), member, { vacate }));
      }
    }
    return { service: now, writes, last: true };
  };
  try {
    await commitFreeing(job, going, (before) => plan(before, true));
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    // The gateway is not there, or has lost the member: there is no priority to be freed.
    await commitFreeing(job, going, (before) => plan(before, false));
  }
}

/** What the member's rule is to be without these routes; undefined if the ledger does not say, or if there is no rule. */
function placingWithout(service: ServiceItem, member: string, going: readonly string[]): Placing | undefined {
  const seat = service.seats[member];
  if (!seat?.ruleArn || seat.left) return undefined;
  const route = rankedRoute(service, member);
  const placing = { going, traffic: seat.traffic, mayLeave: async () => true };
  if (route && !going.includes(route.id)) return { ...placing, route };
  for (const id of routesOf(service, member)) {
    const asked = going.includes(id) ? undefined : askedOf(service, id);
    if (asked) return { ...placing, route: { member, id, spec: asked.spec, rank: asked.priority } };
  }
  return undefined;
}
