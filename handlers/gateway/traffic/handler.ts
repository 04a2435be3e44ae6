import { type Job, underFence } from '../fence/job';
import { requestedBy } from '../fence/requested';
import { memberOfTraffic, trafficId } from '../identity';
import type { RuleRecord, Seat, ServiceItem } from '../ledger/items';
import { retainedBeyond } from '../ledger/retained';
import { seatOf, withKnown } from '../ledger/service';
import type { Errand, Invocation, Outcome, ResourceHandler, ResourceRequest } from '../protocol/resource';
import { idsToDelete } from '../request/deleted-ids';
import { propertiesOf } from '../request/request';
import { isTakenBack } from '../request/taken-back';
import { claimParked } from '../route/claim';
import { findDeleted } from '../route/find-deleted';
import { changeRule, makeRule, type Placing, recordRule } from '../route/place-rule';
import { type ChangedRule, recordChanged } from '../route/release';
import { findRule, findSurely, toLive } from '../route/rule';
import { rankedRoute } from '../route/stand';
import { mendWeights } from '../route/weights';
import { weightsErrand } from '../route/weights-errand';
import { isRefusal, MembershipLostError } from '../world/errors';
import type { Rule } from '../world/load-balancers';
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
  const errands: Errand[] = [];
  const member = propertiesOf(request).required('Membership');
  const id = trafficId(member);
  try {
    // A late request: the Route has been taken back to the contract without a Traffic, and its rule stands where it has to.
    const traffic = seatOf(job.session.service, member).traffic && 'proven';
    const record = recorded(job.session.service, member, traffic);
    if (!record) throw new MembershipLostError(`The membership ${member} has no listener rule`);
    const { placing, groups } = record;
    const found = await findOrRebuild(job, member, request);
    const seat = seatOf(job.session.service, member);
    const placed = found
      ? await changeRule(job, placing, found)
      : await makeRule(job, placing, await toLive(job.world, member, seat, groups));
    errands.push(...(await mendOrLeave(job, member, seat, placed.arn, found)));
    await recordRule(job, placing, groups, placed, { unasked: true, trafficId: id });
  } catch (error) {
    // What is taken back has served before, and stands where it stood.
    if (!isRefusal(error) || !(await isTakenBack(job.world, request))) throw error;
    job.world.log({ event: 'refusal-ignored', traffic: id, error: String(error) });
    await job.session.commit((service) => ({ service: withKnown(service, 'traffic', id), last: true }));
  }
  return { status: 'SUCCESS', physicalResourceId: id, errands };
}

/** @returns what is to be left behind, if ECS is still deploying the service after a while */
async function mendOrLeave(job: Job, member: string, seat: Seat, ruleArn: string, found?: Rule): Promise<Errand[]> {
  if ((await mendWeights(job, member, seat, ruleArn, { found })) !== 'deploying') return [];
  job.world.log({ event: 'weights-left', member, rule: ruleArn });
  return [weightsErrand(job.session.service, member)];
}

/** The member's rule. An Update makes the listener again if that is gone. */
const findOrRebuild = async (job: Job, member: string, request: ResourceRequest): Promise<Rule | undefined> =>
  (await findRule(job.world, member, seatOf(job.session.service, member))) ??
  (request.RequestType === 'Update'
    ? await findDeleted(job, member, request)
    : await findSurely(job, member, seatOf(job.session.service, member)));

/** @returns undefined if the ledger does not say what the member's rule was like, or if its route is gone */
function recorded(
  service: ServiceItem,
  member: string,
  traffic: Seat['traffic'],
): { placing: Placing; groups: RuleRecord['groups'] } | undefined {
  const { rule } = seatOf(service, member);
  const route = rankedRoute(service, member);
  return rule && route && route.id in service.routes
    ? { placing: { route, going: [], traffic }, groups: rule.groups }
    : undefined;
}

/**
 * Parks the rules whose traffic ends. A block that was taken back to the contract without a Traffic stays, and so does
 * its rule. The roll back may have brought its tasks back to the other target group.
 */
async function end(job: Job, request: ResourceRequest): Promise<Outcome> {
  const { service } = job.session;
  const id = request.PhysicalResourceId ?? '';
  const ids = Object.keys(service.seats).map(trafficId);
  const outlives = retainedBeyond(service, request, memberOfTraffic);
  const going = idsToDelete(service.service, ids, service.known.traffic, id, (one) => outlives(memberOfTraffic(one)));
  const parked: ChangedRule[] = [];
  const errands: Errand[] = [];
  for (const member of going.map(memberOfTraffic)) {
    const seat = service.seats[member];
    if (!seat?.ruleArn || seat.left) continue;
    if (seat.traffic === undefined) {
      errands.push(...(await mendOrLeave(job, member, seat, seat.ruleArn)));
    } else {
      parked.push(...(await park(job, member)));
    }
  }
  await recordChanged(job, [], parked);
  return { status: 'SUCCESS', physicalResourceId: id, errands };
}

/**
 * Moves the member's rule behind all others. Without a rule, and without its gateway, there is nothing to move.
 * @returns what is to be recorded
 */
async function park(job: Job, member: string): Promise<ChangedRule[]> {
  const placing = recorded(job.session.service, member, 'awaited')?.placing;
  if (!placing) return [];
  try {
    await claimParked(job, placing.route);
  } catch (error) {
    if (!(error instanceof MembershipLostError)) throw error;
    return [];
  }
  const found = await findRule(job.world, member, seatOf(job.session.service, member));
  if (!found) return [];
  const placed = await changeRule(job, placing, found);
  job.world.log({ event: 'rule-parked', member, rule: placed.arn, priority: placed.priority });
  return [{ placing, placed }];
}
