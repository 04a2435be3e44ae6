import type { RouteAttributes } from '../../contract';
import { type Job, underFence } from '../fence/job';
import { requestedBy } from '../fence/requested';
import { memberOfRoute } from '../identity';
import type { RouteSpec, Seat, ServiceItem } from '../ledger/items';
import { retainedBeyond } from '../ledger/retained';
import { type RouteName, routesOf, seatOf, withKnown, withSeat } from '../ledger/service';
import { targetGroupName } from '../names';
import type { Invocation, Outcome, ResourceHandler, ResourceRequest, SuccessOutcome } from '../protocol/resource';
import { idsToDelete } from '../request/deleted-ids';
import { refuseEmptied } from '../request/emptied-lists';
import type { Properties } from '../request/properties';
import { propertiesOf } from '../request/request';
import { isTakenBack } from '../request/taken-back';
import { InvalidPropertyError, isRefusal } from '../world/errors';
import type { World } from '../world/world';
import { becomesRolling, deploymentOver } from './before-rolling';
import { claim } from './claim';
import { findDeleted } from './find-deleted';
import { hasTraffic, routeIdOf, routePhysicalId } from './physical-id';
import { changeRule, makeRule, type Placing, recordRule } from './place-rule';
import { releaseRoutes } from './release';
import { findRule, type TargetGroups, toBlue, toLive } from './rule';
import { checkRoute, readRoute } from './spec';
import { askedOf, type RankedRoute, withAsked } from './stand';
import { weightsErrand } from './weights-errand';

/** `Custom::ExpressRoute`: the listener rule of a service, and its claim on hosts and paths. */
export class RouteHandler implements ResourceHandler {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  physicalId(request: ResourceRequest): string {
    return routePhysicalId(request);
  }

  handle(request: ResourceRequest, invocation: Invocation): Promise<Outcome> {
    const requested = requestedBy(request, 'Route');
    return underFence(this.#world, requested, invocation, (job) =>
      request.RequestType === 'Delete' ? remove(job, request) : provide(job, request, this.#world),
    );
  }
}

/** The lists that restrict which requests the service gets. */
const RESTRICTING = {
  AllowedCidrs: 'the service admits every address',
  Hosts: 'the service answers for every host',
  Paths: 'the service answers on its default path, or on every path of its hosts',
};

/** Create and Update. @param impatient the world without the run's patience */
async function provide(job: Job, request: ResourceRequest, impatient: World): Promise<Outcome> {
  const properties = propertiesOf(request);
  const member = properties.required('Membership');
  const held = recordedLists(job.session.service, member, request.PhysicalResourceId ?? '');
  await refuseEmptied(job.world, request, RESTRICTING, held);
  const spec = readRoute(properties, job.session.service.service);
  const route = { member, id: routeIdOf(member, spec, properties) };
  if (becomesRolling(request, spec.strategy)) {
    await deploymentOver(job, impatient, member);
  }
  try {
    return await putRule(job, request, route, spec);
  } catch (error) {
    if (!isRefusal(error) || !(await isTakenBack(job.world, request))) throw error;
    job.world.log({ event: 'refusal-ignored', route: route.id, error: String(error) });
    return keepAsItIs(job, request, route, spec, error);
  }
}

/**
 * The names of the lists that have values in what the route asked for last.
 * @param id that of the route as CloudFormation knows it
 */
function recordedLists(service: ServiceItem, member: string, id: string): string[] {
  const rule = service.seats[member]?.rule;
  const spec = rule?.route === id ? rule.spec : (askedOf(service, id) ?? rule)?.spec;
  if (!spec) return [];
  const { conditions, rewrite } = spec;
  // A default path comes with a rewrite, and from no list.
  const lists = { AllowedCidrs: conditions.cidrs, Hosts: conditions.hosts, Paths: rewrite ? [] : conditions.paths };
  return Object.entries(lists).flatMap(([name, values]) => (values.length > 0 ? [name] : []));
}

async function putRule(job: Job, request: ResourceRequest, route: RouteName, spec: RouteSpec): Promise<SuccessOutcome> {
  const { member } = route;
  const seat = seatOf(job.session.service, member);
  // What the service holds was right when it was asked for.
  if (!(route.id in job.session.service.routes)) {
    checkRoute(spec);
  }
  const groups = groupsOf(propertiesOf(request), member);
  // Before its first claim is in the ledger, a member cannot have a rule on the listener.
  const isFirst = routesOf(job.session.service, member).length === 0 && !seat.ruleArn;
  const found = isFirst
    ? undefined
    : ((await findRule(job.world, member, seat)) ?? (await findDeleted(job, member, request)));
  const isNew = isFirst && request.RequestType === 'Create';
  const weights = found?.weights ?? (isNew ? toBlue(groups) : await toLive(job.world, member, seat, groups));
  // What serves already is never parked.
  const traffic = hasTraffic(propertiesOf(request)) ? (seat.traffic ?? (isFirst ? 'awaited' : 'proven')) : undefined;
  const placing: Placing = {
    route: { ...route, spec, rank: await claim(job, route, spec, traffic) },
    going: unlearnt(job.session.service, route, request),
    traffic,
    mayLeave: () => isTakenBack(job.world, request),
  };
  const placed = found ? await changeRule(job, placing, found) : await makeRule(job, placing, weights);
  await recordRule(job, placing, groups, placed);
  return answered(job, request, placed.route, placed.arn);
}

/**
 * CloudFormation takes a failed update back, and the service still holds what it had before. A refusal would leave the
 * stack in UPDATE_ROLLBACK_FAILED. So the rule stays as it is, and the clean-up or the doctor does the rest.
 * @throws the error if the service does not hold the route
 */
async function keepAsItIs(
  job: Job,
  request: ResourceRequest,
  route: RouteName,
  spec: RouteSpec,
  error: unknown,
): Promise<SuccessOutcome> {
  const { service } = job.session;
  const seat = service.seats[route.member];
  const asked = askedOf(service, route.id);
  if (!seat?.ruleArn || !seat.rule || !asked) throw error;
  const rule = { ...seat.rule, route: route.id, spec };
  await job.session.commit((now) => ({
    service: withKnown(
      withSeat(withAsked(now, route.member), route.member, { ...seatOf(now, route.member), rule }),
      'route',
      route.id,
    ),
    last: true,
  }));
  return answered(job, request, { ...route, spec, rank: asked.priority }, seat.ruleArn);
}

function answered(
  job: Job,
  request: ResourceRequest,
  { member, id, spec, rank }: RankedRoute,
  arn: string,
): SuccessOutcome {
  const { service } = job.session;
  const endpoint = `http://${hostOf(spec, seatOf(service, member))}${spec.entrance}`;
  const data: RouteAttributes = {
    RuleArn: arn,
    Priority: rank,
    Endpoint: endpoint,
    BaseUrl: endpoint.replace(/\/$/, ''),
  };
  // ECS moves no weights then, and in an update that fails or is taken back perhaps nobody asks about the traffic.
  const errands = becomesRolling(request, spec.strategy) ? [weightsErrand(service, member)] : [];
  return { status: 'SUCCESS', physicalResourceId: id, data: { ...data }, errands };
}

/** Checks by their names that the target groups are this membership's own. @throws InvalidPropertyError */
function groupsOf(properties: Properties, member: string): TargetGroups {
  const own = (property: string, colour: 'blue' | 'green'): string => {
    const arn = properties.required(property);
    const name = /:targetgroup\/([^/]+)\//.exec(arn)?.[1];
    const wanted = targetGroupName(member, colour);
    if (name !== undefined && name !== wanted) {
      throw new InvalidPropertyError(`${property} must be the target group ${wanted} of this membership, not ${name}`);
    }
    return arn;
  };
  return { blue: own('BlueTargetGroupArn', 'blue'), green: own('GreenTargetGroupArn', 'green') };
}

/** Routes of the member from a cancelled Update. CloudFormation does not know them and will never delete them. */
const unlearnt = (service: ServiceItem, { member, id }: RouteName, request: ResourceRequest): string[] =>
  request.RequestType === 'Update'
    ? routesOf(service, member).filter((one) => one !== id && one !== request.PhysicalResourceId)
    : [];

const hostOf = ({ conditions }: RouteSpec, { facts }: Seat): string =>
  conditions.hosts.find((host) => !/[*?]/.test(host)) ?? facts?.dnsName ?? '';

async function remove(job: Job, request: ResourceRequest): Promise<Outcome> {
  const id = request.PhysicalResourceId ?? '';
  const { service: name, routes, known } = job.session.service;
  const outlives = retainedBeyond(job.session.service, request, memberOfRoute);
  const going = idsToDelete(name, Object.keys(routes), known.route, id, (one) => outlives(routes[one]?.member ?? ''));
  await releaseRoutes(job, going);
  return { status: 'SUCCESS', physicalResourceId: id };
}
