import { type Job, underFence } from '../fence/job';
import { requestedBy } from '../fence/requested';
import { memberOfTraffic, trafficId } from '../identity';
import type { RuleRecord, Seat, ServiceItem } from '../ledger/items';
import { isRetained } from '../ledger/retained';
import { seatOf, withKnown } from '../ledger/service';
import type { Invocation, Outcome, ResourceHandler, ResourceRequest } from '../protocol/resource';
import { idsToDelete, isStandIn } from '../request/deleted-ids';
import { propertiesOf } from '../request/request';
import { isTakenBack } from '../request/taken-back';
import { claimParked } from '../route/claim';
import { changeRule, makeRule, type PlacedRule, type Placing, recordRule, withPlacedRule } from '../route/place-rule';
import { findRule, findSurely, toLive } from '../route/rule';
import { rankedRoute } from '../route/stand';
import { mendWeights } from '../route/weights';
import { isRefusal, MembershipLostError } from '../world/errors';
import type { World } from '../world/world';
import { trafficPhysicalId } from './physical-id';

/**
 * `Custom::ExpressTraffic`: begins a service's traffic when its tasks are healthy, and ends it before they drain.
 * CloudFormation sends its Create and its Update after those of the ECS service, and its Delete before.
 */
export class TrafficHandler implements ResourceHandler {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  physicalId(request: ResourceRequest): string {
    return trafficPhysicalId(request);
  }

  handle(request: ResourceRequest, invocation: Invocation): Promise<Outcome> {
    const requested = requestedBy(request, 'Traffic');
    return underFence(this.#world, requested, invocation, (job) =>
      request.RequestType === 'Delete' ? end(job, request) : begin(job, request),
    );
  }
}

/** Create and Update. */
async function begin(job: Job, request: ResourceRequest): Promise<Outcome> {
  const member = propertiesOf(request).required('Membership');
  const id = trafficId(member);
  try {
    const seat = seatOf(job.session.service, member);
    const { placing, groups } = recorded(job.session.service, member, 'proven');
    const found = (await findRule(job.world, member, seat)) ?? (await findSurely(job, member, seat));
    const placed = found
      ? await changeRule(job, placing, found)
      : await makeRule(job, placing, await toLive(job.world, member, seat, groups));
    if ((await mendWeights(job, member, seat, placed.arn, { found })) === 'deploying') {
      job.world.log({ event: 'weights-left', member, rule: placed.arn });
    }
    await recordRule(job, placing, groups, placed, { unasked: true, trafficId: id });
  } catch (error) {
    // What is taken back has served before, and stands where it stood.
    if (!isRefusal(error) || !(await isTakenBack(job.world, request))) throw error;
    job.world.log({ event: 'refusal-ignored', traffic: id, error: String(error) });
    await job.session.commit((service) => ({ service: withKnown(service, 'traffic', id), last: true }));
  }
  return { status: 'SUCCESS', physicalResourceId: id };
}

/** @throws MembershipLostError if the ledger does not say what the member's rule was like */
function recorded(
  service: ServiceItem,
  member: string,
  traffic: Seat['traffic'],
): { placing: Placing; groups: RuleRecord['groups'] } {
  const { rule } = seatOf(service, member);
  const route = rankedRoute(service, member);
  if (!rule || !route) throw new MembershipLostError(`The membership ${member} has no listener rule`);
  return { placing: { route, going: [], traffic }, groups: rule.groups };
}

/** Parks the rules whose traffic ends. Those of stacks that no longer have this resource stay where they are. */
async function end(job: Job, request: ResourceRequest): Promise<Outcome> {
  const { service } = job.session;
  const id = request.PhysicalResourceId ?? '';
  const members = Object.keys(service.seats).filter((member) => service.seats[member]?.traffic !== undefined);
  const ids = members.map(trafficId);
  const going = idsToDelete(service.service, ids, service.known.traffic, id, outliving(service, request, id));
  const parked: { placing: Placing; placed: PlacedRule }[] = [];
  for (const member of going.map(memberOfTraffic)) {
    parked.push(...(await park(job, member)));
  }
  await job.session.commit((now) => ({
    service: parked.reduce((one, { placing, placed }) => withPlacedRule(one, placing, placed, true).service, now),
    last: true,
  }));
  return { status: 'SUCCESS', physicalResourceId: id };
}

/**
 * Moves the member's rule behind all others. Without a rule, and without its gateway, there is nothing to move.
 * @returns what is to be recorded
 */
async function park(job: Job, member: string): Promise<{ placing: Placing; placed: PlacedRule }[]> {
  const seat = job.session.service.seats[member];
  if (!seat?.ruleArn || seat.left || !rankedRoute(job.session.service, member)) return [];
  const { placing } = recorded(job.session.service, member, 'awaited');
  try {
    await claimParked(job, placing.route);
  } catch (error) {
    if (!(error instanceof MembershipLostError)) throw error;
    return [];
  }
  const found = await findRule(job.world, member, seat);
  if (!found) return [];
  const placed = await changeRule(job, placing, found);
  job.world.log({ event: 'rule-parked', member, rule: placed.arn, priority: placed.priority });
  return [{ placing, placed }];
}

/** Retained members keep their traffic, unless the Delete is for that member, by its id or else by its properties. */
function outliving({ service, seats }: ServiceItem, request: ResourceRequest, id: string) {
  const ended = isStandIn(service, id) ? propertiesOf(request).text('Membership') : memberOfTraffic(id);
  return (one: string): boolean => {
    const member = memberOfTraffic(one);
    const seat = seats[member];
    return seat !== undefined && member !== ended && isRetained(seat);
  };
}
